"""The passage that a reader looks at."""

from dataclasses import dataclass

from bot.answering.quotes.text_fragment import build_fragment_link
from bot.state.answers import StoredCitation
from index.types import Span

HEADINGS_A_PAGE = 12


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of a source.

    Attributes:
        words: The heading.
        level: Its rank, from 1.
        step: How many passages after the citation's its section starts; negative before it.
        is_here: Whether the citation is in this section.
    """

    words: str
    level: int
    step: int
    is_here: bool


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
        watched: Whether the reader is told when the quote changes; None where the reader cannot ask for it.
        now: The words that a newer text has in place of the quote, which are the quote itself if it is still there;
            None if it is gone or the text is the newest.
        has_picture: Whether the bot can send the page of the quote as a picture.
        page: Its page, from 1; None if the source has no pages.
        recognized: Whether a part of what is shown was read from a picture.
        section: The headings above what is shown, the outermost first; empty if there are none.
        outline_page: The page of the source's headings that has this section; None if the source has too few.
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
    section: tuple[str, ...] = ()
    outline_page: int | None = None
    watched: bool | None = None
    now: str | None = None
    has_picture: bool = False
    recognized: bool = False

    @property
    def has_quote(self) -> bool:
        """Whether the shown passage contains the cited quote."""
        quote = self.citation.span
        return self.text is None or self.span.start <= quote.start < quote.end <= self.span.end

    @property
    def shown(self) -> str:
        """The words that the reader looks at: the quote, or a passage beside it."""
        if self.text is None or self.has_quote:
            return self.citation.quote
        return self.span.slice(self.text).strip()

    @property
    def link(self) -> str | None:
        """A link to the shown words in their page; None for a source outside the web.

        In a page that has changed since, browsers would look for the old words in vain: the link is to the words in
        place of the quote, or to the whole page.
        """
        is_web_page = self.citation.link is not None and self.page is None
        if self.changed and is_web_page:
            now = self.now if self.has_quote else None
            return build_fragment_link(self.citation.location, now) if now else self.citation.location
        if self.has_quote:
            return self.citation.link
        return build_fragment_link(self.citation.location, self.shown, self.page)
