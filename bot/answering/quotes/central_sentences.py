"""Sentences for questions about a whole source: which of them to look at, and in what order. Pure."""

from collections.abc import Sequence

import numpy as np

from index.types import SentenceHit

_LEAD = 0.02
_REDUNDANT = 0.5
_SHORTEST_CHARS = 25


def select_central(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
    """The sentences that say most of what the others say, and little that another of them says, in reading order.

    Maximal marginal relevance (Carbonell & Goldstein, 1998) against the mean of all sentences; the beginning of a
    text counts a little more.

    Args:
        hits: Of one or more texts, in reading order.
        most: How many.
    """
    able = [hit for hit in hits if hit.vector is not None and len(hit.text) >= _SHORTEST_CHARS]
    if len(able) <= most:
        return able
    vectors = np.stack([hit.vector for hit in able if hit.vector is not None])
    middle = vectors.mean(axis=0)
    places = np.linspace(1.0, 0.0, len(able))
    worth = vectors @ (middle / np.linalg.norm(middle)) + _LEAD * places
    alike = vectors @ vectors.T
    chosen: list[int] = [int(np.argmax(worth))]
    while len(chosen) < most:
        left = worth - _REDUNDANT * alike[:, chosen].max(axis=1)
        left[chosen] = -np.inf
        chosen.append(int(np.argmax(left)))
    return [able[at] for at in sorted(chosen)]


def select_by_source(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
    """The best ``most`` sentences of each source, sources in the order of their best.

    Args:
        hits: Best first.
        most: Of each source.
    """
    found: dict[str, list[SentenceHit]] = {}
    for hit in hits:
        found.setdefault(hit.source_id, []).append(hit)
    return [hit for ranked in found.values() for hit in ranked[:most]]
