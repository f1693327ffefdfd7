"""What is wrong with a text that cannot be checked."""

from bot.answering.types import QuestionError

MAX_STATEMENTS = 10
"""The most statements of one text."""


class NoStatementError(QuestionError):
    """The text has no statement."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("There is no statement to check; write a sentence that says something.")


class TooManyStatementsError(QuestionError):
    """The text has more than ``MAX_STATEMENTS`` statements.

    Attributes:
        sentences: Their number.
    """

    def __init__(self, sentences: int) -> None:
        """Say how many there are, and what to do."""
        self.sentences = sentences
        super().__init__(f"The text has {sentences} sentences; check {MAX_STATEMENTS} or fewer at a time.")
