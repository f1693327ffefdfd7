"""The language of a question."""

import pytest

from index.text.language import UNKNOWN, detect_question, may_be_in


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
