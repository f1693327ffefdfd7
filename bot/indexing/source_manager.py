"""Changing what is indexed, as the chat needs it."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace

from pydantic import TypeAdapter

from index.catalog.crawl_state import FailedPage
from index.errors import LockedError
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits, Outcome, Preview, Removed, Stop, Watch
from index.sources.list_contents import ListContents
from index.types import Kind

_KEPT = TypeAdapter(Removed)


class SourceManager:
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
        limits = self._limits if follow else replace(self._limits, depth=0, pages=0)
        return self._indexer.index(location, self._kind_of(location), limits, watch, stop)

    def renew(self, ids: Sequence[str], *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Read sources again, look through lists for what is new, and try pages again; raises ``PinciteError``.

        What sources link to comes with those that were indexed with it.

        Args:
            ids: Of any of these; what is gone by now is left out. A page that a list led to is tried with its list.
            watch: Told of each step.
            stop: Asked whether to end early.
        """
        known = self._indexer.known()
        holders = {page.id: held.known.id for held in self._indexer.held() for page in held.missed}
        chosen = dict.fromkeys(id_ if id_ in known else holders.get(id_, "") for id_ in ids)
        found = [id_ for id_ in chosen if id_]
        return self._indexer.reindex(found, self._limits, watch, stop) if found else []

    def lists(self) -> list[ListContents]:
        """The folders, sitemaps and feeds that somebody named."""
        return self._indexer.held()

    def missed(self) -> list[FailedPage]:
        """The pages that something led to and that could not be read."""
        return self._indexer.missed()

    def withdraw(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> str:
        """Remove sources and lists; returns what ``restore`` takes; raises ``UnknownSourceError``."""
        return json.dumps(asdict(self._indexer.withdraw(source_ids, list_ids)), ensure_ascii=False)

    def restore(self, withdrawn: str, *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Put back what was removed as it was, without reading it again; raises ``PinciteError``."""
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
