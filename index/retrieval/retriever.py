"""The retriever: dense and lexical search find candidate passages, which are fused and ranked."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from index.arrays import Vectors
from index.catalog.catalog import Catalog
from index.models.base import CrossEncodes, Embedder
from index.passages.scope import Scope
from index.passages.store import Candidate, PassageStore
from index.retrieval.cross_encoding import CrossEncoding
from index.retrieval.ranking import Ranking, rank_sentences
from index.retrieval.reranking import RerankFunction, rerank
from index.text import analyzer
from index.types import SentenceHit

_POOL = 50
"""The number of passages that each search contributes to the fusion."""

_RANKED = 20
"""The least number of fused passages whose sentences are ranked."""

_RRF_K = 60

_SIDE_BY_SIDE = 4
"""The number of lexical searches that run in parallel."""

_SURVEYED = 400
"""The most passages that a summary of whole sources reads."""

_EXACT_UP_TO = 100_000
"""Passages that are compared one by one, which takes ten milliseconds at most and misses nothing. Chroma takes less,
and misses half of what is near where many passages are alike (docs/decisions/0005)."""


class NearestPassages(Protocol):
    """Approximate search over every passage's vector."""

    def find_nearest(self, vector: Vectors, limit: int, *, newest: int) -> list[int]:
        """Ids of the passages nearest to one vector, best first, up to the newest id there is."""


class Retriever:
    """Ranks what is indexed against a question."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        catalog: Catalog,
        passages: PassageStore,
        vectors: NearestPassages,
        embedder: Callable[[], Embedder],
        *,
        fingerprint: str,
        exact_up_to: int = _EXACT_UP_TO,
        reranker: RerankFunction | None = None,
    ) -> None:
        """Search ``catalog``, over ``vectors`` where it holds more than ``exact_up_to`` passages.

        Args:
            catalog: What is indexed.
            passages: Its passages.
            vectors: Approximate search over all of it.
            embedder: Loaded with the first question.
            fingerprint: Of the splitter and embedder that the settings name; the index must have been made with it.
            exact_up_to: Passages that are compared one by one.
            reranker: Orders the best few sentences anew.
        """
        self._catalog = catalog
        self._passages = passages
        self._vectors = vectors
        self._embedder = embedder
        self._fingerprint = fingerprint
        self._exact_up_to = exact_up_to
        self._reranker = reranker
        self._beside = ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="lexical")

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
        self._catalog.require_fingerprint(self._fingerprint)
        limit = max(passages, _RANKED)
        embedder, read = self._embedder(), None
        if isinstance(embedder, CrossEncodes):
            asked = embedder.encode_question(question)
            vector, read = asked.vector, CrossEncoding(embedder, asked, self._passages)
        else:
            vector = embedder.embed_queries([question])[0]
        found = self.candidates(question, vector, limit, source_ids)
        ranking = rank_sentences(question, vector, found, read)
        return rerank(ranking, question, self._reranker) if self._reranker else ranking

    def list_sentences(self, source_ids: Sequence[str] | None = None, passages: int = _SURVEYED) -> list[SentenceHit]:
        """The sentences of these sources in reading order, unranked, of at most so many passages; all sources if None.

        Raises:
            NothingIndexedError: There is nothing to read.
            OutdatedIndexError: The index was made with another splitter or embedder.
        """
        self._catalog.require_fingerprint(self._fingerprint)
        found = self._passages.load_candidates(self._passages.sample(source_ids, passages))
        texts = self._passages.load_texts({row.text_id for row in found})
        return [
            SentenceHit(row.source_id, row.text_id, span, row.span, span.slice(texts[row.text_id]), 0.0, vector)
            for row in found
            if row.text_id in texts
            for span, vector in zip(row.sentences, row.sentence_vectors, strict=True)
        ]

    def candidates(
        self, question: str, vector: Vectors, limit: int, source_ids: Sequence[str] | None = None
    ) -> list[tuple[Candidate, str]]:
        """Up to ``limit`` passages that either leg finds, each with the stored text that its spans point into."""
        scope = self._passages.read_scope(source_ids)
        # SQLite and NumPy each let other threads run, so the slower leg alone is waited for.
        matching = self._beside.submit(self._passages.match, analyzer.words(question), max(_POOL, limit), scope)
        near = self._near(vector, max(_POOL, limit), scope)
        found = self._passages.load_candidates(
            self._passages.filter_current(fuse_rankings([near, matching.result()]))[:limit]
        )
        texts = self._passages.load_texts({row.text_id for row in found})
        return [(row, texts[row.text_id]) for row in found if row.text_id in texts]

    def _near(self, vector: Vectors, limit: int, scope: Scope) -> list[int]:
        if scope.count <= (self._exact_up_to if scope.source_ids is None else _EXACT_UP_TO):
            return self._passages.find_nearest(vector, limit, scope)
        everything = scope if scope.source_ids is None else self._passages.read_scope()
        wanted = limit * everything.count // scope.count
        while True:
            found = self._vectors.find_nearest(vector, wanted, newest=everything.newest)
            near = self._passages.filter_current(found, scope.source_ids)[:limit]
            if len(near) == limit or len(found) < wanted:
                return near
            wanted *= 4  # what other sources have, and versions that are built or were just replaced, stood before


def fuse_rankings(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Reciprocal rank fusion of several rankings of ids, best first.

    Source: Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion outperforms Condorcet" (2009).
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for place, id_ in enumerate(ranking, start=1):
            scores[id_] += 1.0 / (_RRF_K + place)
    return sorted(scores, key=lambda id_: -scores[id_])
