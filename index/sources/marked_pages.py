"""The pages of indexed PDF files as pictures, each with a quote marked."""

from collections.abc import Sequence
from typing import Protocol

from index.parsing.page_pictures.task_format import PagePicture
from index.sources.original_files import KeepsOriginals
from index.types import Span


class ReadsPagedTexts(Protocol):
    """Reads stored texts with their pages. Blocking."""

    def get_text(self, id_: str) -> str | None:
        """Return a stored text; None if its source was removed."""

    def get_page_offsets(self, text_id: str) -> tuple[int, ...]:
        """Return the offset at which each page of a stored text starts; empty for a text without pages."""


class PaintsPages(Protocol):
    """Finds and draws quotes on the pages of PDF files. Blocking; ``PagePainter`` has the arguments."""

    def is_sure(self, pdf: bytes, text: str, starts: Sequence[int], span: Span) -> bool:
        """Return whether the places of a quote are sure."""

    def draw(self, pdf: bytes, text: str, starts: Sequence[int], span: Span) -> list[PagePicture]:
        """Draw the pages of a quote; nothing if its places are not sure."""


class MarkedPages:
    """Draws pages with a quote marked, from the files that are kept. Every method blocks."""

    def __init__(self, catalog: ReadsPagedTexts, originals: KeepsOriginals, painter: PaintsPages) -> None:
        """Read texts from ``catalog`` and files from ``originals``."""
        self._catalog = catalog
        self._originals = originals
        self._painter = painter

    def has_original(self, source_id: str, text_id: str) -> bool:
        """Return whether the file of a text is kept."""
        return self._originals.has(source_id, text_id)

    def can_mark(self, source_id: str, text_id: str, span: Span) -> bool:
        """Return whether the quote at ``span`` of a text is surely found on its pages."""
        found = self._load(source_id, text_id)
        return found is not None and self._painter.is_sure(*found, span)

    def draw(self, source_id: str, text_id: str, span: Span) -> list[PagePicture]:
        """Return the pages of a quote with the quote marked; nothing if it is not surely found."""
        found = self._load(source_id, text_id)
        return [] if found is None else self._painter.draw(*found, span)

    def _load(self, source_id: str, text_id: str) -> tuple[bytes, str, tuple[int, ...]] | None:
        starts = self._catalog.get_page_offsets(text_id)
        text = self._catalog.get_text(text_id) if starts else None
        pdf = self._originals.load(source_id, text_id) if text is not None else None
        return None if pdf is None or text is None else (pdf, text, starts)
