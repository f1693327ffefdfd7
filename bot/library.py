"""Changing what is indexed, as the chat needs it."""

from collections.abc import Callable, Sequence

from index.build import Indexer, LinkLimits, Outcome, Preview, Stop, Watch
from index.types import Kind, Source


class Library:
    """Previews, indexes and removes sources. Blocking."""

    def __init__(self, indexer: Indexer, limits: LinkLimits, kind_of: Callable[[str], Kind]) -> None:
        """Index with ``indexer``.

        Args:
            indexer: Does the work.
            limits: How far links are followed where they are.
            kind_of: What a location is to the bot.
        """
        self._indexer = indexer
        self._limits = limits
        self._kind_of = kind_of

    def preview(self, location: str) -> Preview:
        """What is at a location; raises ``SourceError``."""
        return self._indexer.preview(location)

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index a source, with what it links to if ``follow``; raises ``PinciteError``."""
        limits = self._limits if follow else LinkLimits(0, 0)
        return self._indexer.index(location, self._kind_of(location), limits, watch, stop)

    def remove(self, source_ids: Sequence[str]) -> list[Source]:
        """Remove sources; raises ``UnknownSourceError``."""
        return self._indexer.remove(source_ids)
