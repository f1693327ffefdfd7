"""Vectors that the process keeps in memory, to compare a question with each of them."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays import Vectors
from index.passages.scope import Scope


@dataclass(frozen=True, slots=True)
class VectorMatrix:
    """Passages by vector.

    Attributes:
        ids: Ascending, shape (passages,).
        vectors: Shape (passages, dimension).
    """

    ids: npt.NDArray[np.int64]
    vectors: Vectors

    def find_nearest(self, vector: Vectors, limit: int) -> list[int]:
        """Ids of the passages nearest to one vector ``(dimension,)``, best first, the older of equals first."""
        if not len(self.ids):
            return []
        distances = -(self.vectors @ vector)
        near = np.arange(len(distances))
        if limit < len(distances):
            near = np.sort(np.argpartition(distances, limit - 1)[:limit])
        return [int(id_) for id_ in self.ids[near[np.argsort(distances[near], kind="stable")]]]

    def restrict_to(self, scope: Scope) -> "VectorMatrix | None":
        """The passages of a smaller scope, not copied where their ids follow each other; None unless all are here."""
        starts = np.searchsorted(self.ids, [first for first, _ in scope.id_ranges]).tolist()
        ends = np.searchsorted(self.ids, [last for _, last in scope.id_ranges], side="right").tolist()
        parts = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
        if sum(end - start for start, end in zip(starts, ends, strict=True)) != scope.count or not parts:
            return None
        if len(parts) == 1:
            return VectorMatrix(self.ids[parts[0]], self.vectors[parts[0]])
        ids, vectors = ([values[part] for part in parts] for values in (self.ids, self.vectors))
        return VectorMatrix(np.concatenate(ids), np.concatenate(vectors))

    def covers(self, scope: Scope) -> bool:
        """Whether these are the passages of ``scope``, if they are of its sources (see ``Scope``)."""
        newest = int(self.ids[-1]) if len(self.ids) else 0
        return (len(self.ids), newest) == (scope.count, scope.newest)


class ExactSearch:
    """The matrices of what was searched lately, each for some set of sources. Safe to call from several threads."""

    def __init__(self, most: int) -> None:
        """Keep up to ``most`` passages in all; the matrix that was used last is always kept."""
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[frozenset[str] | None, VectorMatrix] = OrderedDict()

    def get(self, scope: Scope, read: Callable[[], VectorMatrix]) -> VectorMatrix:
        """The matrix of a scope, read anew if its passages changed since; part of that of all sources if it can be."""
        with self._lock:
            whole = self._kept.get(None) if scope.source_ids is not None else None
            if whole is not None and (part := whole.restrict_to(scope)) is not None:
                return part
            if scope.source_ids in self._kept and not self._kept[scope.source_ids].covers(scope):
                del self._kept[scope.source_ids]  # before the new one is read, so that only one is in memory
            found = self._kept.pop(scope.source_ids, None) or read()
            self._kept[scope.source_ids] = found  # behind the others
            while len(self._kept) > 1 and sum(len(matrix.ids) for matrix in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
            return found
