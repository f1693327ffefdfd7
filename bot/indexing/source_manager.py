"""Changing what is indexed, as the chat needs it."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace

from pydantic import TypeAdapter

from index.catalog.catalog import Catalog
from index.catalog.crawl_state import FailedPage
from index.errors import LockedError
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits, Outcome, Removed, Stop, Watch
from index.sources.list_contents import ListContents, list_contents
from index.types import Kind
from index.urls import is_url

_REMOVED = TypeAdapter(Removed)


class SourceManager:
    """Previews, indexes, removes and puts back sources. Blocking."""

    def __init__(
        self, indexer: Indexer, catalog: Catalog, *, limits: LinkLimits, fingerprint: str, article: str | None
    ) -> None:
        """Index with ``indexer``.

        Args:
            indexer: Does the work.
            catalog: The catalog that the indexer writes.
            limits: How far to follow links.
            fingerprint: The splitter and embedder of the indexer.
            article: The canonical location of the article that the settings name; None where they name none.
        """
        self._indexer = indexer
        self._catalog = catalog
        self._limits = limits
        self._fingerprint = fingerprint
        self._article = article
        self._uncited: frozenset[str] = frozenset()

    def prepare(self, watch: Watch, say: Callable[[str], None]) -> list[Outcome]:
        """Rebuild an index made with another splitter or embedder, and index the article with its links.

        Args:
            watch: Receives each step.
            say: Receives a sentence before a long step.

        Returns:
            What became of the article and its links; empty where the article is indexed already.
        """
        if self._catalog.list_fingerprints() - {self._fingerprint}:
            say("The splitter or the embedder changed, so Pincite rebuilds the index from the stored texts.")
            self._indexer.rebuild(watch)
        if self._article is None:
            return []
        current = self._catalog.find_article()
        if current and current.kind == "article" and current.location == self._article:
            return []
        return self._indexer.index(self._article, "article", self._limits, watch)

    def kind_of(self, location: str) -> Kind:
        """Return ``article`` for the location that the settings name, else ``document``."""
        return "article" if location == self._article else "document"

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index a source, with what it links to if ``follow``; raises ``PinciteError``."""
        limits = self._limits if follow else replace(self._limits, depth=0, pages=0)
        return self._indexer.index(location, self.kind_of(location), limits, watch, stop)

    def reindex(self, ids: Sequence[str], *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Read sources again, look through lists for what is new, and try pages again; raises ``PinciteError``.

        What sources link to comes with those that were indexed with it.

        Args:
            ids: Of any of these; what is gone by now is left out. A page that a list led to is tried with its list.
            watch: Told of each step.
            stop: Asked whether to end early.
        """
        known = self._indexer.known()
        holders = {page.id: held.known.id for held in self.get_lists() for page in held.missed}
        chosen = dict.fromkeys(id_ if id_ in known else holders.get(id_, "") for id_ in ids)
        found = [id_ for id_ in chosen if id_]
        return self._indexer.reindex(found, self._limits, watch, stop) if found else []

    def reindex_web(self, stop: Stop) -> list[Outcome]:
        """Re-index the web sources and lists, with their links, until ``stop`` returns True."""
        ids = [id_ for id_, location in self._indexer.known().items() if is_url(location)]
        return self._indexer.reindex(ids, self._limits, lambda _: None, stop) if ids else []

    def get_lists(self) -> list[ListContents]:
        """The folders, sitemaps and feeds that somebody named."""
        state = self._catalog.crawl_state
        return list_contents(state.get_lists(), state.get_failed_pages(), self._catalog.list_sources())

    def get_failed_pages(self) -> list[FailedPage]:
        """The pages that something led to and that could not be read."""
        return self._catalog.crawl_state.get_failed_pages()

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> str:
        """Remove sources and lists; returns what ``restore`` takes; raises ``UnknownSourceError``."""
        return json.dumps(asdict(self._indexer.withdraw(source_ids, list_ids)), ensure_ascii=False)

    def restore(self, undo_data: str, *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Put back what was removed as it was, without reading it again; raises ``PinciteError``."""
        return self._indexer.restore(_REMOVED.validate_json(undo_data), watch, stop)

    def prune_texts(self, cited: Callable[[], Collection[str]]) -> int:
        """Delete the old texts that nothing has needed since the call before; returns how many.

        An answer that is being given cites a text that may be replaced before the answer is stored. So a text goes only
        if it was old and not cited at two calls, which are an hour apart.

        Args:
            cited: The names of the texts that stored citations point into.
        """
        uncited = frozenset(self._catalog.list_retired_texts().difference(cited()))
        gone, self._uncited = uncited & self._uncited, uncited
        if gone:
            try:
                self._indexer.discard_texts(gone)
            except LockedError:  # next time
                return 0
        return len(gone)
