"""Full-text search: passages that share terms with a question, by BM25.

The engine scores every passage that contains one of the terms, at more than a microsecond each, and most passages
contain "the". So in a large index the search takes the rarest terms alone, as many as some fifteen thousand passages
contain: they carry nearly all the weight.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, or_, select

from index.catalog.engines.statements import is_postgresql
from index.catalog.schema import passages, versions
from index.passages.lexical.fts5_search import Fts5Search
from index.passages.lexical.tsvector_search import TsvectorSearch
from index.passages.scope import Scope

_SCORED = 15_000
"""About the most passages that are scored for one question. A smaller index is searched for every term."""

_MIN_KNOWN = 0.5
"""The share of a question's terms below which the passages are probably in another language."""

_MOST_COMMON = 0.25
"""The share of all passages that may contain a word of another language which is still worth a search."""

_MOST_RUNS = 50
"""The most ranges of ids in a query; for more ranges the engine looks the ids up in the catalog."""


class SearchesTerms(Protocol):
    """The term index of an engine, to search."""

    passage_id: ColumnElement[int]
    """The column of the passage's id."""
    same_id: ColumnElement[int]
    """The same, for restrictions to many ids."""

    def count_passages(self, connection: Connection, terms: Sequence[str], most: int) -> dict[str, int]:
        """Return how many passages contain each term, at most ``most``, by term; unknown terms are absent."""

    def match(
        self, connection: Connection, terms: Sequence[str], limit: int, within: ColumnElement[bool], count: int
    ) -> list[int]:
        """Return ids of the ``count`` passages within a scope that contain one of the terms, best BM25 first."""


_SQLITE: SearchesTerms = Fts5Search()
_POSTGRESQL: SearchesTerms = TsvectorSearch()


def match(connection: Connection, terms: Sequence[str], limit: int, scope: Scope, total: int = 0) -> list[int]:
    """Return ids of the passages in ``scope`` that share terms with the question, best BM25 first.

    Passages of a version that was just replaced may be among them until they are deleted.

    Args:
        connection: A transaction.
        terms: Of the question.
        limit: The most ids.
        scope: The passages to search.
        total: The number of all current passages, for a scope of some sources.
    """
    distinct = list(dict.fromkeys(terms))
    search = _POSTGRESQL if is_postgresql(connection) else _SQLITE
    every = max(total, scope.count)
    distinct = _leave_out_false_friends(connection, search, distinct, every)
    if scope.count > _SCORED:
        most = _SCORED * every // scope.count
        distinct = _choose_rarest(search.count_passages(connection, distinct, most + 1), limit, most)
    if not distinct or not scope.count:
        return []
    return search.match(connection, distinct, limit, _within(scope, search), scope.count)


def _leave_out_false_friends(
    connection: Connection, search: SearchesTerms, terms: Sequence[str], passages: int
) -> list[str]:
    """Leave out the common terms of a question in another language, such as "was", which every English passage has.

    Half of the passages would otherwise come before the one whose vector is nearest.
    """
    known = search.count_passages(connection, terms, 1)
    if len(known) >= _MIN_KNOWN * len(terms) or not known:
        return list(terms)
    most = int(_MOST_COMMON * passages)
    counted = search.count_passages(connection, list(known), most + 1)
    return [term for term in terms if counted.get(term, 0) <= max(most, 1)]


def _within(scope: Scope, search: SearchesTerms) -> ColumnElement[bool]:
    around = search.passage_id.between(scope.id_ranges[0][0], scope.id_ranges[-1][1])
    if len(scope.id_ranges) == 1:
        return around
    if len(scope.id_ranges) <= _MOST_RUNS:
        return around & or_(*(search.same_id.between(first, last) for first, last in scope.id_ranges))
    current = versions.c.state == "current"
    own = select(passages.c.id).join(versions).where(current, versions.c.source_id.in_(scope.source_ids or ()))
    return around & search.same_id.in_(own)


def _choose_rarest(found: Mapping[str, int], limit: int, most: int) -> list[str]:
    """Return the rarest terms: as many as about ``most`` passages contain, but at least ``limit``.

    Args:
        found: The number of passages with each term.
        limit: The number of passages that the search returns.
        most: The number of passages to score.
    """
    chosen: list[str] = []
    scored = 0
    for term in sorted(found, key=lambda term: found[term]):
        if chosen and scored + found[term] > most and scored >= limit:
            break
        chosen.append(term)
        scored += found[term]
    return chosen
