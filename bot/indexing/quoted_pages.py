"""Pages with a quote marked, for coroutines: a thread of their own waits for the drawing, one page after another."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from bot.executors import Executors
from index.parsing.page_pictures.task_format import PagePicture
from index.types import Span

_WAIT_S = 4.0  # a worker starts in a second
_REMEMBERED = 1_000

Place = tuple[str, str, Span]
"""The id of a source, the id of its text, and the span of a quote."""


class DrawsMarkedPages(Protocol):
    """Draws pages with a quote marked. Blocking."""

    def has_original(self, source_id: str, text_id: str) -> bool:
        """Return whether the file of a text is kept."""

    def can_mark(self, source_id: str, text_id: str, span: Span) -> bool:
        """Return whether a quote is surely found on its pages."""

    def draw(self, source_id: str, text_id: str, span: Span) -> Sequence[PagePicture]:
        """Return the pages of a quote with the quote marked; nothing if it is not surely found."""


class QuotedPages:
    """Draws pages with a quote marked, off the event loop."""

    def __init__(self, pages: DrawsMarkedPages, wait_s: float = _WAIT_S) -> None:
        """Draw with ``pages``; ``can_mark`` waits ``wait_s`` at most."""
        self._pages = pages
        self._wait_s = wait_s
        self._executors = Executors(1)
        self._known: OrderedDict[Place, bool] = OrderedDict()

    async def can_mark(self, place: Place) -> bool:
        """Return whether a quote is surely found on its pages; not if that takes long."""
        check = asyncio.ensure_future(self._executors.run(self._check, place))
        try:
            async with asyncio.timeout(self._wait_s):
                return await asyncio.shield(check)
        except TimeoutError:
            return False

    async def draw(self, place: Place) -> Sequence[PagePicture]:
        """Return the pages of a quote with the quote marked; nothing if it is not surely found."""
        return await self._executors.run(self._pages.draw, *place)

    def _check(self, place: Place) -> bool:
        source_id, text_id, _ = place
        if not self._pages.has_original(source_id, text_id):
            return False
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._pages.can_mark(*place)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return known

    def close(self) -> None:
        """Wait for the running call."""
        self._executors.close()
