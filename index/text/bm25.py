"""BM25 over a few texts in memory, and the share of a question's terms that they contain. Pure."""

import math
from collections import Counter
from collections.abc import Sequence

_K1, _B = 1.2, 0.75


def score(query: Sequence[str], documents: Sequence[Sequence[str]]) -> list[float]:
    """Return the Okapi BM25 score of each document; document frequencies are counted among ``documents``.

    Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework" (2009); the idf is Lucene's, never negative.
    """
    counts = [Counter(document) for document in documents]
    mean = sum(map(len, documents)) / max(len(documents), 1) or 1.0
    wanted = Counter(query)
    idf = {
        term: math.log(1 + (len(documents) - n + 0.5) / (n + 0.5))
        for term in wanted
        for n in (sum(term in count for count in counts),)
    }
    return [
        sum(
            idf[term] * times * count[term] * (_K1 + 1) / (count[term] + _K1 * (1 - _B + _B * len(document) / mean))
            for term, times in wanted.items()
            if count[term]
        )
        for count, document in zip(counts, documents, strict=True)
    ]


def coverage(query: Sequence[str], documents: Sequence[Sequence[str]], chosen: int) -> float:
    """Return the share of the query's term weight that one document contains, in [0, 1].

    A term's weight is its idf among ``documents``; a term that no document contains has the highest weight.

    Args:
        query: The terms of the query.
        documents: The terms of each document.
        chosen: The position of the document among ``documents``.
    """
    sets = [frozenset(document) for document in documents]
    weights = {
        term: math.log(1 + (len(sets) - n + 0.5) / (n + 0.5))
        for term in set(query)
        for n in (sum(term in terms for terms in sets),)
    }
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in sets[chosen]) / total if total else 0.0


def shared_fraction(query: Sequence[str], documents: Sequence[Sequence[str]]) -> float:
    """Return the share of the query's terms that occur in any of the documents, in [0, 1]."""
    known = frozenset(term for document in documents for term in document)
    return sum(term in known for term in query) / len(query) if query else 0.0
