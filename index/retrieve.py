"""From a question to ranked passages and ranked sentences: dense and lexical evidence, fused.

Two steps. First the passages that either leg finds near are put together by reciprocal rank fusion (Cormack et al.,
2009). Then every sentence of the best of them is scored by five kinds of evidence, each as a z-score over those
sentences, and a passage ranks by its best sentence. The weights are general: one set for every language.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index import language, lexical
from index.catalog import Catalog
from index.confidence import Evidence, confidence
from index.embed import Embedder, Vectors
from index.passages import Candidate, Passages
from index.types import Hit, SentenceHit, Span

_POOL = 50
"""How many passages each leg brings to the fusion."""

_RANKED = 20
"""How many fused passages have their sentences ranked, at least."""

_RRF_K = 60

_EXACT_UP_TO = 2_000
"""Passages that are compared one by one: up to here that is as fast as Chroma and misses nothing."""

_SURELY_SHARED = 0.5
"""The share of a question's words, common ones included, that no text in another language would hold."""

_SENTENCE_DENSE, _SENTENCE_WORDS, _SENTENCE_GRAMS = 1.0, 0.3, 0.6
_PASSAGE_DENSE, _PASSAGE_GRAMS = 0.5, 0.3


class NearestPassages(Protocol):
    """Approximate search over every passage's vector."""

    def nearest(self, vector: Vectors, limit: int, *, newest: int) -> list[int]:
        """Ids of the passages nearest to one vector, best first, up to the newest id there is."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a question found.

    Attributes:
        passages: Best first.
        sentences: Of those passages, best first.
        confidence: In [0, 1]: how sure it is that any of this is about the question at all.
        evidence: What ``confidence`` rests on; None where nothing was found.
    """

    passages: tuple[Hit, ...]
    sentences: tuple[SentenceHit, ...]
    confidence: float
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class _Terms:
    words: tuple[str, ...]
    grams: tuple[str, ...]
    units: tuple[str, ...]


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
        if not candidates:
            return Ranking((), (), 0.0, None)
        texts = {id_: self._catalog.text(id_) or "" for id_ in {row.text_id for row in candidates}}
        return _rank(question, vector, candidates, texts)

    def _near(self, vector: Vectors, limit: int, source_ids: Sequence[str] | None) -> list[int]:
        if source_ids is None and self._passages.count() > self._exact_up_to:
            return self._vectors.nearest(vector, limit, newest=self._passages.newest())
        ids, matrix = self._passages.vectors(source_ids)
        return [ids[at] for at in np.argsort(-(matrix @ vector), kind="stable")[:limit]] if ids else []


def fuse(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Reciprocal rank fusion of several rankings of ids, best first."""
    scores: Counter[int] = Counter()
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, start=1):
            scores[id_] += 1.0 / (_RRF_K + rank)  # type: ignore[assignment]  # Counter is typed for whole numbers
    return [id_ for id_, _ in scores.most_common()]


def _rank(question: str, vector: Vectors, candidates: Sequence[Candidate], texts: dict[str, str]) -> Ranking:
    query = _analyse(question)
    passage_terms = [_analyse(row.span.of(texts[row.text_id])) for row in candidates]
    rows = [(at, span) for at, row in enumerate(candidates) for span in row.sentences]
    owner = np.array([at for at, _ in rows])
    sentence_terms = [_analyse(span.of(texts[candidates[at].text_id])) for at, span in rows]

    sentence_dense = np.concatenate([row.sentence_vectors for row in candidates]) @ vector
    passage_dense = np.stack([row.vector for row in candidates]) @ vector
    scores = (
        _SENTENCE_DENSE * _z(sentence_dense)
        + _SENTENCE_WORDS * _z(lexical.bm25(query.words, [terms.words for terms in sentence_terms]))
        + _SENTENCE_GRAMS * _z(lexical.bm25(query.grams, [terms.grams for terms in sentence_terms]))
        + _PASSAGE_DENSE * _z(passage_dense)[owner]
        + _PASSAGE_GRAMS * _z(lexical.bm25(query.grams, [terms.grams for terms in passage_terms]))[owner]
    )
    order = [int(at) for at in np.argsort(-scores, kind="stable")]
    sentences = tuple(_sentence_hit(candidates[rows[at][0]], rows[at][1], texts, float(scores[at])) for at in order)
    best: dict[int, float] = {}
    for at in order:
        best.setdefault(rows[at][0], float(scores[at]))
    evidence = Evidence(
        sentence=float(sentence_dense.max()),
        passage=float(passage_dense.max()),
        baseline=float(sentence_dense.mean()),
        coverage=lexical.coverage(query.grams, [terms.grams for terms in passage_terms], int(owner[order[0]])),
        same_language=_same_language(question, query, candidates[owner[order[0]]], passage_terms),
    )
    return Ranking(
        tuple(_passage_hit(candidates[at], texts, score) for at, score in best.items()),
        sentences,
        confidence(evidence),
        evidence,
    )


def _same_language(question: str, query: _Terms, best: Candidate, passage_terms: Sequence[_Terms]) -> bool:
    """Whether the question is in the language of the best passage.

    Two texts of one language share most of their everyday words, of two languages hardly any; in between, and only
    there, the question's language is looked at, since that model takes half a second to load.
    """
    shared = lexical.shared(query.units, [terms.units for terms in passage_terms])
    if shared >= _SURELY_SHARED:
        return True
    spoken = language.detect_question(question)
    return shared > 0 if language.UNKNOWN in {spoken, best.language} else spoken == best.language


def _sentence_hit(row: Candidate, span: Span, texts: dict[str, str], score: float) -> SentenceHit:
    return SentenceHit(row.source_id, row.text_id, span, row.span, span.of(texts[row.text_id]), score)


def _passage_hit(row: Candidate, texts: dict[str, str], score: float) -> Hit:
    return Hit(row.source_id, row.span, row.span.of(texts[row.text_id]), round(1 / (1 + math.exp(-score / 4)), 4))


@lru_cache(4_096)
def _analyse(text: str) -> _Terms:
    return _Terms(tuple(lexical.words(text)), tuple(lexical.grams(text)), tuple(lexical.units(text)))


def _z(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Standard scores; zeros where all values are the same."""
    array = np.asarray(values, np.float64)
    spread = array.std()
    return (array - array.mean()) / spread if spread > 1e-9 else np.zeros_like(array)  # noqa: PLR2004 - rounding noise
