"""Answering without a model: the sentences that answer, best first."""

from collections.abc import Sequence

from index.types import SentenceHit

_MOST = 3
_GAP = 3.5


def choose(ranked: Sequence[SentenceHit]) -> list[SentenceHit]:
    """One to three sentences: those after the first must come near its score.

    Args:
        ranked: Best first.
    """
    return [hit for hit in ranked[:_MOST] if hit.score >= ranked[0].score - _GAP]
