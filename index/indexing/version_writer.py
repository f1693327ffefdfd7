"""A source that was read becomes its current version, complete or not at all."""

from collections.abc import Callable
from dataclasses import replace

from index.catalog.catalog import Catalog
from index.errors import PinciteError
from index.indexing.index_store import IndexStore
from index.indexing.pipeline import Pipeline, Version
from index.indexing.reuse import ReusablePassages
from index.indexing.types import Outcome, Status, Stop, Watch, never_stop
from index.models.base import Embedder
from index.passages.store import PassageStore
from index.sources.diff import SentenceChanges, compare_sentences
from index.sources.isolation import isolate
from index.sources.source_reader import ReadSource, UnreadSource
from index.types import Document, Kind, Source, source_id, text_id

OnOutcome = Callable[[Outcome], None]
"""Receives the outcome of a source."""


class VersionWriter:
    """Writes versions of sources. For one thread of one process at a time."""

    def __init__(
        self, catalog: Catalog, passages: PassageStore, store: IndexStore, embedder: Callable[[], Embedder]
    ) -> None:
        """Write into ``store``; the first passage to embed loads the embedder."""
        self._catalog = catalog
        self._passages = passages
        self._store = store
        self._embedder = embedder

    def open_pipeline(self, watch: Watch, stop: Stop) -> Pipeline:
        """Open the pipeline of one run."""
        return Pipeline(self._store, self._embedder, watch, stop)

    def write(
        self,
        pipeline: Pipeline,
        read: ReadSource | UnreadSource,
        kind: Kind,
        on_outcome: OnOutcome,
        is_unwanted: Callable[[], bool] = never_stop,
    ) -> None:
        """Make a source that was read the current version, at once if it is unchanged.

        Args:
            pipeline: Embeds and writes it.
            read: A source that is not in this pipeline yet.
            kind: Its new kind, unless its present kind is stronger.
            on_outcome: Receives its outcome, unless the run is stopped before.
            is_unwanted: Called before it is written; True drops it.
        """
        before = self._catalog.find_source(source_id(read.location))

        def on_error(error: PinciteError) -> None:
            on_outcome(failed_outcome(before, read.location, kind, error))

        if before and (kind == "linked" or before.kind == "article"):
            kind = before.kind  # another link to a source does not make it a linked page
        if isinstance(read, UnreadSource):
            on_error(read.error)
        elif before and before.text_id == text_id(read.document.text) and self._store.is_current(before):
            with isolate(read.location, "stored", on_error):
                self._store.update_metadata(before, read.document, read.fetch_record)
                self._catalog.set_kind(before.id, kind)
                on_outcome(outcome_of(self._catalog.get_source(before.id), "unchanged"))
        else:
            old = self._catalog.get_text(before.text_id) if before else None
            version = Version(
                read.location,
                kind,
                read.document,
                read.fetch_record,
                self._find_reusable(before, old),
                _reporter(before, read.location, read.document, kind, on_outcome, _compare(old, read.document)),
                is_unwanted=is_unwanted,
            )
            pipeline.add(version)

    def rewrite(
        self, pipeline: Pipeline, source: Source, on_done: Callable[[int | PinciteError], None], *, is_staged: bool
    ) -> None:
        """Write a source again from its stored text; ``on_done`` and ``is_staged`` are as in ``Version``."""
        document, reusable = self._catalog.load_document(source), self._find_reusable(None)
        pipeline.add(Version(source.location, source.kind, document, None, reusable, on_done, is_staged=is_staged))

    def restore(self, pipeline: Pipeline, source: Source, document: Document, on_outcome: OnOutcome) -> None:
        """Write a removed source from its document."""
        on_done = _reporter(None, source.location, document, source.kind, on_outcome)
        pipeline.add(Version(source.location, source.kind, document, None, self._find_reusable(None), on_done))

    def _find_reusable(self, before: Source | None, text: str | None = None) -> ReusablePassages:
        """The passages of a source's earlier version, with its text, if the present embedder made them."""
        if before is None or not self._store.is_current(before):
            return ReusablePassages(self._passages, None, "")
        return ReusablePassages(self._passages, before, text or "")


def _compare(before: str | None, document: Document) -> SentenceChanges | None:
    """The sentences in which a document differs from the text before; None if that is missing or the same."""
    if before is None or before == document.text:
        return None
    return compare_sentences(before, document.text, document.language)


def _reporter(  # noqa: PLR0913, PLR0917 - the parts of an outcome
    before: Source | None,
    location: str,
    document: Document,
    kind: Kind,
    on_outcome: OnOutcome,
    changes: SentenceChanges | None = None,
) -> Callable[[int | PinciteError], None]:
    def report(result: int | PinciteError) -> None:
        if isinstance(result, PinciteError):
            on_outcome(failed_outcome(before, location, kind, result))
            return
        status: Status = "updated" if before else "added"
        on_outcome(Outcome(source_id(location), document.title, location, kind, result, status, changes=changes))

    return report


def outcome_of(source: Source, status: Status) -> Outcome:
    """The outcome of an indexed source."""
    return Outcome(source.id, source.title, source.location, source.kind, source.passages, status)


def failed_outcome(before: Source | None, location: str, kind: Kind, error: PinciteError) -> Outcome:
    """The outcome of a failure; a source that was indexed before keeps its version."""
    kept = outcome_of(before, "failed") if before else Outcome(source_id(location), "", location, kind, 0, "failed")
    return replace(kept, error=str(error))
