"""BM25 and coverage over texts in memory."""

import math

import pytest

from index.text import bm25


def test_bm25_is_the_formula_by_hand() -> None:
    """One query term in one of two documents gives Okapi's score."""
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 1 * 2.2 / (1 + 1.2 * (1 - 0.75 + 0.75 * 2 / 1.5))
    assert [pytest.approx(expected), 0.0] == bm25.score(["sea"], [["sea", "ship"], ["land"]])


def test_bm25_of_nothing_is_nothing() -> None:
    """No documents and empty documents are no error."""
    assert [] == bm25.score(["sea"], [])
    assert [0.0] == bm25.score(["sea"], [[]])


def test_coverage_is_whole_where_every_term_is_held() -> None:
    """A document with every term of the query covers it; one with none covers nothing."""
    documents = [["red", "ship"], ["blue"]]
    assert bm25.coverage(["red", "ship"], documents, 0) == pytest.approx(1.0)
    assert bm25.coverage(["red", "ship"], documents, 1) == pytest.approx(0.0)
