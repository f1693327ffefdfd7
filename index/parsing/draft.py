"""What a reader of one format hands back, before the text is canonical."""

from dataclasses import dataclass, field

from index.types import Link


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A text as one format gives it.

    Attributes:
        text: Paragraphs parted by blank lines.
        title: As the source states it; None where it has none.
        language: As the source states it, for texts too short to tell.
        links: Links of the main text, in order, one per target.
        pages: The offset at which each page starts; the text is canonical where there are any.
    """

    text: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    language: str | None = None
    links: tuple[Link, ...] = field(default=())
    pages: tuple[int, ...] = ()
