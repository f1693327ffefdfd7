"""What an opened index offers to other libraries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.answering.types import Answer
from index.types import Document, Source, Span

if TYPE_CHECKING:
    from index.models.base import Embedder


@dataclass(frozen=True, slots=True)
class Passage:
    """A ranked passage with the source that contains it.

    Attributes:
        source: The source in the version that was searched.
        span: The place of the passage in the text that ``source.text_id`` names, in code points.
        text: The passage's characters: ``span.slice(text)``.
        score: In [0, 1], higher is better; comparable within one result only.
        page: The page on which the passage starts, from 1; None where the document has no pages.
        section: The headings above the start of the passage, the outermost first; empty if there are none.
    """

    source: Source
    span: Span
    text: str
    score: float
    page: int | None = None
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LocatedDocument:
    """A document that was fetched and parsed, but not indexed.

    Attributes:
        location: The final URL after redirects, or the absolute path of a file.
        document: The canonical text with its title, author, date and language.
    """

    location: str
    document: Document


class OpenIndex(Protocol):
    """An opened index. Safe to use from several threads; coroutines do not block the event loop that awaits them."""

    def search(self, query: str, *, k: int = 10, source_ids: Sequence[str] | None = None) -> list[Passage]:
        """Return at most ``k`` passages, best first; raises ``PinciteError``."""

    async def asearch(self, query: str, *, k: int = 10, source_ids: Sequence[str] | None = None) -> list[Passage]:
        """Search as ``search`` does."""

    def ask(self, question: str, *, source_ids: Sequence[str] | None = None) -> Answer:
        """Return an answer whose citations are exact quotes; raises ``PinciteError``."""

    async def aask(self, question: str, *, source_ids: Sequence[str] | None = None) -> Answer:
        """Answer as ``ask`` does."""

    def read(self, target: str) -> list[LocatedDocument]:
        """Fetch and parse a link, file, folder, sitemap or feed; raises ``SourceError``."""

    @property
    def embedder(self) -> "Embedder":
        """The embedder of this index."""
