"""What stays in memory between questions: vectors by scope, and texts by name."""

from collections.abc import Collection

import numpy as np

from index.passages.exact_search import ExactSearch, VectorMatrix
from index.passages.scope import Scope
from index.passages.text_cache import TextCache

IDS = (1, 2, 3, 7, 8, 11)


def matrix(*ids: int) -> VectorMatrix:
    """Passages whose vectors point further up the higher their id."""
    return VectorMatrix(np.array(ids, np.int64), np.array([[1.0, id_] for id_ in ids], np.float32).reshape(-1, 2))


def scope(*runs: tuple[int, int], count: int) -> Scope:
    """Two sources' passages in these runs."""
    return Scope(frozenset({"a", "b"}), count, runs[-1][1], runs)


def read_nothing() -> VectorMatrix:
    """What must not be called."""
    raise AssertionError


def matrices() -> ExactSearch:
    """Everything was searched just now."""
    kept = ExactSearch(100)
    kept.get(Scope(None, len(IDS), IDS[-1], ((1, IDS[-1]),)), lambda: matrix(*IDS))
    return kept


def test_some_sources_are_part_of_everything() -> None:
    """A search of some sources after one of everything reads no vectors, and compares those sources' alone."""
    up = np.array([0.0, 1.0], np.float32)
    assert [8, 7] == matrices().get(scope((7, 8), count=2), read_nothing).find_nearest(up, 5)
    assert [8, 7, 2] == matrices().get(scope((1, 2), (7, 8), count=4), read_nothing).find_nearest(up, 3)


def test_what_is_newer_than_everything_is_read() -> None:
    """Passages that came since everything was read are not missed."""
    found = matrices().get(scope((7, 8), (12, 13), count=4), lambda: matrix(7, 8, 12, 13))
    assert [7, 8, 12, 13] == found.ids.tolist()


def test_a_text_is_read_once() -> None:
    """A text that is kept is not read again, and one that is not there is left out."""
    asked: list[set[str]] = []

    def read(ids: Collection[str]) -> dict[str, str]:
        asked.append(set(ids))
        return {id_: id_ * 3 for id_ in ids if id_ != "gone"}

    bodies = TextCache(10_000)
    assert {"a": "aaa"} == bodies.get({"a", "gone"}, read)
    assert {"a": "aaa", "b": "bbb"} == bodies.get({"a", "b"}, read)
    assert [{"a", "gone"}, {"b"}] == asked


def test_long_texts_make_room() -> None:
    """Beyond the limit the text that was used least lately goes, and the last one always stays."""
    asked: list[str] = []

    def read(ids: Collection[str]) -> dict[str, str]:
        asked.extend(ids)
        return {id_: id_ * 1_000 for id_ in ids}

    bodies = TextCache(2_500)
    for id_ in "abacb":
        bodies.get({id_}, read)
    assert ["a", "b", "c", "b"] == asked
    tight = TextCache(1)
    assert [{"a": "a" * 1_000}] * 2 == [tight.get({"a"}, read) for _ in range(2)]
    assert ["a", "b", "c", "b", "a"] == asked
