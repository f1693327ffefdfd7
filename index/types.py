"""The value types of the index, which every other module uses.

Offsets count Unicode code points in a stored text. A span is half open: ``[start, end)``.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from index.arrays import Vectors

UNDECLARED_MEDIA_TYPE = "application/octet-stream"
"""The media type of bytes that arrive without one."""

Kind = Literal["article", "linked", "document"]
"""The role of a source: the bot's article, a page that a source links to, or a document that an admin added."""


def source_id(location: str) -> str:
    """The stable id of a source: twelve hexadecimal digits of its location's SHA-256."""
    return hashlib.sha256(location.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def text_id(text: str) -> str:
    """The id of a stored text: its SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of code points in a stored text."""

    start: int
    end: int

    def slice(self, text: str) -> str:
        """Return the characters of ``text`` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a stored text.

    Attributes:
        span: Its characters, without a line end.
        level: Its rank, from 1 for the highest.
    """

    span: Span
    level: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a document's main text.

    Attributes:
        target: An absolute URL or an absolute path, without its fragment.
        text: The link text as a reader sees it; may be empty.
    """

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Validators:
    """The HTTP validators of a page. With them a server can answer that the page is unchanged (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


ValidatorLookup = Callable[[str], Validators | None]
"""The validators of the page at a URL from its last fetch; None where there was none."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of a fetched page or file.

    Attributes:
        location: The final URL after redirects, or the absolute path of a file.
        data: The body, undecoded.
        media_type: The declared type in lower case without parameters (``text/html``), or guessed from a file's name.
        charset: The declared character set, if any.
        canonical: The canonical URL that the page declares, if it is another one.
        validators: The validators for the next conditional request.
        unchanged: Whether the server answered that the page is unchanged; ``data`` is empty then.
    """

    location: str
    data: bytes
    media_type: str
    charset: str | None = None
    canonical: str | None = None
    validators: Validators = Validators()
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A canonical text and its metadata. The text never changes.

    Attributes:
        text: Canonical text (see ``index.text.normalization``), not empty.
        title: One line; derived from the text if the source has no title.
        author: As the source states it.
        date: The date of publication, ``YYYY-MM-DD``.
        language: ISO 639-1 code, or ``und`` if unknown.
        links: Links of the main text, in order, one per target.
        pages: The offset at which each page starts, ascending, the first at 0; empty for a text without pages.
        headings: The headings of the text, ascending.
        recognized: The numbers of the pages, from 1, whose text was read from a picture.
    """

    text: str
    title: str
    author: str | None
    date: str | None
    language: str
    links: tuple[Link, ...] = ()
    pages: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()
    recognized: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadEntry:
    """An entry of a list that cannot be read, and is not part of the list.

    Attributes:
        location: Its location, printable.
        reason: Why, and what to do.
    """

    location: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceListing:
    """A list of sources: a folder, sitemap or feed, which is no source itself.

    Attributes:
        location: The location of the list.
        title: The title of the list, or its short name.
        links: Its entries, in order, one per target, with their titles where they have any.
        referrer: The referrer of its entries; None for a folder, whose files count as named by the user.
        unread: Files and folders in a folder that cannot be read.
    """

    location: str
    title: str
    links: tuple[Link, ...]
    referrer: str | None = None
    unread: tuple[UnreadEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An indexed source in its current version.

    Attributes:
        id: Stable for a location: re-indexing the same link or file keeps the id.
        location: URL or absolute path.
        kind: The role of the source.
        text_id: SHA-256 of the stored text, hexadecimal.
        passages: The number of passages.
        linked_from: Ids of the sources that link to this one, in order.
        linked_words: The link text in each of those sources; may be empty.
    """

    id: str
    location: str
    kind: Kind
    title: str
    author: str | None
    date: str | None
    language: str
    text_id: str
    passages: int
    linked_from: tuple[str, ...] = ()
    linked_words: tuple[str, ...] = ()


Parsed = Document | SourceListing
"""Bytes after parsing."""


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """The span of a passage and the spans of its sentences, in order."""

    span: Span
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage.

    Attributes:
        text: The passage's characters: ``span.slice(stored text)``.
        score: In [0, 1], higher is better; comparable within one result only.
    """

    source_id: str
    span: Span
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table that has a head.

    Attributes:
        head: The head row in the same text; the row itself if it is the head.
        head_text: The characters of the head row.
        words: The row as "head: cell; head: cell.", by which it is searched and verified; of the head its own words.
    """

    head: Span
    head_text: str
    words: str


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """A ranked sentence within a ranked passage.

    Attributes:
        text_id: The stored text that contains ``span`` and ``passage``.
        span: The sentence.
        passage: The passage around the sentence.
        text: The sentence's characters.
        score: Higher is better; comparable within one result only.
        vector: The sentence's embedding, shape (dimension,); None if it was not stored.
        similarity: The cosine similarity of sentence and question; None without a question.
        row: How a row of a table is read; None for any other sentence.
        also: The ids of other sources that have the same words.
        answers_nothing: Whether it is a question, or a heading above a sentence.
        answerability: The log-odds that it answers, by the entailment model; None if that did not read it.
    """

    source_id: str
    text_id: str
    span: Span
    passage: Span
    text: str
    score: float
    vector: "Vectors | None" = field(default=None, compare=False, repr=False)
    similarity: float | None = field(default=None, compare=False)
    row: TableRow | None = field(default=None, compare=False)
    also: tuple[str, ...] = field(default=(), compare=False)
    answers_nothing: bool = field(default=False, compare=False)
    answerability: float | None = field(default=None, compare=False)

    @property
    def place(self) -> tuple[str, Span]:
        """The stored text and the span in it, which tell the sentence from all others, whatever its score."""
        return self.text_id, self.span

    @property
    def reading(self) -> str:
        """The words by which the sentence is compared with a statement: of a row, with the names of its columns."""
        return self.row.words if self.row else self.text

    @property
    def is_head_row(self) -> bool:
        """Whether the sentence names the columns of a table, and so answers nothing."""
        return self.row is not None and self.row.head == self.span
