"""Exact search: the comparison of a question's vector with every passage vector."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.passages.scope import Scope


@dataclass(frozen=True, slots=True)
class VectorMatrix:
    """The vectors of some passages.

    Attributes:
        ids: Ascending, shape (passages,).
        vectors: Shape (passages, dimension).
    """

    ids: npt.NDArray[np.int64]
    vectors: Vectors

    def find_nearest(self, vector: Vectors, limit: int) -> list[int]:
        """Return ids of the passages nearest to one vector ``(dimension,)``, best first; of equals the older first."""
        if not len(self.ids):
            return []
        distances = -(self.vectors @ vector)
        near = np.arange(len(distances))
        if limit < len(distances):
            near = np.sort(np.argpartition(distances, limit - 1)[:limit])
        return [int(id_) for id_ in self.ids[near[np.argsort(distances[near], kind="stable")]]]

    def restrict_to(self, scope: Scope) -> "VectorMatrix | None":
        """Return the passages of a smaller scope, not copied if their ids are consecutive; None unless all are here."""
        starts = np.searchsorted(self.ids, [first for first, _ in scope.id_ranges]).tolist()
        ends = np.searchsorted(self.ids, [last for _, last in scope.id_ranges], side="right").tolist()
        parts = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
        if sum(end - start for start, end in zip(starts, ends, strict=True)) != scope.count or not parts:
            return None
        if len(parts) == 1:
            return VectorMatrix(self.ids[parts[0]], self.vectors[parts[0]])
        ids, vectors = ([values[part] for part in parts] for values in (self.ids, self.vectors))
        return VectorMatrix(np.concatenate(ids), np.concatenate(vectors))

    def select(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the vectors of those of these passages that are here, each of shape (dimension,), by passage id."""
        if not len(self.ids):
            return {}
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return {id_: self.vectors[row] for id_, row in zip(ids, at, strict=True) if self.ids[row] == id_}

    def covers(self, scope: Scope) -> bool:
        """Return whether these are the passages of ``scope``, if they belong to its sources (see ``Scope``)."""
        newest = int(self.ids[-1]) if len(self.ids) else 0
        return (len(self.ids), newest) == (scope.count, scope.newest)


EXACT_UP_TO = 100_000
"""The most passages that exact search compares. It takes ten milliseconds for them, and misses none. Chroma takes less,
and misses half of the nearest passages if many are alike (docs/decisions/0005-search-at-scale.md)."""


class ExactSearch:
    """The matrices of the latest searches, one for each set of sources. Safe to call from several threads."""

    def __init__(self, most: int) -> None:
        """Keep matrices of up to ``most`` passages in all, and always the latest."""
        self._most = most
        self._lock = threading.RLock()  # a matrix of some sources may be read from that of all sources
        self._kept: OrderedDict[frozenset[str] | None, VectorMatrix] = OrderedDict()

    def get(self, scope: Scope, read: Callable[[VectorMatrix | None], VectorMatrix]) -> VectorMatrix:
        """Return the matrix of a scope: a part of the matrix of all sources, if that contains the scope.

        Args:
            scope: The passages.
            read: Reads the matrix if there is none yet, or if the passages changed; gets the matrix before.
        """
        with self._lock:
            whole = self._kept.get(None) if scope.source_ids is not None else None
            if whole is not None and (part := whole.restrict_to(scope)) is not None:
                return part
            found = self._kept.pop(scope.source_ids, None)
            if found is None or not found.covers(scope):
                found = read(found)
            self._kept[scope.source_ids] = found  # behind the others
            while len(self._kept) > 1 and sum(len(matrix.ids) for matrix in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
            return found
