"""Exact search: the matrices that stay in memory between questions."""

import numpy as np

from index.passages.exact_search import ExactSearch, VectorMatrix
from index.passages.scope import Scope

IDS = (1, 2, 3, 7, 8, 11)


def matrix(*ids: int) -> VectorMatrix:
    """Passages whose vectors point further up the higher their id."""
    return VectorMatrix(np.array(ids, np.int64), np.array([[1.0, id_] for id_ in ids], np.float32).reshape(-1, 2))


def scope(*runs: tuple[int, int], count: int) -> Scope:
    """Two sources' passages in these runs."""
    return Scope(frozenset({"a", "b"}), count, runs[-1][1], runs)


def everything(*ids: int) -> Scope:
    """The passages of all sources."""
    return Scope(None, len(ids), ids[-1], ((1, ids[-1]),))


def read_nothing(_before: VectorMatrix | None) -> VectorMatrix:
    """Fail: nothing needs to be read."""
    raise AssertionError


def matrices() -> ExactSearch:
    """An exact search after a search of all sources."""
    made = ExactSearch(100)
    made.get(everything(*IDS), lambda _: matrix(*IDS))
    return made


def test_some_sources_are_part_of_everything() -> None:
    """A search of some sources after one of all sources reads no vectors, and compares those sources' alone."""
    up = np.array([0.0, 1.0], np.float32)
    assert [8, 7] == matrices().get(scope((7, 8), count=2), read_nothing).find_nearest(up, 5)
    assert [8, 7, 2] == matrices().get(scope((1, 2), (7, 8), count=4), read_nothing).find_nearest(up, 3)


def test_what_is_newer_than_everything_is_read() -> None:
    """A search of some sources finds passages that came after the search of all sources."""
    found = matrices().get(scope((7, 8), (12, 13), count=4), lambda _: matrix(7, 8, 12, 13))
    assert [7, 8, 12, 13] == found.ids.tolist()


def test_a_changed_matrix_is_read_from_the_one_before() -> None:
    """The reader gets the matrix before, which has most of the vectors."""
    made, seen = matrices(), []

    def read(before: VectorMatrix | None) -> VectorMatrix:
        seen.append(before.ids.tolist() if before else None)
        return matrix(*IDS, 12)

    assert 7 == len(made.get(everything(*IDS, 12), read).ids)
    assert [list(IDS)] == seen


def test_vectors_are_selected_by_id() -> None:
    """Known ids have their rows, unknown ids are absent, also beyond either end."""
    found = matrix(*IDS).select([8, 0, 5, 1, 99])
    assert {8: [1.0, 8.0], 1: [1.0, 1.0]} == {id_: row.tolist() for id_, row in found.items()}
    assert {} == matrix().select([1])
