"""The draft of a document, as the reader of one format returns it."""

from dataclasses import dataclass, field

from index.types import Heading, Link

MAX_CHARS = 20_000_000
"""The longest text that Pincite reads."""


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A text before it is made canonical, with the metadata that the source states.

    Attributes:
        text: Paragraphs separated by blank lines.
        title: None where the source states none.
        language: As the source states it; decides for texts too short to detect.
        links: Links of the main text, in order, one per target.
        pages: The offset at which each page starts; a text with pages is already canonical.
        recognized: The numbers of the pages, from 1, whose text was read from a picture.
        headings: The headings, ascending, in a text that is already canonical.
        has_code: Whether lines of the text may begin with blanks that have a meaning.
    """

    text: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    language: str | None = None
    links: tuple[Link, ...] = field(default=())
    pages: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()
    has_code: bool = False
    recognized: tuple[int, ...] = ()
