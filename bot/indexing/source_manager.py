"""Decides how sources are indexed, re-indexed, removed and restored."""

import json
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace

from pydantic import TypeAdapter

from index.catalog.catalog import Catalog
from index.catalog.crawl_state import FailedPage
from index.errors import LockedError, StoreError
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits, Outcome, Removed, Stop, Watch
from index.sources.list_contents import ListContents, find_list_contents
from index.types import Kind
from index.urls import is_url

_REMOVED = TypeAdapter(Removed)

_log = logging.getLogger(__name__)


class SourceManager:
    """Changes the index under the rules of the settings. Every method blocks."""

    def __init__(  # noqa: PLR0913 - each says another thing
        self,
        indexer: Indexer,
        catalog: Catalog,
        *,
        limits: LinkLimits,
        fingerprint: str,
        article: str | None,
        fetch_uploads: Callable[[], None] = lambda: None,
    ) -> None:
        """Index with ``indexer``.

        Args:
            indexer: Does the work.
            catalog: The catalog that the indexer writes.
            limits: How far to follow links.
            fingerprint: The splitter and embedder of the indexer.
            article: The canonical location of the article that the settings name; None where they name none.
            fetch_uploads: Writes the uploaded files that other replicas received into the data folder.
        """
        self._indexer = indexer
        self._catalog = catalog
        self._limits = limits
        self._fingerprint = fingerprint
        self._article = article
        self._fetch_uploads = fetch_uploads
        self._uncited: frozenset[str] = frozenset()

    def prepare(self, watch: Watch, say: Callable[[str], None]) -> list[Outcome]:
        """Finish what a killed run left, rebuild an index of another embedder, and index the article with its links.

        Args:
            watch: Receives each step.
            say: Receives a sentence before a long step.

        Returns:
            What became of the article and its links; empty where the article is indexed already.
        """
        try:
            self._indexer.finish_killed_run()
        except StoreError as error:  # the index answers, and the next change tries again
            _log.warning("%s", error)
        if self._catalog.list_fingerprints() - {self._fingerprint}:
            say("The splitter or the embedder changed, so Pincite rebuilds the index from the stored texts.")
            self._indexer.rebuild(watch)
        return self.index_article(watch)

    def index_article(self, watch: Watch) -> list[Outcome]:
        """Index the article of the settings with its links; return nothing where it is indexed already."""
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
        """Index a source, and the pages that it links to if ``follow``; raises ``PinciteError``."""
        self._fetch_uploads()
        limits = self._limits if follow else replace(self._limits, depth=0, pages=0)
        return self._indexer.index(location, self.kind_of(location), limits, watch, stop)

    def reindex(self, ids: Sequence[str], *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Re-index sources, search lists for new pages, and retry pages that failed; raises ``PinciteError``.

        Pincite follows the links of those sources that were indexed with their links.

        Args:
            ids: Of sources, lists and failed pages; unknown ids are skipped. A page of a list is retried with its list.
            watch: Receives each step.
            stop: Returns True to end early.
        """
        self._fetch_uploads()
        known = self._indexer.list_known_locations()
        holders = {page.id: contents.known_list.id for contents in self.get_lists() for page in contents.failed_pages}
        chosen = dict.fromkeys(id_ if id_ in known else holders.get(id_, "") for id_ in ids)
        found = [id_ for id_ in chosen if id_]
        return self._indexer.reindex(found, self._limits, watch, stop) if found else []

    def reindex_web(self, stop: Stop) -> list[Outcome]:
        """Re-index the web sources and lists, with their links, until ``stop`` returns True."""
        ids = [id_ for id_, location in self._indexer.list_known_locations().items() if is_url(location)]
        return self._indexer.reindex(ids, self._limits, lambda _: None, stop) if ids else []

    def get_lists(self) -> list[ListContents]:
        """Return the folders, sitemaps and feeds that a user named, with what is indexed of them."""
        state = self._catalog.crawl_state
        return find_list_contents(state.get_lists(), state.get_failed_pages(), self._catalog.list_sources())

    def get_failed_pages(self) -> list[FailedPage]:
        """Return the linked and listed pages that could not be read."""
        return self._catalog.crawl_state.get_failed_pages()

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> str:
        """Remove sources and lists; return the undo data for ``restore``; raises ``UnknownSourceError``."""
        return _encode(self._indexer.remove(source_ids, list_ids))

    def restore(self, undo_data: str, *, watch: Watch, stop: Stop) -> list[Outcome]:
        """Restore removed sources and lists from undo data, without reading them; raises ``PinciteError``."""
        return self._indexer.restore(_decode(undo_data), watch, stop)

    def prune_texts(self, cited: Callable[[], Collection[str]]) -> int:
        """Delete replaced texts that no citation needs; return how many.

        A running answer may cite a text that is replaced before the answer is stored. So a text is deleted only if it
        was replaced and not cited at two calls in a row; the calls are an hour apart.

        Args:
            cited: Returns the names of the texts that stored citations point into.
        """
        uncited = frozenset(self._catalog.list_retired_texts().difference(cited()))
        gone, self._uncited = uncited & self._uncited, uncited
        if gone:
            try:
                self._indexer.discard_texts(gone)
            except LockedError:  # the next call tries again
                return 0
        return len(gone)


def _encode(removed: Removed) -> str:
    """The undo data as JSON, in which the text of a link has the key ``words``."""
    data = asdict(removed)
    for source in data["sources"]:
        for link in source["document"]["links"]:
            link["words"] = link.pop("text")
    return json.dumps(data, ensure_ascii=False)


def _decode(undo_data: str) -> Removed:
    data = json.loads(undo_data)
    for source in data["sources"]:
        for link in source["document"]["links"]:
            link["text"] = link.pop("words")
    return _REMOVED.validate_python(data)
