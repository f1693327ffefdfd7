"""The passage that a reader looks at."""

from dataclasses import dataclass

from bot.state.answers import StoredCitation
from index.types import Span


@dataclass(frozen=True, slots=True)
class PassageView:
    """The passage around a citation, or a passage some steps away from it.

    Attributes:
        citation: Where the reader started.
        text: The text that the spans point into; None if the source was removed.
        span: The shown passage.
        step: How many passages after the citation's it is; negative before it.
        number: Its position among the passages of the text, from 1.
        last: How many passages the text has; 0 if the source was removed.
        linked_from: The title of the source that links to this one, if known.
        changed: Whether the source has a newer text.
        page: Its page, from 1; None if the source has no pages.
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
