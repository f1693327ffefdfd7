"""The optional reranker: a cross-encoder of the user's choice, which orders the best sentences.

The reranker changes the order of the best sentences and nothing else. The confidence (``index.retrieval.confidence``)
was fitted to the scores before it, and gaps between scores decide how much is quoted. So the sentences exchange their
scores, in the reranker's order.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from index.arrays import Vectors
from index.errors import RerankerError
from index.models.base import Reranker
from index.retrieval.first_stage import to_passage_score
from index.retrieval.ranking import Ranking
from index.tracing import traced

if TYPE_CHECKING:
    from index.types import Span

RERANKED = 8
"""The number of sentences that the reranker orders."""

_PAUSE_S = 60.0

_log = logging.getLogger(__name__)

RerankFunction = Callable[[str, Sequence[str]], Vectors | None]
"""Maps a question and sentences to scores, shape (sentences,), higher is better; None if the reranker fails."""


class FallbackReranker:
    """Calls a reranker; skips it for a minute after a failure, with one warning."""

    def __init__(
        self, reranker: Reranker, *, pause_s: float = _PAUSE_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Call ``reranker``, but not for ``pause_s`` seconds by ``clock`` after a failure."""
        self._reranker = reranker
        self._pause_s = pause_s
        self._clock = clock
        self._lock = threading.Lock()
        self._again_at: float | None = None

    def __call__(self, question: str, sentences: Sequence[str]) -> Vectors | None:
        """Return the scores, or None while the reranker fails."""
        if self._again_at is not None and self._clock() < self._again_at:
            return None
        try:
            found = self._reranker.score(question, sentences)
        except RerankerError as error:
            with self._lock:
                is_first, self._again_at = self._again_at is None, self._clock() + self._pause_s
            if is_first:
                _log.warning("%s Until then the best sentences are ranked without it.", error)
            return None
        self._again_at = None
        return found


@traced("rerank")
def rerank(ranking: Ranking, question: str, ask: RerankFunction) -> Ranking:
    """Return the ranking with its best sentences in the reranker's order; passages rank by their best sentence."""
    best = ranking.sentences[:RERANKED]
    said = ask(question, [sentence.reading for sentence in best]) if len(best) > 1 else None
    if said is None:
        return ranking
    order = np.argsort(-said, kind="stable")
    exchanged = [replace(best[at], score=place.score) for at, place in zip(order, best, strict=True)]
    sentences = (*exchanged, *ranking.sentences[RERANKED:])
    highest: dict[tuple[str, Span], float] = {}
    for sentence in sentences:
        highest.setdefault((sentence.source_id, sentence.passage), sentence.score)
    passages = [replace(hit, score=to_passage_score(highest[hit.source_id, hit.span])) for hit in ranking.passages]
    places = list(highest)
    passages.sort(key=lambda hit: places.index((hit.source_id, hit.span)))
    return replace(ranking, passages=tuple(passages), sentences=sentences)


def as_rerank_function(reranker: Reranker | None, *, strict: bool) -> RerankFunction | None:
    """Return the reranker's ``score`` if ``strict``, so that its errors surface; else one that skips it on failure."""
    return None if reranker is None else reranker.score if strict else FallbackReranker(reranker)
