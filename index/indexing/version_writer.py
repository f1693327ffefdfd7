"""What was read becomes the current version of its source, complete or not at all."""

from collections.abc import Callable
from dataclasses import replace

from index.catalog.catalog import Catalog
from index.errors import PinciteError
from index.indexing.index_store import IndexStore
from index.indexing.pipeline import Pipeline, Version
from index.indexing.reuse import ReusablePassages
from index.indexing.types import Outcome, Status, Stop, Watch, never
from index.models.base import Embedder
from index.passages.store import PassageStore
from index.sources.source_reader import ReadSource, UnreadSource
from index.types import Document, Kind, Source, source_id, text_id

Then = Callable[[Outcome], None]
"""Told what became of a source."""


class VersionWriter:
    """Writes versions of sources. For one thread of one process at a time."""

    def __init__(
        self, catalog: Catalog, passages: PassageStore, stores: IndexStore, embedder: Callable[[], Embedder]
    ) -> None:
        """Write into ``stores``, of which ``catalog`` and ``passages`` say what is there.

        The embedder is loaded when something has to be embedded.
        """
        self._catalog = catalog
        self._passages = passages
        self._stores = stores
        self._embedder = embedder

    def line(self, watch: Watch, stop: Stop = never) -> Pipeline:
        """A line for one job."""
        return Pipeline(self._stores, self._embedder, watch, stop)

    def store(
        self,
        line: Pipeline,
        read: ReadSource | UnreadSource,
        kind: Kind,
        then: Then,
        unless: Callable[[], bool] = never,
    ) -> None:
        """Make what was read the current version of its source, at once if it is that already.

        Args:
            line: Where it is embedded and written.
            read: Of a source that is not on this line yet.
            kind: What it is to become, unless it is more already.
            then: Told what became of it; not where the job is stopped before.
            unless: Asked when it is to be written whether it is not wanted any more.
        """
        before = self._catalog.find_source(source_id(read.location))
        if before and (kind == "linked" or before.kind == "article"):
            kind = before.kind  # that something else leads to it, too, makes it no less
        if isinstance(read, UnreadSource):
            then(failed(before, read.location, kind, read.error))
        elif before and before.text_id == text_id(read.document.text) and self._stores.is_current(before):
            self._catalog.update_metadata(before.id, read.document, read.receipt)
            self._catalog.set_kind(before.id, kind)
            then(outcome_of(self._catalog.get_source(before.id), "unchanged"))
        else:
            version = Version(
                read.location,
                kind,
                read.document,
                read.receipt,
                self._kept(before),
                _reporter(before, read.location, read.document, kind, then),
                replaces=before is not None,
                unless=unless,
            )
            line.add(version)

    def renew(self, line: Pipeline, source: Source, then: Callable[[int | PinciteError], None]) -> None:
        """Write a source anew from its stored text; ``then`` is as in ``Version``."""
        document = self._catalog.load_document(source)
        line.add(Version(source.location, source.kind, document, None, self._kept(source), then, replaces=True))

    def restore(self, line: Pipeline, source: Source, document: Document, then: Then) -> None:
        """Write a source that is not there any more from the document that it was made of."""
        told = _reporter(None, source.location, document, source.kind, then)
        line.add(Version(source.location, source.kind, document, None, self._kept(None), told))

    def _kept(self, before: Source | None) -> ReusablePassages:
        """What the current version of a source can give to its next one."""
        if before is None or not self._stores.is_current(before):
            return ReusablePassages(self._passages, None, "")
        return ReusablePassages(self._passages, before, self._catalog.get_text(before.text_id) or "")


def _reporter(
    before: Source | None, location: str, document: Document, kind: Kind, then: Then
) -> Callable[[int | PinciteError], None]:
    def report(found: int | PinciteError) -> None:
        if isinstance(found, PinciteError):
            then(failed(before, location, kind, found))
            return
        status: Status = "updated" if before else "added"
        then(Outcome(source_id(location), document.title, location, kind, found, status))

    return report


def outcome_of(source: Source, status: Status) -> Outcome:
    """The outcome of a source that is there."""
    return Outcome(source.id, source.title, source.location, source.kind, source.passages, status)


def failed(before: Source | None, location: str, kind: Kind, error: PinciteError) -> Outcome:
    """A failure; a source that was there before keeps what it has."""
    kept = outcome_of(before, "failed") if before else Outcome(source_id(location), "", location, kind, 0, "failed")
    return replace(kept, error=str(error))
