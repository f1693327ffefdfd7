"""A question is checked when it is made, so that every answerer can rely on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.types import MAX_QUESTION_CHARS, Question, QuestionError, Turn

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
"""Also lone surrogates."""


@pytest.mark.parametrize(
    "question", ["", "  \n ", "\0", "\ud800", "\u202e\u200b", "x" * (MAX_QUESTION_CHARS + 1), "x" * 100_000]
)
def test_an_empty_or_endless_question_is_refused(question: str) -> None:
    """An empty or endless question raises an error instead of starting a search."""
    with pytest.raises(QuestionError):
        Question(question)


def test_a_question_loses_the_blanks_around_it() -> None:
    """Blanks around the text are stripped, and the other parts of a question stay."""
    asked = Question(" When was it finished?\n", ["tower"], asker="ann")
    assert Question("When was it finished?", ["tower"], (), "ann", None) == asked


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("When\ud83d was it?", "When was it?"),
        ("\udcff", ""),
        ("When\0 was it?", "When was it?"),
        ("\u202eWhen was it?\u202c", "When was it?"),
        ("When\u00a0was  it?", "When was it?"),
        ("Was it Jose\u0301?", "Was it José?"),
        ("\u0301\u0301\u0301", "\u0301\u0301\u0301"),
    ],
)
def test_a_question_is_normalized_as_texts_are(written: str, expected: str) -> None:
    """Characters that no text of a source has are removed; an encoder would fail at some of them."""
    assert f"Q {expected}".strip() == Question(f"Q {written}").text


@given(ANY_TEXT)
def test_any_text_is_a_question_or_an_error(written: str) -> None:
    """A question encodes in UTF-8, and a question made of its text is the same."""
    turn = Turn(written, written)
    turn.question.encode()
    try:
        asked = Question(written)
    except QuestionError:
        return
    asked.text.encode()
    assert asked == Question(asked.text)
