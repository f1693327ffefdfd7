"""Full-text search in PostgreSQL: the BM25 of FTS5, computed over a ``tsvector``.

PostgreSQL's own ranks do not weigh rare terms higher. Here they only give the number of times that a passage contains
a term: the rank of n equal occurrences is in proportion to 1 + 1/4 + … + 1/n² (``calc_rank_or`` in PostgreSQL's
``tsrank.c``).
"""

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, literal_column, select, text

from index.catalog.engines.term_index import quote_lexeme, to_lexeme

_K1, _B = 1.2, 0.75  # FTS5's
_LEAST_WEIGHT = 1e-6  # FTS5's, of a term that more than half of the passages contain
_MOST_TIMES = 30  # more occurrences count as so many; BM25 hardly tells them apart

_SCORED = 4_000
"""About the most passages of a scope that are scored: those with one of the rarest terms. Every term counts."""

_MOST_TERMS = 40
"""The most terms of a question that count, the rarest first: each one costs a microsecond for each scored passage."""

_COUNTS = text("SELECT term, passages, words FROM term_count WHERE term = ANY(CAST(:terms AS varchar[]))")

_RANKS = list(accumulate(1 / n**2 for n in range(1, _MOST_TIMES + 1)))
_BETWEEN = ", ".join(f"{(low + high) / 2:.6f}" for low, high in zip([0.0, *_RANKS], _RANKS, strict=False))
_TIMES = (
    "width_bucket(ts_rank('{{1, 1, 1, 1}}', terms, CAST(:lexeme{n} AS tsquery)) * 1.64493406685, "
    f"CAST(ARRAY[{_BETWEEN}] AS float8[]))"
)
_LENGTH = f"{_K1} * ({1 - _B} + {_B} * words / :average)"
# The weight times f (k1 + 1) / (f + length), written so that f, the number of occurrences, is computed once.
_SCORE = f":weight{{n}} * ({_K1 + 1} - {_K1 + 1} * {_LENGTH} / ({_TIMES} + {_LENGTH}))"


class TsvectorSearch:
    """Searches the tables ``passage_terms`` and ``term_count``."""

    passage_id: ColumnElement[int] = literal_column("passage_id")
    same_id = passage_id

    def count_passages(self, connection: Connection, terms: Sequence[str], most: int) -> dict[str, int]:
        """See ``SearchesTerms``."""
        lexemes = {term: to_lexeme(term) for term in terms}
        counted = {row.term: row.passages for row in connection.execute(_COUNTS, {"terms": list(lexemes.values())})}
        return {term: min(counted[lexeme], most) for term, lexeme in lexemes.items() if counted.get(lexeme)}

    def match(
        self, connection: Connection, terms: Sequence[str], limit: int, within: ColumnElement[bool], count: int
    ) -> list[int]:
        """See ``SearchesTerms``."""
        lexemes = list(dict.fromkeys(map(to_lexeme, terms)))
        counted = {row.term: row for row in connection.execute(_COUNTS, {"terms": ["", *lexemes]})}
        total, found = counted.pop(""), [lexeme for lexeme in lexemes if lexeme in counted]
        if not found or not total.passages:
            return []
        found = sorted(found, key=lambda lexeme: int(counted[lexeme].passages))[:_MOST_TERMS]
        values: dict[str, object] = {"average": total.words / total.passages}
        for n, lexeme in enumerate(found):
            number = counted[lexeme].passages
            weight = math.log((total.passages - number + 0.5) / (number + 0.5))
            values |= {f"lexeme{n}": quote_lexeme(lexeme), f"weight{n}": weight if weight > 0 else _LEAST_WEIGHT}
        score = " + ".join(_SCORE.format(n=n) for n in range(len(found)))
        rows = (
            select(self.passage_id)
            .select_from(text("passage_terms"))
            .where(text("terms @@ CAST(:wanted AS tsquery)"), within)
            .order_by(text(f"{score} DESC"), self.passage_id)
            .limit(limit)
        )
        scored = max(_SCORED, limit) * max(1.0, total.passages / count)
        values["wanted"] = " | ".join(map(quote_lexeme, _choose_rare(found, counted, scored)))
        return list(connection.execute(rows, values).scalars())


def _choose_rare(found: Sequence[str], counted: Mapping[str, Row[Any]], most: float) -> list[str]:
    """Return the first of these lexemes, as many as about ``most`` passages contain; the rarest is the first."""
    chosen: list[str] = []
    passages = 0
    for lexeme in found:
        passages += counted[lexeme].passages
        if chosen and passages > most:
            break
        chosen.append(lexeme)
    return chosen
