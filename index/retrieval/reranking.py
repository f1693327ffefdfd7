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
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.arrays import Vectors
from index.errors import RerankerError
from index.retrieval.ranking import Ranking, share

if TYPE_CHECKING:
    from index.types import Span

RERANKED = 8
"""How many of the best sentences are given to the reranker."""

_PAUSE_S = 60.0

_log = logging.getLogger(__name__)

RerankFunction = Callable[[str, Sequence[str]], Vectors | None]
"""From a question and sentences to their scores, shape (sentences,), higher is better; None if there is none to ask."""


class Reranker(Protocol):
    """Scores sentences against a question, comparable for one question only. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """The model and where it runs."""

    def prepare(self) -> None:
        """Fetch what is missing and see that it works; raises ``RerankerError``."""

    def score(self, question: str, sentences: Sequence[str]) -> Vectors:
        """How well each sentence answers, shape (sentences,), higher is better; raises ``RerankerError``."""


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


def open_reranker(
    kind: str | None, *, model: str | None, base_url: str | None, api_key: str | None, cache: Path
) -> Reranker | None:
    """The reranker that the settings name, None where they name none; nothing is loaded yet.

    Args:
        kind: ``fastembed`` for a model in this process, ``endpoint`` or ``tei`` for one elsewhere; None for none.
        model: Its name, or a folder for ``fastembed``.
        base_url: Of the endpoint, up to ``/rerank``.
        api_key: For the endpoint.
        cache: A folder where models are kept.

    Raises:
        RerankerError: It is not fully set.
    """
    if kind is None:
        return None
    if kind == "fastembed":
        if not model:
            raise RerankerError("Set PINCITE_RERANKER_MODEL to a cross-encoder's name or folder.")
        from index.models.fastembed_models import FastEmbedReranker  # noqa: PLC0415 - few installations need it

        return FastEmbedReranker(model, cache / "fastembed")
    if not base_url:
        raise RerankerError("Set PINCITE_RERANKER_BASE_URL to the endpoint's address, up to /rerank.")
    from index.models.endpoints import EndpointReranker  # noqa: PLC0415 - as above

    takes = "texts" if kind == "tei" else "documents"
    return EndpointReranker(base_url=base_url, model=model, api_key=api_key, takes=takes)
