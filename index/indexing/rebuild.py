"""The rebuild of an index from its stored texts, after a change of splitter or embedder, or a loss of vectors."""

import contextlib
from collections.abc import Sequence

from index.catalog.catalog import Catalog
from index.errors import PinciteError, StoreError
from index.indexing.index_store import IndexStore
from index.indexing.types import Outcome, Watch
from index.indexing.version_writer import VersionWriter, outcome_of
from index.types import Source


class Rebuild:
    """Rebuilds. For one thread of one process at a time.

    The sources of another splitter or embedder are written beside the index, which answers meanwhile under the earlier
    settings. One transaction then switches all of them, because an index of two embedders answers nobody.
    """

    def __init__(self, catalog: Catalog, store: IndexStore, writer: VersionWriter) -> None:
        """Rebuild what is in ``catalog`` and ``store`` with ``writer``."""
        self._catalog = catalog
        self._store = store
        self._writer = writer

    def run(self, watch: Watch) -> list[Outcome]:
        """Rebuild; returns an outcome for each source. A rebuild that fails leaves the index as it was."""
        outdated = [source for source in self._catalog.list_sources() if not self._store.is_current(source)]
        lost = self._store.restore_vectors()
        self.rewrite(lost, watch)
        if outdated:
            try:
                self.rewrite(outdated, watch, is_staged=True)
                self._store.publish_staged()
            except BaseException:
                with contextlib.suppress(StoreError):  # the next run sweeps
                    self._store.sweep()
                raise
        self._store.drop_others()
        rewritten = {source.id for source in (*outdated, *lost)}
        return [
            outcome_of(source, "updated" if source.id in rewritten else "unchanged")
            for source in self._catalog.list_sources()
        ]

    def rewrite(self, sources: Sequence[Source], watch: Watch, *, is_staged: bool = False) -> None:
        """Write sources again from their stored texts, each published at once unless ``is_staged``.

        Raises:
            PinciteError: A source could not be written; it keeps its version.
        """
        errors: list[PinciteError] = []

        def on_done(result: int | PinciteError) -> None:
            if isinstance(result, PinciteError):
                errors.append(result)

        with self._writer.open_pipeline(watch, lambda: bool(errors)) as pipeline:
            for source in sources:
                self._writer.rewrite(pipeline, source, on_done, is_staged=is_staged)
            pipeline.finish()
        if errors:
            raise errors[0]
