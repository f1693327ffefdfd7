"""The catalog and the vector store as one: a version is complete in both before it becomes current."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from index.arrays import Vectors
from index.catalog.catalog import Catalog
from index.catalog.fetch_records import FetchRecord
from index.catalog.passage_rows import NewPassage
from index.passages.passage_records import PassageRecord, to_records
from index.passages.store import PassageStore
from index.types import Document, Kind, Source, Span, source_id


class VectorStore(Protocol):
    """The one home of passage vectors, with each passage's text and metadata."""

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Write records with their vectors, shape (records, dimension); a record with the same id is replaced."""

    def update_metadata(self, records: Sequence[PassageRecord]) -> None:
        """Replace the metadata of records that exist; their texts and vectors stay."""

    def delete(self, ids: Sequence[int]) -> None:
        """Delete these records; unknown ids are skipped."""

    def fetch(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Return those of these ids that exist, in any order, and their vectors, shape (found, dimension)."""

    def list_ids(self) -> list[int]:
        """Return the ids of all records."""

    def delete_elsewhere(self, ids: Sequence[int]) -> None:
        """Delete these records from the vectors of every other fingerprint."""

    def drop_others(self) -> None:
        """Delete the vectors of every other fingerprint."""


@dataclass(slots=True)
class _Unpublished:
    """A version that is being built, with its passages so far."""

    location: str
    document: Document
    passages: list[tuple[int, Span]] = field(default_factory=list)
    vectors: list[Vectors] = field(default_factory=list)


class IndexStore:
    """Writes versions under one fingerprint. For one thread of one process at a time.

    The catalog gets the passages of a version as they come, and the vector store gets them just before ``publish``. So
    other clients of the vector store see no version that was given up, and a replaced one for a moment only. A killed
    run leaves versions "building", which the next ``sweep`` deletes from both.
    """

    def __init__(self, catalog: Catalog, passages: PassageStore, vectors: VectorStore, fingerprint: str) -> None:
        """Write into ``catalog`` and ``vectors``; ``passages`` reads from both."""
        self._catalog = catalog
        self._passages = passages
        self._vectors = vectors
        self._fingerprint = fingerprint
        self._unpublished: dict[int, _Unpublished] = {}
        self._staged: list[int] = []

    def is_current(self, source: Source) -> bool:
        """Return whether a source was indexed with the present splitter and embedder."""
        return self._catalog.find_fingerprint(source.id) == self._fingerprint

    def begin(self, location: str, kind: Kind, document: Document) -> int:
        """Open a version; return its id."""
        version = self._catalog.begin_version(location, kind, document, self._fingerprint)
        self._unpublished[version] = _Unpublished(location, document)
        return version

    def add(self, rows: Sequence[tuple[int, Sequence[NewPassage]]]) -> None:
        """Write passages of versions that are being built, each with its version's id."""
        for version, passages in rows:
            ids = self._catalog.add_passages(version, passages)
            building = self._unpublished[version]
            building.passages += [(id_, row.spans.span) for id_, row in zip(ids, passages, strict=True)]
            building.vectors += [row.vector for row in passages]

    def publish(self, version: int, kind: Kind, fetch_record: FetchRecord | None) -> None:
        """Make a complete version the current one of its source, and delete the passages of the version before."""
        replaced = [id_ for id_, _ in self._passages.load_spans(source_id(self._unpublished[version].location))]
        self._write_vectors(version)
        self._catalog.publish(version, fetch_record, kind)
        self._delete(replaced)

    def stage(self, version: int) -> None:
        """Complete a version that ``publish_staged`` makes the current one, together with the others."""
        self._write_vectors(version)
        self._staged.append(version)

    def publish_staged(self) -> None:
        """Make the staged versions the current ones of their sources at once, and delete what they replace."""
        self._catalog.publish_all(self._staged)
        self.sweep()

    def _write_vectors(self, version: int) -> None:
        built = self._unpublished.pop(version)
        if built.passages:
            records = to_records(source_id(built.location), built.location, built.document, built.passages)
            self._vectors.add(records, np.stack(built.vectors))

    def update_metadata(self, source: Source, document: Document, fetch_record: FetchRecord) -> None:
        """Update what is known about a source whose text is unchanged.

        The vector store goes first: if the run is killed in between, the next one sees the difference again.
        """
        before = self._catalog.load_document(source)
        if _described(before) != _described(document):
            spans = self._passages.load_spans(source.id)
            self._vectors.update_metadata(to_records(source.id, source.location, document, spans))
        self._catalog.update_metadata(source.id, document, fetch_record)

    def sweep(self) -> None:
        """Delete the passages without a current version: a killed run left them, or a removed source.

        Their rows in the catalog go last, so a sweep that is killed begins again.
        """
        self._unpublished.clear()
        self._staged.clear()
        stale = self._catalog.list_stale_passages()
        if stale and self._catalog.list_stale_fingerprints() - {self._fingerprint}:
            if self._catalog.list_fingerprints() - {self._fingerprint}:
                self._vectors.delete_elsewhere(stale)
            else:
                self._vectors.drop_others()
        self._delete(stale)
        self._catalog.delete_unused()

    def restore_vectors(self) -> list[Source]:
        """Make the vector store agree with the catalog, without embedding.

        Returns:
            The sources some of whose vectors are lost.
        """
        there = set(self._vectors.list_ids())
        lost: list[Source] = []
        for source in filter(self.is_current, self._catalog.list_sources()):
            spans = self._passages.load_spans(source.id)
            missing = [(id_, span) for id_, span in spans if id_ not in there]
            filed = self._passages.find_filed_vectors([id_ for id_, _ in missing]) if missing else {}
            if found := [(id_, span) for id_, span in missing if id_ in filed]:
                document = self._catalog.load_document(source)
                records = to_records(source.id, source.location, document, found)
                self._vectors.add(records, np.stack([filed[id_] for id_, _ in found]))
            if len(found) < len(missing):
                lost.append(source)
            there.difference_update(id_ for id_, _ in spans)
        self._vectors.delete(sorted(there))
        return lost

    def drop_others(self) -> None:
        """Delete the vectors of other splitters and embedders."""
        self._vectors.drop_others()

    def _delete(self, ids: Sequence[int]) -> None:
        """Delete passages: from the vector store first, because the catalog knows their ids."""
        if ids:
            self._vectors.delete(ids)
            self._catalog.delete_passages(ids)


def _described(document: Document) -> tuple[object, ...]:
    """Return what the vector store says of a document beside its text."""
    return document.title, document.date, document.language, document.pages, document.headings
