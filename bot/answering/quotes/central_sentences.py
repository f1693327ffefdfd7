"""Central sentences of a source, for questions about all of it. Pure."""

from collections.abc import Sequence

import numpy as np

from index.types import SentenceHit

_PLACE_BONUS = 0.3
_SMALLEST = 1e-9
_REDUNDANCY_WEIGHT = 0.5
_MIN_CHARS = 25
_LEADING = 2
"""The first sentences of an article, which tell its news."""


def select_central(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
    """Select sentences that resemble many others of the text and not each other, in reading order.

    This is maximal marginal relevance (Carbonell & Goldstein, 1998) with degree centrality (Erkan & Radev, 2004). The
    vectors are centred first, because all sentences of a text have a large part in common. The beginning of a text
    gets a bonus.

    Args:
        hits: The sentences of one or more texts, in reading order.
        most: The number of sentences.
    """
    able = [hit for hit in hits if hit.vector is not None and len(hit.text) >= _MIN_CHARS]
    if len(able) <= most:
        return able
    vectors = np.stack([hit.vector for hit in able if hit.vector is not None])
    centred = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    centred /= np.maximum(lengths, _SMALLEST)
    alike = centred @ centred.T
    degree = np.clip(alike, 0.0, None).sum(axis=1) - 1.0
    worth = degree / max(float(degree.max()), _SMALLEST) + _PLACE_BONUS * np.linspace(1.0, 0.0, len(able))
    chosen: list[int] = [int(np.argmax(worth))]
    while len(chosen) < most:
        left = worth - _REDUNDANCY_WEIGHT * alike[:, chosen].max(axis=1)
        left[chosen] = -np.inf
        chosen.append(int(np.argmax(left)))
    return [able[at] for at in sorted(chosen)]


def select_with_lead(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
    """Select the first two sentences, in which an article tells its news, and central sentences after them."""
    lead = list(hits[: min(_LEADING, most)])
    return [*lead, *select_central(hits[_LEADING:], most - len(lead))] if len(lead) < most else lead


def select_by_source(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
    """Select the best ``most`` sentences of each source; the source with the best sentence comes first.

    Args:
        hits: Best first.
        most: The number of sentences of each source.
    """
    found: dict[str, list[SentenceHit]] = {}
    for hit in hits:
        found.setdefault(hit.source_id, []).append(hit)
    return [hit for ranked in found.values() for hit in ranked[:most]]
