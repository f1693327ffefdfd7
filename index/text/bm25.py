"""BM25 over a few texts in memory, and how much of a question's words they contain. Pure."""

import math
from collections import Counter
from collections.abc import Sequence

_K1, _B = 1.2, 0.75


def score(query: Sequence[str], documents: Sequence[Sequence[str]]) -> list[float]:
    """Okapi BM25 of each document, with document frequencies counted among ``documents`` themselves.

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
    """How much of the query's weight one document holds, in [0, 1].

    Terms weigh by their idf among ``documents``; one that none of them has weighs most.
    """
    sets = [frozenset(document) for document in documents]
    weights = {
        term: math.log(1 + (len(sets) - n + 0.5) / (n + 0.5))
        for term in set(query)
        for n in (sum(term in held for held in sets),)
    }
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in sets[chosen]) / total if total else 0.0


def shared_fraction(query: Sequence[str], documents: Sequence[Sequence[str]]) -> float:
    """The share of the query's terms that occur anywhere in the documents, in [0, 1]."""
    held = frozenset(term for document in documents for term in document)
    return sum(term in held for term in query) / len(query) if query else 0.0
