"""Draws pages with a quote marked, in worker processes."""

from collections.abc import Sequence

from index.errors import SourceError
from index.parsing.page_pictures.quote_places import split_by_page
from index.parsing.page_pictures.task_format import PagePicture, decode_pictures, write_task
from index.parsing.worker_pool import ParserPool
from index.types import Raw, Span

DRAW_FUNCTION = "index.parsing.page_pictures.page_drawing:draw"
"""The function of the workers."""

_MAX_PAGES = 3


class PagePainter:
    """Finds and draws quotes on the pages of PDF files. Every method blocks; safe to use from several threads."""

    def __init__(self, pool: ParserPool) -> None:
        """Draw in the workers of ``pool``, whose function is ``DRAW_FUNCTION``."""
        self._pool = pool

    def is_sure(self, pdf: bytes, text: str, starts: Sequence[int], span: Span) -> bool:
        """Return whether the places of a quote are sure; the arguments are those of ``draw``."""
        return bool(self._run(pdf, text, starts, span, draws=False))

    def draw(self, pdf: bytes, text: str, starts: Sequence[int], span: Span) -> list[PagePicture]:
        """Draw the pages of a quote with the quote marked.

        Args:
            pdf: The file.
            text: The text that was read from it.
            starts: The offset at which each page starts in the text.
            span: The quote.

        Returns:
            Nothing if the places of the quote are not sure, or the file cannot be drawn within the limits.
        """
        return self._run(pdf, text, starts, span, draws=True)

    def close(self) -> None:
        """End the workers."""
        self._pool.close()

    def _run(self, pdf: bytes, text: str, starts: Sequence[int], span: Span, *, draws: bool) -> list[PagePicture]:
        parts = split_by_page(text, starts, span)
        if not 0 < len(parts) <= _MAX_PAGES:
            return []
        raw = Raw("page.pdf", pdf, "application/pdf")
        try:
            return decode_pictures(self._pool.run_task(raw, write_task(parts, draws=draws)))
        except (SourceError, ValueError, KeyError, TypeError):
            return []
