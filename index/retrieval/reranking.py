"""A second opinion on the best sentences, from a model that reads each of them together with the question. Optional.

It changes the order of the best few and nothing else. The confidence (``index.retrieval.confidence``) was fitted
to the scores before it, and the gaps between scores decide how much is quoted; so the sentences exchange the scores
that they had, in the order that the reranker gives them.
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
from index.retrieval.ranking import Ranking, share

if TYPE_CHECKING:
    from index.types import Span

RERANKED = 8
"""How many of the best sentences are given to the reranker."""

_PAUSE_S = 60.0

_log = logging.getLogger(__name__)

RerankFunction = Callable[[str, Sequence[str]], Vectors | None]
"""From a question and sentences to their scores, shape (sentences,), higher is better; None if there is none to ask."""


class FallbackReranker:
    """Asks a reranker, and does without it while it fails: says so once, and tries again after a minute."""

    def __init__(
        self, reranker: Reranker, *, pause_s: float = _PAUSE_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Ask ``reranker``; after a failure not for ``pause_s`` seconds by ``clock``."""
        self._reranker = reranker
        self._pause_s = pause_s
        self._clock = clock
        self._lock = threading.Lock()
        self._again_at: float | None = None

    def __call__(self, question: str, sentences: Sequence[str]) -> Vectors | None:
        """The scores, or None while the reranker fails."""
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


def rerank(ranking: Ranking, question: str, ask: RerankFunction) -> Ranking:
    """The ranking with its best sentences in the reranker's order, and the passages by their best sentence again."""
    best = ranking.sentences[:RERANKED]
    said = ask(question, [sentence.text for sentence in best]) if len(best) > 1 else None
    if said is None:
        return ranking
    order = np.argsort(-said, kind="stable")
    exchanged = [replace(best[at], score=place.score) for at, place in zip(order, best, strict=True)]
    sentences = (*exchanged, *ranking.sentences[RERANKED:])
    highest: dict[tuple[str, Span], float] = {}
    for sentence in sentences:
        highest.setdefault((sentence.source_id, sentence.passage), sentence.score)
    passages = [replace(hit, score=share(highest[hit.source_id, hit.span])) for hit in ranking.passages]
    places = list(highest)
    passages.sort(key=lambda hit: places.index((hit.source_id, hit.span)))
    return replace(ranking, passages=tuple(passages), sentences=sentences)


def as_rerank_function(reranker: Reranker | None, *, strict: bool) -> RerankFunction | None:
    """What a retriever asks: the reranker itself if it is to fail aloud, else one that does without it meanwhile."""
    return None if reranker is None else reranker.score if strict else FallbackReranker(reranker)
