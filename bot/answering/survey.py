"""Sentences for questions about a whole source: which of them to look at, and in what order. Pure."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from bot.answering.evidence import Evidence, cost, numbered
from index.types import SentenceHit

_LEAD = 0.02
_REDUNDANT = 0.5
_SHORTEST_CHARS = 25


def central(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
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


def batches(hits: Sequence[SentenceHit], budget_tokens: int, calls: int) -> list[Evidence]:
    """All sentences in as many parts as ``calls`` allows; where they do not fit, each passage gives its central ones.

    Args:
        hits: In reading order, texts one after the other.
        budget_tokens: Of one part.
        calls: How many parts at most.
    """
    room = budget_tokens * calls
    total = sum(map(cost, hits))
    if total > room:
        share = room / total
        kept: list[SentenceHit] = []
        for _, run in groupby(hits, key=lambda hit: (hit.text_id, hit.passage)):
            passage = list(run)
            kept.extend(central(passage, max(1, int(len(passage) * share))))
        hits = _thinned(kept, room)
    parts: list[list[SentenceHit]] = [[]]
    spent = 0
    total = sum(map(cost, hits))
    even = max(total / min(calls, max(1, -(-total // budget_tokens))), 1)
    for hit in hits:
        if parts[-1] and spent >= even * len(parts):
            parts.append([])
        parts[-1].append(hit)
        spent += cost(hit)
    return [found for part in parts if (found := numbered(part, part)).sentences]


def _thinned(hits: Sequence[SentenceHit], room: int) -> list[SentenceHit]:
    """Evenly fewer sentences where even one of each passage is too much."""
    total = sum(map(cost, hits))
    step = max(1, -(-total // room))
    return list(hits[::step])


def by_source(hits: Sequence[SentenceHit], most: int) -> list[SentenceHit]:
    """The best ``most`` sentences of each source, sources in the order of their best.

    Args:
        hits: Best first.
        most: Of each source.
    """
    found: dict[str, list[SentenceHit]] = {}
    for hit in hits:
        found.setdefault(hit.source_id, []).append(hit)
    return [hit for ranked in found.values() for hit in ranked[:most]]
