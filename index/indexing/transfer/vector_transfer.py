"""The copy of all vectors from one vector store to another, without embedding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Vectors
from index.catalog.catalog import Catalog
from index.catalog.write_lock import WriteLock
from index.errors import StoreError
from index.indexing.deep_check import CheckedVectors
from index.passages.passage_records import PassageRecord, to_records
from index.passages.store import PassageStore

_BATCH = 500
_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Transferred:
    """The result of a copy.

    Attributes:
        passages: How many passages the target has now.
        written: How many of them were written.
    """

    passages: int
    written: int


class VectorTransfer:
    """Makes one vector store contain what another one has. A second run writes what still differs.

    Texts and metadata come from the catalog, vectors from the other store or, where it lacks some, from the vector
    files.
    """

    def __init__(self, catalog: Catalog, passages: PassageStore, lock: Path) -> None:
        """Copy the vectors of the passages of ``catalog``, under the lock file ``lock``."""
        self._catalog = catalog
        self._passages = passages
        self._lock = WriteLock(lock, _TIMEOUT_S, catalog)

    def run(self, source: CheckedVectors, target: CheckedVectors) -> Transferred:
        """Copy from ``source`` to ``target``, then compare each record.

        Raises:
            LockedError: Another process is indexing.
            StoreError: ``source`` lacks vectors, or ``target`` has others than were written.
        """
        with self._lock.hold():
            written, known = 0, list[int]()
            for records in self._batches():
                vectors = self._load(source, [record.id for record in records])
                changed = _find_differences(target, records, vectors)
                if changed:
                    target.delete([record.id for record in changed])
                    target.add(changed, np.stack([vectors[record.id] for record in changed]))
                if _find_differences(target, changed, vectors):
                    raise StoreError("The copy has other vectors than were written; run `pincite migrate` again.")
                written += len(changed)
                known += [record.id for record in records]
            target.delete(sorted(set(target.list_ids()) - set(known)))
            return Transferred(len(known), written)

    def _batches(self) -> Iterator[list[PassageRecord]]:
        """Yield the records of all current passages, some at a time."""
        for one in self._catalog.list_sources():
            spans = self._passages.load_spans(one.id)
            records = to_records(one.id, one.location, self._catalog.load_document(one), spans)
            for start in range(0, len(records), _BATCH):
                yield records[start : start + _BATCH]

    def _load(self, source: CheckedVectors, ids: Sequence[int]) -> dict[int, Vectors]:
        found, rows = source.fetch(ids)
        vectors: dict[int, Vectors] = dict(zip(found, rows, strict=True))
        if missing := [id_ for id_ in ids if id_ not in vectors]:
            vectors |= self._passages.find_filed_vectors(missing)
        if lost := sum(id_ not in vectors for id_ in ids):
            raise StoreError(f"{lost} passages have no vector to copy; run `pincite rebuild`, then try again.")
        return vectors


def _find_differences(
    target: CheckedVectors, records: Sequence[PassageRecord], vectors: dict[int, Vectors]
) -> list[PassageRecord]:
    """Return the records that ``target`` lacks or has otherwise."""
    found = {record.id: (record, vector) for record, vector in target.read([record.id for record in records])}
    return [record for record in records if not _is_same(found.get(record.id), record, vectors[record.id])]


def _is_same(found: tuple[PassageRecord, Vectors] | None, record: PassageRecord, vector: Vectors) -> bool:
    return (
        found is not None
        and (found[0].text, dict(found[0].metadata)) == (record.text, dict(record.metadata))
        and np.array_equal(found[1], np.asarray(vector, np.float32))
    )
