"""The retriever: dense and lexical search find candidate passages, which are fused and ranked."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Protocol

from index.arrays import TokenStates, Vectors
from index.catalog.version_rows import require_fingerprint
from index.models.base import CrossEncodes, Embedder, JudgesEvidence
from index.passages.exact_search import EXACT_UP_TO
from index.passages.passage_reading import Candidate, PassageReading
from index.passages.scope import Scope
from index.passages.store import PassageStore
from index.retrieval.answerability import Answerability
from index.retrieval.cross_encoding import CrossEncoding
from index.retrieval.ranking import Ranking, rank_sentences
from index.retrieval.ranking_cache import RankingCache, RankingKey, make_ranking_key
from index.retrieval.reranking import RerankFunction, rerank
from index.text import analyzer
from index.text.normalization import canonicalize
from index.text.tables import find_rows
from index.tracing import traced
from index.types import SentenceHit

_POOL = 50
"""The number of passages that each search contributes to the fusion."""

_RANKED = 20
"""The least number of fused passages whose sentences are ranked."""

_RRF_K = 60

_SIDE_BY_SIDE = 4
"""The number of dense searches that run beside lexical ones."""

_ONE_BY_ONE_UP_TO = 5_000
"""The most passages that both searches take in one thread: fewer are searched sooner than a thread is woken."""

_SURVEYED = 400
"""The most passages that a summary of whole sources reads."""


class FindsNearestPassages(Protocol):
    """Approximate search over the vectors of all passages."""

    def find_nearest(self, vector: Vectors, limit: int, *, newest: int) -> list[int]:
        """Return ids of the passages nearest to one vector, best first, up to the newest id."""


class Retriever:
    """Ranks passages and their sentences by a question."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        passages: PassageStore,
        vectors: FindsNearestPassages,
        embedder: Callable[[], Embedder],
        *,
        fingerprint: str,
        exact_up_to: int = EXACT_UP_TO,
        reranker: RerankFunction | None = None,
        excludes: Callable[[str], bool] | None = None,
    ) -> None:
        """Search ``passages``.

        Args:
            passages: The indexed passages, with exact search.
            vectors: Approximate search over all passages.
            embedder: Loaded with the first question.
            fingerprint: The fingerprint of the settings; the index must have the same one.
            exact_up_to: The most passages that exact search compares in a search of all sources.
            reranker: Orders the best few sentences; None without a reranker.
            excludes: Whether a sentence is never returned, and counts for no score; None excludes none.
        """
        self._passages = passages
        self._vectors = vectors
        self._embedder = embedder
        self._fingerprint = fingerprint
        self._exact_up_to = exact_up_to
        self._reranker = reranker
        self._excludes = excludes
        self._rankings = RankingCache()
        self._beside = ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="dense")

    @traced("retrieve")
    def rank(
        self,
        question: str,
        *,
        source_ids: Sequence[str] | None = None,
        passages: int = _RANKED,
        user_language: str | None = None,
        is_question: bool = True,
    ) -> Ranking:
        """Rank passages and sentences.

        Args:
            question: In any language; nothing is found for one without a letter or digit.
            source_ids: Search only these sources; all of them if None.
            passages: The number of passages to return; at least twenty are ranked.
            user_language: The language of the user, for a question that is too short to tell its own.
            is_question: Whether sentences are to answer it; a statement is only looked up.

        Raises:
            NothingIndexedError: The index is empty.
            OutdatedIndexError: Another splitter or embedder made the index.
            StoreError: Vectors are lost.
        """
        question = canonicalize(question)
        key = make_ranking_key(question, source_ids, max(passages, _RANKED), user_language, is_question=is_question)
        with self._passages.read() as reading:
            state = reading.state
        require_fingerprint(state, self._fingerprint)
        ranking = self._rankings.get(state, key) or self._rank(key, source_ids)
        return rerank(ranking, question, self._reranker) if self._reranker else ranking

    def _rank(self, key: RankingKey, source_ids: Sequence[str] | None) -> Ranking:
        """Rank as ``rank`` does, in one transaction that ends before the cross-encoder waits for a core."""
        embedder, asked = self._embedder(), None
        if isinstance(embedder, CrossEncodes):
            asked = embedder.encode_question(key.question)
            vector = asked.vector
        else:
            vector = embedder.embed_queries([key.question])[0]
        with ExitStack() as transaction:
            reading = transaction.enter_context(self._passages.read())
            require_fingerprint(reading.state, self._fingerprint)

            def load_last(ids: Sequence[int]) -> dict[int, TokenStates]:
                found = reading.load_token_states(ids)
                transaction.close()
                return found

            found = (
                self._find_candidates(reading, key.question, vector, key.passages, source_ids)
                if _has_words(key.question)
                else []
            )
            read = CrossEncoding(embedder, asked, load_last) if isinstance(embedder, CrossEncodes) and asked else None
            headings = reading.load_headings({row.text_id for row, _ in found})
            ranking = rank_sentences(
                key.question,
                vector,
                found,
                read,
                user_language=key.user_language,
                headings=headings,
                read_answers=Answerability(embedder, key.question, transaction.close)
                if key.is_question and isinstance(embedder, JudgesEvidence)
                else None,
            )
        self._rankings.put(reading.state, key, ranking)
        return ranking

    def list_sentences(self, source_ids: Sequence[str] | None = None, passages: int = _SURVEYED) -> list[SentenceHit]:
        """Return the sentences of at most so many passages of these sources, in reading order; of all sources if None.

        Raises:
            NothingIndexedError: The index is empty.
            OutdatedIndexError: Another splitter or embedder made the index.
        """
        with self._passages.read() as reading:
            require_fingerprint(reading.state, self._fingerprint)
            found = self._load(reading, reading.sample(source_ids, passages))
        return [
            SentenceHit(row.source_id, row.text_id, span, row.span, span.slice(text), 0.0, vector, row=table_row)
            for row, text in found
            for span, vector, table_row in zip(
                row.sentences, row.sentence_vectors, find_rows(text, row.sentences), strict=True
            )
        ]

    def find_candidates(
        self, question: str, vector: Vectors, limit: int, source_ids: Sequence[str] | None = None
    ) -> list[tuple[Candidate, str]]:
        """Return up to ``limit`` passages that dense or lexical search finds, each with its stored text."""
        with self._passages.read() as reading:
            return self._find_candidates(reading, question, vector, limit, source_ids)

    def _find_candidates(
        self, reading: PassageReading, question: str, vector: Vectors, limit: int, source_ids: Sequence[str] | None
    ) -> list[tuple[Candidate, str]]:
        scope = reading.read_scope(source_ids)
        terms, most = analyzer.words(question), max(_POOL, limit)
        find_near = self._choose_search(reading, vector, most, scope)
        if scope.count <= _ONE_BY_ONE_UP_TO:
            matching, near = reading.match(terms, most, scope), find_near()
        else:  # SQLite and NumPy release the GIL, so the two searches run in parallel
            running = self._beside.submit(find_near)
            matching = reading.match(terms, most, scope)
            near = running.result()
        if self._is_approximate(scope):
            near = self._restrict(reading, near, vector, most, scope)
        return self._load(reading, reading.filter_current(fuse_rankings([near, matching]))[:limit])

    def _load(self, reading: PassageReading, ids: Sequence[int]) -> list[tuple[Candidate, str]]:
        """Return passages with their stored texts, without excluded sentences; passages without others are left out."""
        found = reading.load_candidates(ids)
        texts = reading.load_texts({row.text_id for row in found})
        kept = ((self._exclude(row, texts[row.text_id]), texts[row.text_id]) for row in found if row.text_id in texts)
        return [(row, text) for row, text in kept if row.sentences]

    def _exclude(self, row: Candidate, text: str) -> Candidate:
        excludes = self._excludes
        if excludes is None:
            return row
        kept = [at for at, span in enumerate(row.sentences) if not excludes(span.slice(text))]
        if len(kept) == len(row.sentences):
            return row
        return replace(
            row, sentences=tuple(row.sentences[at] for at in kept), sentence_vectors=row.sentence_vectors[kept]
        )

    def _is_approximate(self, scope: Scope) -> bool:
        return scope.count > (self._exact_up_to if scope.source_ids is None else EXACT_UP_TO)

    def _choose_search(
        self, reading: PassageReading, vector: Vectors, limit: int, scope: Scope
    ) -> Callable[[], list[int]]:
        """Return the dense search, which any thread may run: it uses neither the transaction nor another one."""
        if not self._is_approximate(scope):
            return partial(reading.get_matrix(scope).find_nearest, vector, limit)
        everything = reading.everything
        wanted = limit * everything.count // scope.count
        return partial(self._vectors.find_nearest, vector, wanted, newest=everything.newest)

    def _restrict(
        self, reading: PassageReading, found: Sequence[int], vector: Vectors, limit: int, scope: Scope
    ) -> list[int]:
        """Return the first current passages of a scope; the approximate search goes on until there are enough."""
        everything = reading.everything
        wanted = limit * everything.count // scope.count
        while True:
            near = reading.filter_current(found, scope.source_ids)[:limit]
            if len(near) == limit or len(found) < wanted:
                return near
            wanted *= 4  # passages of other sources and of versions that are not current came first
            found = self._vectors.find_nearest(vector, wanted, newest=everything.newest)


def _has_words(question: str) -> bool:
    """Return whether a question has a letter or digit; to an emoji or a mark, the nearest passage is no answer."""
    return any(map(str.isalnum, question))


def fuse_rankings(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Fuse several rankings of ids by reciprocal rank, best first.

    Source: Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion outperforms Condorcet" (2009).
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for place, id_ in enumerate(ranking, start=1):
            scores[id_] += 1.0 / (_RRF_K + place)
    return sorted(scores, key=lambda id_: -scores[id_])
