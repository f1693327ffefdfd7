"""The language of a question."""

import pytest

from index.text.language import UNKNOWN, detect_question, is_in_script_of, may_be_in


@pytest.mark.parametrize(
    ("question", "code"), [("куда экспортируют", "ru"), ("quien gano", "es"), ("was kostet das", "de")]
)
def test_a_short_question_may_be_in_its_likeliest_language(question: str, code: str) -> None:
    """It is too short to tell its language, but no other one is likelier."""
    assert detect_question(question) == UNKNOWN
    assert may_be_in(question, code)
    assert not may_be_in(question, "fr")


def test_a_question_without_letters_is_in_no_language() -> None:
    """There is nothing to compare."""
    assert not may_be_in("2019?", "en")


@pytest.mark.parametrize(
    ("question", "text", "shares"),
    [
        ("часы работы", "Музей открыт по выходным.", True),
        ("価格", "入館料は大人八百円です。", True),
        ("السعر", "سعر التذكرة عشرة دنانير.", True),
        ("часы работы", "The museum is open.", False),
        ("hours", "The museum is open.", False),
        ("これはどのような博物館ですか", "入館料は大人八百円です。", False),
        ("2019?", "Музей открыт по выходным.", False),
    ],
)
def test_a_few_words_are_in_the_script_of_a_text(question: str, text: str, *, shares: bool) -> None:
    """They are too few to tell a language; Latin letters and longer questions are told by the classifier."""
    assert shares is is_in_script_of(question, text)
