"""Taking sources and lists out of the index, and putting them back from what they were made of."""

from collections.abc import Sequence

from index.catalog.catalog import Catalog
from index.indexing.index_store import IndexStore
from index.indexing.types import Outcome, Removed, RemovedSource, Stop, Watch
from index.indexing.version_writer import VersionWriter, outcome_of
from index.types import Source, source_id


class Removal:
    """Removes and restores. For one thread of one process at a time."""

    def __init__(self, catalog: Catalog, stores: IndexStore, writer: VersionWriter) -> None:
        """Take out of ``stores`` what ``catalog`` names, and put it back with ``writer``."""
        self._catalog = catalog
        self._stores = stores
        self._writer = writer

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> list[Source]:
        """Remove sources with their texts, and lists; raises ``UnknownSourceError`` before anything is removed."""
        removed = [self._catalog.get_source(id_) for id_ in source_ids]
        self._catalog.retire([source.id for source in removed])
        self._catalog.crawl_state.forget(list_ids, [source.location for source in removed])
        self._stores.sweep()
        return removed

    def withdraw(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> Removed:
        """Remove them; returns what ``restore`` takes."""
        leads = self._catalog.crawl_state
        sources = [self._catalog.get_source(id_) for id_ in source_ids]
        alone = self._catalog.list_unfollowed()
        withdrawn = tuple(
            RemovedSource(source, self._catalog.load_document(source), source.id in alone) for source in sources
        )
        lists, missed = leads.get_lists(), leads.get_failed_pages()
        self.remove(source_ids, list_ids)
        left = self._led()
        return Removed(
            withdrawn,
            tuple(found for found in lists if found.id not in left),
            tuple(page for page in missed if page.id not in left),
        )

    def restore(self, removed: Removed, watch: Watch, stop: Stop) -> list[Outcome]:
        """Put back what is not there again; returns an outcome for each source that is there then."""
        self._stores.sweep()
        outcomes: list[Outcome] = []
        with self._writer.line(watch, stop) as line:
            for one in removed.sources:
                if found := self._catalog.find_source(one.source.id):
                    outcomes.append(outcome_of(found, "unchanged"))
                else:
                    self._writer.restore(line, one.source, one.document, outcomes.append)
            line.settle()
        added = {outcome.id for outcome in outcomes if outcome.status == "added"}
        for one in removed.sources:
            if one.source.id in added:
                self._link(one)
        if not stop():
            self._remember(removed)
        return outcomes

    def _link(self, restored: RemovedSource) -> None:
        """Note the links to and from a source that is back, and whether they are followed."""
        source, links = restored.source, restored.document.links
        self._catalog.set_follows_links(source.id, follows_links=not restored.is_alone)
        self._catalog.set_links(source.id, [(source_id(link.target), link.text) for link in links])
        for parent, words in zip(source.linked_from, source.linked_words, strict=True):
            if self._catalog.find_source(parent):
                self._catalog.set_links(parent, [(source.id, words)], keep=True)

    def _remember(self, removed: Removed) -> None:
        """Note lists, and pages that could not be read, again; what was found meanwhile is newer."""
        leads = self._catalog.crawl_state
        there = self._led() | {source.id for source in self._catalog.list_sources()}
        lists = [found for found in removed.lists if found.id not in there]
        missed = [page for page in removed.missed if page.id not in there]
        leads.record(read=lists, failed=missed, reached=(), linked={})

    def _led(self) -> set[str]:
        """Ids of the lists, and of the pages that could not be read."""
        leads = self._catalog.crawl_state
        return {found.id for found in leads.get_lists()} | {page.id for page in leads.get_failed_pages()}
