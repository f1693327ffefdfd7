"""Central sentences of a source, for questions about all of it. Pure."""

from collections.abc import Sequence

import numpy as np

from index.types import SentenceHit

_LEAD_BONUS = 0.02
_REDUNDANCY_WEIGHT = 0.5
_MIN_CHARS, _MIN_LEAD_CHARS = 25, 40


def select_central(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
    """Select sentences that resemble the whole text and not each other, in reading order.

    This is maximal marginal relevance (Carbonell & Goldstein, 1998) against the mean of all sentence vectors. The
    beginning of a text gets a small bonus.

    Args:
        hits: The sentences of one or more texts, in reading order.
        most: The number of sentences.
    """
    able = [hit for hit in hits if hit.vector is not None and len(hit.text) >= _MIN_CHARS]
    if len(able) <= most:
        return able
    vectors = np.stack([hit.vector for hit in able if hit.vector is not None])
    middle = vectors.mean(axis=0)
    places = np.linspace(1.0, 0.0, len(able))
    worth = vectors @ (middle / np.linalg.norm(middle)) + _LEAD_BONUS * places
    alike = vectors @ vectors.T
    chosen: list[int] = [int(np.argmax(worth))]
    while len(chosen) < most:
        left = worth - _REDUNDANCY_WEIGHT * alike[:, chosen].max(axis=1)
        left[chosen] = -np.inf
        chosen.append(int(np.argmax(left)))
    return [able[at] for at in sorted(chosen)]


def select_with_lead(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
    """Select the first sentence, which an article tells its news in, and central sentences after it."""
    lead = next((hit for hit in hits if len(hit.text) >= _MIN_LEAD_CHARS), None)
    if lead is None:
        return select_central(hits, most)
    return [lead, *select_central([hit for hit in hits if hit is not lead], most - 1)]


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
