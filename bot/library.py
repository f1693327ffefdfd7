"""Changing what is indexed, as the chat needs it."""

import json
from collections.abc import Callable, Collection
from dataclasses import asdict

from pydantic import TypeAdapter

from index.build import Indexer, LinkLimits, Outcome, Preview, Stop, Watch
from index.errors import LockedError
from index.jobs import Withdrawn
from index.types import Kind

_KEPT = TypeAdapter(Withdrawn)


class Library:
    """Previews, indexes, removes and puts back sources. Blocking."""

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
        self._uncited: frozenset[str] = frozenset()

    def preview(self, location: str) -> Preview:
        """What is at a location; raises ``SourceError``."""
        return self._indexer.preview(location)

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index a source, with what it links to if ``follow``; raises ``PinciteError``."""
        limits = self._limits if follow else LinkLimits(0, 0)
        return self._indexer.index(location, self._kind_of(location), limits, watch, stop)

    def withdraw(self, source_id: str) -> str:
        """Remove a source; returns what ``restore`` takes; raises ``UnknownSourceError``."""
        return json.dumps(asdict(self._indexer.withdraw(source_id)), ensure_ascii=False)

    def restore(self, withdrawn: str, *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Put a source back as it was, without reading it again; raises ``PinciteError``."""
        return self._indexer.restore(_KEPT.validate_json(withdrawn), watch, stop)

    def prune(self, cited: Callable[[], Collection[str]]) -> int:
        """Delete the old texts that nothing has needed since the call before; returns how many.

        An answer that is being given cites a text that may be replaced before the answer is stored. So a text goes only
        if it was old and not cited at two calls, which are an hour apart.

        Args:
            cited: The names of the texts that stored citations point into.
        """
        uncited = frozenset(self._indexer.old_texts().difference(cited()))
        gone, self._uncited = uncited & self._uncited, uncited
        if gone:
            try:
                self._indexer.discard_texts(gone)
            except LockedError:  # next time
                return 0
        return len(gone)
