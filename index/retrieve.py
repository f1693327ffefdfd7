"""From a question to candidates: the passages that dense or lexical search finds near, fused and then ranked."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from index import lexical
from index.catalog import Catalog
from index.embed import Embedder, Vectors
from index.passages import Passages
from index.ranking import Ranking, rank

_POOL = 50
"""How many passages each leg brings to the fusion."""

_RANKED = 20
"""How many fused passages have their sentences ranked, at least."""

_RRF_K = 60

_EXACT_UP_TO = 2_000
"""Passages that are compared one by one: up to here that is as fast as Chroma and misses nothing."""


class NearestPassages(Protocol):
    """Approximate search over every passage's vector."""

    def nearest(self, vector: Vectors, limit: int, *, newest: int) -> list[int]:
        """Ids of the passages nearest to one vector, best first, up to the newest id there is."""


class Retriever:
    """Ranks what is indexed against a question."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        catalog: Catalog,
        passages: Passages,
        vectors: NearestPassages,
        embedder: Callable[[], Embedder],
        *,
        fingerprint: str,
        exact_up_to: int = _EXACT_UP_TO,
    ) -> None:
        """Search ``catalog``, over ``vectors`` where it holds more than ``exact_up_to`` passages.

        Args:
            catalog: What is indexed.
            passages: Its passages.
            vectors: Approximate search over all of it.
            embedder: Loaded with the first question.
            fingerprint: Of the splitter and embedder that the settings name; the index must have been made with it.
            exact_up_to: Passages that are compared one by one.
        """
        self._catalog = catalog
        self._passages = passages
        self._vectors = vectors
        self._embedder = embedder
        self._fingerprint = fingerprint
        self._exact_up_to = exact_up_to

    def rank(self, question: str, *, source_ids: Sequence[str] | None = None, passages: int = _RANKED) -> Ranking:
        """Rank passages and sentences.

        Args:
            question: In any language.
            source_ids: Search only these sources; all of them if None.
            passages: How many passages are wanted; at least twenty are looked at.

        Raises:
            NothingIndexedError: There is nothing to search.
            OutdatedIndexError: The index was made with another splitter or embedder.
        """
        self._catalog.require(self._fingerprint)
        limit = max(passages, _RANKED)
        terms = lexical.words(question)
        vector = self._embedder().embed_queries([question])[0]
        near = self._near(vector, max(_POOL, limit), source_ids)
        matched = self._passages.match(terms, max(_POOL, limit), source_ids)
        candidates = self._passages.candidates(fuse([near, matched])[:limit])
        texts = {id_: self._catalog.text(id_) for id_ in {row.text_id for row in candidates}}
        return rank(question, vector, [(row, text) for row in candidates if (text := texts[row.text_id])])

    def _near(self, vector: Vectors, limit: int, source_ids: Sequence[str] | None) -> list[int]:
        if source_ids is None and self._passages.count() > self._exact_up_to:
            return self._vectors.nearest(vector, limit, newest=self._passages.newest())
        ids, matrix = self._passages.vectors(source_ids)
        return [ids[at] for at in np.argsort(-(matrix @ vector), kind="stable")[:limit]] if ids else []


def fuse(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Reciprocal rank fusion of several rankings of ids, best first.

    Source: Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion outperforms Condorcet" (2009).
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for place, id_ in enumerate(ranking, start=1):
            scores[id_] += 1.0 / (_RRF_K + place)
    return sorted(scores, key=lambda id_: -scores[id_])
