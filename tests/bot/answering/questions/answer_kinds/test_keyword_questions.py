"""A keyword such as "opening hours" stands for a question."""

import pytest

from bot.answering.questions.answer_kinds.keyword_questions import find_keyword_question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("opening hours?", "When is it open, from what time until what time?"),
        ("Öffnungszeiten", "Wann ist geöffnet, von wann bis wann?"),
        ("часы работы", "Когда открыто, с какого до какого часа?"),
        ("السعر", "كم يكلف؟"),
        ("営業時間", "何時から何時まで開いていますか？"),
        ("가격", "얼마인가요?"),
        ("地址", "在哪里？"),
        ("adresse", "Où est-ce ?"),
        ("the price of fame", None),
        ("weapons", None),
    ],
)
def test_a_keyword_alone_stands_for_a_question(message: str, question: str | None) -> None:
    """In its own language; the same word within other words does not."""
    assert question == find_keyword_question(message)
