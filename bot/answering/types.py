"""What an answer is: statements, each with the numbers of the citations that support it."""

from dataclasses import dataclass
from typing import Literal

from index.types import Source, Span

Status = Literal["answered", "not_found"]
Mode = Literal["quotes", "model"]


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote and where it stands.

    Attributes:
        n: The number that readers see, from 1, in order of appearance.
        source: The source as it was when the answer was given.
        span: The quote's place in the text that ``source.text_id`` names.
        context: The passage around it, in the same text.
        quote: ``span.of(text)``, never anything else.
        link: The page with a text fragment for web sources, else None.
    """

    n: int
    source: Source
    span: Span
    context: Span
    quote: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim; ``citations`` are the numbers of the quotes that support it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent."""

    retrieve: float
    answer: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question.

    Attributes:
        status: ``not_found`` has no statements and no citations.
        mode: ``quotes`` where statements are the source's own sentences, ``model`` where a model wrote them.
    """

    question: str
    status: Status
    mode: Mode
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    timings: Timings

    @property
    def text(self) -> str:
        """The statements as one text with their numbers: ``… [1] … [2]``."""
        return " ".join(
            statement.text + "".join(f" [{number}]" for number in statement.citations) for statement in self.statements
        )
