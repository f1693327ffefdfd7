"""The deep check of the index: catalog, Chroma and vector files agree, or are repaired from the stored texts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from index.arrays import Vectors
from index.catalog import consistency
from index.catalog.catalog import Catalog
from index.catalog.consistency import Defect
from index.catalog.database import Database
from index.catalog.write_lock import WriteLock
from index.errors import PinciteError, StoreError
from index.indexing.index_store import IndexStore, VectorStore
from index.indexing.rebuild import Rebuild
from index.indexing.types import Progress
from index.indexing.version_writer import VersionWriter
from index.models.base import Embedder
from index.passages.passage_reading import Candidate
from index.passages.passage_records import PassageRecord, to_records
from index.passages.store import PassageStore
from index.text.chunking import split
from index.types import Source

_UNIT = 1e-2
"""How far the length of a stored vector may be from 1."""

_BATCH = 500
_TIMEOUT_S = 5.0


class CheckedVectors(VectorStore, Protocol):
    """A vector store whose records can be read back."""

    def read(self, ids: Sequence[int]) -> Iterator[tuple[PassageRecord, Vectors]]:
        """Yield those of these records that exist, in any order, each with its vector, shape (dimension,)."""

    def has_others(self) -> bool:
        """Return whether there are vectors of other fingerprints."""


class DeepCheck:
    """Checks and repairs the index under the lock of the data directory. On a large index it takes minutes."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        database: Database,
        passages: PassageStore,
        vectors: CheckedVectors,
        embedder: Callable[[], Embedder],
        *,
        fingerprint: str,
        lock: Path,
    ) -> None:
        """Check the catalog in ``database``, and what ``passages`` and ``vectors`` read; the rest as in ``Indexer``."""
        self._database = database
        self._catalog = Catalog(database)
        self._passages = passages
        self._vectors = vectors
        self._fingerprint = fingerprint
        self._store = IndexStore(self._catalog, passages, vectors, fingerprint)
        writer = VersionWriter(self._catalog, passages, self._store, embedder)
        self._rebuild = Rebuild(self._catalog, self._store, writer)
        self._lock = WriteLock(lock, _TIMEOUT_S, self._catalog)

    def run(self) -> list[Defect]:
        """Check and repair; return what was found, in order.

        Raises:
            LockedError: Another process is indexing.
            StoreError: A store cannot be opened.
        """
        with self._lock.hold():
            return list(self._check())

    def _check(self) -> Iterator[Defect]:
        found = list(consistency.check_file(self._database))
        yield from found
        if not all(defect.is_repaired for defect in found):
            return
        yield from consistency.check_rows(self._database)
        if self._catalog.has_remains():
            self._store.sweep()
            yield Defect("The rest of a killed run was deleted.", is_repaired=True)
        damaged = set(consistency.list_damaged_texts(self._database))
        yield from self._check_texts(damaged)
        if self._catalog.list_fingerprints() - {self._fingerprint}:
            yield Defect(
                "Another embedder made the index, so its vectors were not checked; run `pincite rebuild`.",
                is_repaired=False,
            )
            return
        yield from self._check_vectors([one for one in self._catalog.list_sources() if one.text_id not in damaged])

    def _check_texts(self, damaged: set[str]) -> Iterator[Defect]:
        current = {source.text_id: source for source in self._catalog.list_sources()}
        for text_id in damaged & current.keys():
            source = current[text_id]
            words = (
                f"The stored text of {source.title} is damaged; run `pincite remove {source.id}`, then "
                f"`pincite index {source.location}`."
            )
            yield Defect(words, is_repaired=False)
        if old := damaged - current.keys():
            self._catalog.discard_texts(old)
            yield Defect(f"{len(old)} damaged texts of replaced versions were deleted.", is_repaired=True)

    def _check_vectors(self, sources: Sequence[Source]) -> Iterator[Defect]:
        if self._vectors.has_others():
            self._vectors.drop_others()
            yield Defect("Vectors of another embedder were deleted.", is_repaired=True)
        known = {id_ for source in self._catalog.list_sources() for id_, _ in self._passages.load_spans(source.id)}
        if orphans := sorted(set(self._vectors.list_ids()) - known):
            self._vectors.delete(orphans)
            yield Defect(f"{len(orphans)} vectors of no passage were deleted.", is_repaired=True)
        with_terms = consistency.list_passages_with_terms(self._database)
        broken = [source for source in sources if not self._is_intact(source, with_terms)]
        intact = [source for source in sources if source not in broken]
        yield from self._check_records(intact, broken)
        rewritten = list(self._rewrite(broken))
        yield from rewritten
        if self._passages.prune_vector_files():
            yield Defect("Vector files of an earlier state were deleted.", is_repaired=True)
        if all(defect.is_repaired for defect in rewritten):
            self._passages.write_vector_files()

    def _is_intact(self, source: Source, with_terms: set[int]) -> bool:
        """Return whether the passages of a source are those of its text, with all that a search needs."""
        document = self._catalog.load_document(source)
        spans = self._passages.load_spans(source.id)
        cut = [passage.span for passage in split(document.text, document.language)]
        if cut != [span for _, span in spans] or not with_terms.issuperset(id_ for id_, _ in spans):
            return False
        for start in range(0, len(spans), _BATCH):
            ids = [id_ for id_, _ in spans[start : start + _BATCH]]
            try:
                self._passages.load_token_states(ids)
                rows = self._passages.load_without_vectors(ids)
            except StoreError:
                return False
            if not all(_is_sound(row) for row in rows):
                return False
        return True

    def _check_records(self, intact: Sequence[Source], broken: list[Source]) -> Iterator[Defect]:
        """Compare Chroma's records with the catalog; a source without usable vectors becomes ``broken``."""
        rewritten = restored = 0
        are_files_damaged = False
        for source in intact:
            document, spans = self._catalog.load_document(source), self._passages.load_spans(source.id)
            ids = [id_ for id_, _ in spans]
            found = {record.id: (record, vector) for record, vector in self._vectors.read(ids)}
            filed = self._passages.find_filed_vectors(ids)
            vectors = {id_: vector for id_, (_, vector) in found.items()}
            differ = any(not np.array_equal(filed[id_], vectors[id_]) for id_ in filed.keys() & vectors.keys())
            vectors = filed | vectors
            if differ or any(id_ not in vectors or not _is_unit(vectors[id_]) for id_ in ids):
                broken.append(source)
                are_files_damaged |= differ
                continue
            expected = to_records(source.id, source.location, document, spans)
            absent = [record for record in expected if record.id not in found]
            changed = [record for record in expected if record.id in found and not _equals(found[record.id][0], record)]
            self._write([*absent, *changed], vectors)
            restored, rewritten = restored + len(absent), rewritten + len(changed)
        if restored:
            yield Defect(f"{restored} lost vectors were restored from the vector files.", is_repaired=True)
        if rewritten:
            yield Defect(f"{rewritten} records of Chroma were written again.", is_repaired=True)
        if are_files_damaged:
            self._passages.clear_vector_files()
            yield Defect("The vector files differed from Chroma and were written again.", is_repaired=True)

    def _write(self, records: Sequence[PassageRecord], vectors: Mapping[int, Vectors]) -> None:
        if records:
            self._vectors.delete([record.id for record in records])
            self._vectors.add(records, np.stack([vectors[record.id] for record in records]))

    def _rewrite(self, broken: Sequence[Source]) -> Iterator[Defect]:
        for source in broken:
            try:
                self._rebuild.rewrite([source], _unwatched)
            except PinciteError as error:
                yield Defect(f"{source.title} could not be written again: {error}", is_repaired=False)
            else:
                yield Defect(f"The passages of {source.title} were written again from its text.", is_repaired=True)


def _is_sound(row: Candidate) -> bool:
    """Return whether a passage has sentences, all of them within it."""
    within = all(row.span.start <= span.start < span.end <= row.span.end for span in row.sentences)
    return within and bool(row.sentences)


def _equals(found: PassageRecord, expected: PassageRecord) -> bool:
    return (found.text, dict(found.metadata)) == (expected.text, dict(expected.metadata))


def _is_unit(vector: Vectors) -> bool:
    return bool(np.isfinite(vector).all()) and abs(float(np.linalg.norm(vector)) - 1) < _UNIT


def _unwatched(_step: Progress) -> None:
    """Nobody watches the repair."""
