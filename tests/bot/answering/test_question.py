"""A question is checked when it is made, so that every answerer can rely on it."""

import pytest

from bot.answering.types import MAX_QUESTION_CHARS, Question, QuestionError


@pytest.mark.parametrize("question", ["", "  \n ", "x" * (MAX_QUESTION_CHARS + 1)])
def test_an_empty_or_endless_question_is_refused(question: str) -> None:
    """An empty or endless question raises an error instead of starting a search."""
    with pytest.raises(QuestionError):
        Question(question)


def test_a_question_loses_the_blanks_around_it() -> None:
    """Blanks around the text are stripped, and the other parts of a question stay."""
    asked = Question(" When was it finished?\n", ["tower"], asker="ann")
    assert Question("When was it finished?", ["tower"], (), "ann", None) == asked
