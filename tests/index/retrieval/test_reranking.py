"""Reranking: a model orders the best sentences, and is skipped if it fails."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from index.arrays import Vectors
from index.errors import RerankerError
from index.retrieval.ranking import Ranking
from index.retrieval.reranking import RERANKED, FallbackReranker, as_rerank_function, rerank
from index.types import Hit, SentenceHit, Span

QUESTION = "Who lit the lamp?"


def ranking(scores: Sequence[float]) -> Ranking:
    """Sentences "0", "1" and so on, best first, each in a passage with the next one."""
    passages = [Span(10 * number, 10 * number + 9) for number in range((len(scores) + 1) // 2)]
    sentences = [
        SentenceHit("one", "text", Span(at, at + 1), passages[at // 2], str(at), score)
        for at, score in enumerate(scores)
    ]
    hits = [Hit("one", span, str(number), 0.9 - number / 10) for number, span in enumerate(passages)]
    return Ranking(tuple(hits), tuple(sentences), 0.7, None, "en")


def backwards(_question: str, sentences: Sequence[str]) -> Vectors:
    """Scores later sentences higher."""
    return np.arange(len(sentences), dtype=np.float32)


class Broken:
    """A reranker that can fail."""

    name = "broken"

    def __init__(self) -> None:
        """Fail from the start."""
        self.is_broken = True
        self.asked = 0

    def prepare(self) -> None:
        """Prepare nothing."""

    def score(self, question: str, sentences: Sequence[str]) -> Vectors:
        """Fail, or score in reverse order."""
        self.asked += 1
        if self.is_broken:
            raise RerankerError("The reranker is broken; mend it.")
        return backwards(question, sentences)


def test_sentences_exchange_their_scores() -> None:
    """The reranker decides the order; the scores, whose gaps decide what is quoted, stay in theirs."""
    found = rerank(ranking([9, 7, 2]), QUESTION, backwards)
    assert [("2", 9), ("1", 7), ("0", 2)] == [(hit.text, hit.score) for hit in found.sentences]


def test_a_passage_ranks_by_its_best_sentence_again() -> None:
    """The passage of the first sentence comes first."""
    found = rerank(ranking([9, 7, 2]), QUESTION, backwards)
    assert ["1", "0"] == [hit.text for hit in found.passages]
    assert [hit.score for hit in found.passages] == sorted((hit.score for hit in found.passages), reverse=True)


def test_confidence_and_language_stay() -> None:
    """The confidence and its features, fitted to other scores, do not change."""
    before = ranking([9, 7, 2])
    found = rerank(before, QUESTION, backwards)
    assert before == replace(found, sentences=before.sentences, passages=before.passages)


def test_only_the_best_few_are_given_to_the_reranker() -> None:
    """The model sees eight sentences; the others follow in their order."""
    seen: list[int] = []

    def counted(question: str, sentences: Sequence[str]) -> Vectors:
        seen.append(len(sentences))
        return backwards(question, sentences)

    found = rerank(ranking(list(range(50, 0, -1))), QUESTION, counted)
    assert [RERANKED] == seen
    assert [*map(str, range(RERANKED - 1, -1, -1)), "8", "9"] == [hit.text for hit in found.sentences[:10]]


@pytest.mark.parametrize("count", [0, 1])
def test_there_is_no_order_of_one(count: int) -> None:
    """With fewer than two sentences, the reranker is not called."""
    broken = Broken()
    before = ranking(list(range(count)))
    assert (before, 0) == (rerank(before, QUESTION, broken.score), broken.asked)


def test_equals_stay_in_the_order_in_which_they_were() -> None:
    """A reranker with equal scores changes nothing."""
    before = ranking([9, 7, 2])
    assert before.sentences == rerank(before, QUESTION, lambda _, found: np.ones(len(found), np.float32)).sentences


def test_a_reranker_that_fails_is_done_without_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """On failure the order stays, the log has one warning, and the next try follows after a pause."""
    now = 0.0
    broken, before = Broken(), ranking([9, 7, 2])
    ask = FallbackReranker(broken, pause_s=60, clock=lambda: now)
    with caplog.at_level(logging.WARNING):
        assert before == rerank(before, QUESTION, ask) == rerank(before, QUESTION, ask)
        assert 1 == broken.asked
        now = 61
        assert before == rerank(before, QUESTION, ask)
    assert 2 == broken.asked
    words = "The reranker is broken; mend it. Until then the best sentences are ranked without it."
    assert [words] == [record.getMessage() for record in caplog.records]


def test_a_reranker_that_works_again_is_used_again(caplog: pytest.LogCaptureFixture) -> None:
    """After the pause the reranker orders again, and its next failure logs a new warning."""
    now = 0.0
    broken, before = Broken(), ranking([9, 7, 2])
    ask = FallbackReranker(broken, pause_s=60, clock=lambda: now)
    rerank(before, QUESTION, ask)
    now, broken.is_broken = 61, False
    assert "2" == rerank(before, QUESTION, ask).sentences[0].text
    broken.is_broken = True
    rerank(before, QUESTION, ask)
    assert 2 == len(caplog.records)


def test_a_measurement_is_not_made_without_the_reranker() -> None:
    """A strict reranker raises its error; without a reranker there is no function."""
    ask = as_rerank_function(Broken(), strict=True)
    assert ask is not None
    with pytest.raises(RerankerError, match="mend it"):
        rerank(ranking([9, 7]), QUESTION, ask)
    assert as_rerank_function(None, strict=True) is None
