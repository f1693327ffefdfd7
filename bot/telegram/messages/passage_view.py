"""A passage that a reader looks at."""

from dataclasses import dataclass

from bot.state.answers import StoredCitation
from index.types import Span


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage that a reader looks at: the one around a citation, or one some steps away from it.

    Attributes:
        citation: What the reader came from.
        text: The text that the spans point into; None where the source has been removed.
        span: The passage that is shown.
        step: How many passages it is after that of the citation; negative before it.
        number: Its place among the passages of the text, from 1.
        last: How many passages the text has; 0 where the source has been removed.
        linked_from: The title of the source that links to this one, where it is known.
        changed: Whether the source has another text by now.
        page: The page on which it stands, from 1; None where the source has no pages.
    """

    citation: StoredCitation
    text: str | None
    span: Span
    step: int = 0
    number: int = 0
    last: int = 0
    linked_from: str | None = None
    changed: bool = False
    page: int | None = None
