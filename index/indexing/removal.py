"""Removal of sources and lists, and their restoration from the stored documents."""

from collections.abc import Sequence

from index.catalog.catalog import Catalog
from index.indexing.index_store import IndexStore
from index.indexing.types import Outcome, Removed, RemovedSource, Stop, Watch
from index.indexing.version_writer import VersionWriter, outcome_of
from index.types import source_id


class Removal:
    """Removes and restores. For one thread of one process at a time."""

    def __init__(self, catalog: Catalog, store: IndexStore, writer: VersionWriter) -> None:
        """Remove from ``catalog`` and ``store``, and restore with ``writer``."""
        self._catalog = catalog
        self._store = store
        self._writer = writer

    def remove(self, source_ids: Sequence[str], list_ids: Sequence[str] = ()) -> Removed:
        """Remove sources with their texts, and lists; raises ``UnknownSourceError`` before anything is removed.

        A source whose removal was killed is known until the removal is finished.
        """
        crawl_state = self._catalog.crawl_state
        begun = {source.id: source for source in self._catalog.list_unfinished_removals()}
        sources = [begun.get(id_) or self._catalog.get_source(id_) for id_ in source_ids]
        alone = self._catalog.list_unfollowed()
        removed = tuple(
            RemovedSource(source, self._catalog.load_document(source), source.id in alone) for source in sources
        )
        lists, failed_pages = crawl_state.get_lists(), crawl_state.get_failed_pages()
        self._catalog.retire([source.id for source in sources], list_ids)
        self._store.sweep()
        left = self._crawl_state_ids()
        return Removed(
            removed,
            tuple(known for known in lists if known.id not in left),
            tuple(page for page in failed_pages if page.id not in left),
        )

    def restore(self, removed: Removed, watch: Watch, stop: Stop) -> list[Outcome]:
        """Restore the sources that are not indexed again; returns an outcome for each source that is indexed then."""
        outcomes: list[Outcome] = []
        with self._writer.open_pipeline(watch, stop) as pipeline:
            for one in removed.sources:
                if found := self._catalog.find_source(one.source.id):
                    outcomes.append(outcome_of(found, "unchanged"))
                else:
                    self._writer.restore(pipeline, one.source, one.document, outcomes.append)
            pipeline.finish()
        added = {outcome.id for outcome in outcomes if outcome.status == "added"}
        for one in removed.sources:
            if one.source.id in added:
                self._restore_links(one)
        if not stop():
            self._restore_crawl_state(removed)
        return outcomes

    def _restore_links(self, restored: RemovedSource) -> None:
        """Restore the links to and from a source, and whether a re-index follows them."""
        source, links = restored.source, restored.document.links
        self._catalog.set_follows_links(source.id, follows_links=not restored.is_alone)
        self._catalog.set_links(source.id, [(source_id(link.target), link.text) for link in links])
        for parent, text in zip(source.linked_from, source.linked_words, strict=True):
            if self._catalog.find_source(parent):
                self._catalog.set_links(parent, [(source.id, text)], keep=True)

    def _restore_crawl_state(self, removed: Removed) -> None:
        """Restore lists and failed pages, except those that a later run has read."""
        present = self._crawl_state_ids() | {source.id for source in self._catalog.list_sources()}
        lists = [known for known in removed.lists if known.id not in present]
        failed_pages = [page for page in removed.missed if page.id not in present]
        self._catalog.crawl_state.record(read=lists, failed=failed_pages, reached=(), linked={})

    def _crawl_state_ids(self) -> set[str]:
        """The ids of the lists and of the failed pages."""
        crawl_state = self._catalog.crawl_state
        return {known.id for known in crawl_state.get_lists()} | {page.id for page in crawl_state.get_failed_pages()}
