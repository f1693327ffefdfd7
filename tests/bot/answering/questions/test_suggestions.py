"""Suggested questions ask about the topics of a text, in its language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.questions.suggestions import find_topics, suggest_from_text


def test_topics_are_names_that_come_back() -> None:
    """Names inside sentences are topics; the first word of a sentence is not, and no topic contains another."""
    text = "Storms came. Then Ada Lovelace wrote to Charles Babbage. The letter pleased Ada Lovelace. Babbage answered."
    assert ["Ada Lovelace", "Charles Babbage"] == find_topics(text)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We met Ada Lovelace.", "What does the article say about Ada Lovelace?"),
        ("de", "Wir trafen Ada Lovelace.", "Was steht im Artikel über Ada Lovelace?"),
        ("zh", "灯塔很高，灯塔很老，我们去灯塔。", "关于灯塔，文章说了什么？"),
        ("xx", "We met Ada Lovelace.", "What does the article say about Ada Lovelace?"),
    ],
)
def test_suggested_questions_speak_the_language_of_the_text(language: str, text: str, expected: str) -> None:
    """Each language has its own question; any other language gets English."""
    assert expected == suggest_from_text(text, language)[0]


@given(st.text(max_size=200))
def test_any_text_gives_questions_or_none(text: str) -> None:
    """Suggesting questions fails for no text."""
    assert all(isinstance(question, str) for question in suggest_from_text(text, "und"))
