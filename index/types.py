"""The nouns of the index: frozen values that every other module speaks in.

Offsets count Unicode code points in a stored text; a span is half open, ``[start, end)``.
"""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from index.arrays import Vectors

UNDECLARED_MEDIA_TYPE = "application/octet-stream"
"""The media type of bytes of which nobody said what they are."""

Kind = Literal["article", "linked", "document"]
"""What a source is to the bot: the article itself, a page that it links to, or a document an admin added."""


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

    def of(self, text: str) -> str:
        """The characters of ``text`` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a document's main text.

    Attributes:
        target: An absolute URL or an absolute path, without its fragment.
        words: The words that carry the link, as a reader sees them; may be empty.
    """

    target: str
    words: str


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said a page can be recognised by, so that it need not be sent again (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes as they were fetched.

    Attributes:
        location: The final URL after redirects, or the absolute path of a file.
        data: The body, undecoded.
        media_type: The declared type in lower case without parameters (``text/html``), or guessed from a file's name.
        charset: The declared character set, if any.
        canonical: The URL that the page declares to be its proper one, where that is another.
        validators: To ask with, next time.
        unchanged: Whether it is as it was when the validators that were sent were given; ``data`` is empty then.
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
    """A text with what is known about it; the text is canonical and never changes again.

    Attributes:
        text: Canonical text (see ``index.text.normalization``), not empty.
        title: A line for people; derived from the text where the source has none.
        author: As the source states it.
        date: The date of publication, ``YYYY-MM-DD``.
        language: ISO 639-1 code, or ``und`` where it cannot be told.
        links: Links of the main text, in order, one per target.
        pages: The offset at which each page starts, ascending, the first at 0; empty where there are no pages.
    """

    text: str
    title: str
    author: str | None
    date: str | None
    language: str
    links: tuple[Link, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An indexed source in its current version.

    Attributes:
        id: Stable for a location: the same link or file keeps it through re-indexing.
        location: URL or absolute path.
        kind: What it is to the bot.
        text_id: SHA-256 of the stored text, hexadecimal; names that text for good.
        passages: How many passages it has.
        linked_from: Ids of the sources that link to it, in order.
        linked_words: The words of each of them that carry the link; may be empty.
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


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """A passage as the splitter cuts it: its span and the spans of its sentences, in order."""

    span: Span
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage.

    Attributes:
        text: The passage's characters: ``span.of(stored text)``.
        score: In [0, 1], higher is better; comparable within one result only.
    """

    source_id: str
    span: Span
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """A ranked sentence within a ranked passage.

    Attributes:
        text_id: The stored text that ``span`` and ``passage`` point into.
        span: The sentence.
        passage: The passage around it.
        text: The sentence's characters.
        score: Higher is better; comparable within one result only.
        vector: The sentence's embedding, shape (dimension,); None where it was not kept.
        similarity: Its cosine with the question; None where nothing was asked.
    """

    source_id: str
    text_id: str
    span: Span
    passage: Span
    text: str
    score: float
    vector: "Vectors | None" = field(default=None, compare=False, repr=False)
    similarity: float | None = field(default=None, compare=False)
