"""BM25 over a few texts in memory, and the share of a question's terms that they contain. Pure."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

_K1, _B = 1.2, 0.75


def score(query: Sequence[str], documents: Sequence[Sequence[str]]) -> list[float]:
    """Return the Okapi BM25 score of each document; document frequencies are counted among ``documents``.

    Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework" (2009); the idf is Lucene's, never negative.
    """
    wanted = Counter(query)
    counts = [Counter(filter(wanted.__contains__, document)) for document in documents]
    mean = sum(map(len, documents)) / max(len(documents), 1) or 1.0
    idf = _weigh(wanted, counts)
    scores = []
    for count, document in zip(counts, documents, strict=True):
        length = _K1 * (1 - _B + _B * len(document) / mean)
        scores.append(sum(idf[term] * wanted[term] * n * (_K1 + 1) / (n + length) for term, n in count.items()))
    return scores


def coverage(query: Sequence[str], documents: Sequence[Sequence[str]], chosen: int) -> float:
    """Return the share of the query's term weight that one document contains, in [0, 1].

    A term's weight is its idf among ``documents``; a term that no document contains has the highest weight.

    Args:
        query: The terms of the query.
        documents: The terms of each document.
        chosen: The position of the document among ``documents``.
    """
    wanted = frozenset(query)
    found = [wanted.intersection(document) for document in documents]
    weights = _weigh(wanted, found)
    total = sum(weights.values())
    return sum(weights[term] for term in found[chosen]) / total if total else 0.0


def shared_fraction(query: Sequence[str], documents: Sequence[Sequence[str]]) -> float:
    """Return the share of the query's terms that occur in any of the documents, in [0, 1]."""
    known = frozenset(query).intersection(chain.from_iterable(documents))
    return sum(term in known for term in query) / len(query) if query else 0.0


def _weigh(terms: Iterable[str], documents: Sequence[Collection[str]]) -> dict[str, float]:
    """Return the idf of each term among documents of which only these terms are left."""
    frequencies = Counter(chain.from_iterable(documents))
    return {
        term: math.log(1 + (len(documents) - frequencies[term] + 0.5) / (frequencies[term] + 0.5)) for term in terms
    }
