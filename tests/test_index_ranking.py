"""Ranking: the best few sentences are read together with the question, and reading has the last word on them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from index.embed import Vectors
from index.passages import Candidate
from index.ranking import Ranking, rank
from index.types import Span
from tests.fakes import WordEmbedder

SENTENCES = [f"Sentence number {number} tells of the {word}." for number, word in enumerate("abcdefghijkl")]
TEXT = " ".join(SENTENCES)
QUESTION = "What tells of the tower?"


def candidates() -> list[tuple[Candidate, str]]:
    """One passage of twelve sentences, with vectors."""
    embedder, spans, start = WordEmbedder(), [], 0
    for sentence in SENTENCES:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    [vector] = embedder.embed_passages([TEXT])
    whole = Span(0, len(TEXT))
    return [(Candidate(1, "one", "text", "en", whole, tuple(spans), vector, embedder.embed_passages(SENTENCES)), TEXT)]


class Reader:
    """Reads by a function; knows what is usual in English alone."""

    def __init__(self, read: Callable[[Sequence[tuple[Candidate, Span]], Vectors], Vectors | None]) -> None:
        """Read by ``read``."""
        self._read = read

    def __call__(self, sentences: Sequence[tuple[Candidate, Span]], prior: Vectors, /) -> Vectors | None:
        """What the function says."""
        return self._read(sentences, prior)

    def usual(self, language: str) -> float | None:
        """One number."""
        return 0.7 if language == "en" else None


def alike(score: float) -> Callable[[Sequence[tuple[Candidate, Span]], Vectors], Vectors]:
    """Reading that finds every sentence as good."""

    def read(sentences: Sequence[tuple[Candidate, Span]], _prior: Vectors) -> Vectors:
        return np.full(len(sentences), score, np.float32)

    return read


def ranked(
    read: Callable[[Sequence[tuple[Candidate, Span]], Vectors], Vectors | None] | None, language: str = "en"
) -> Ranking:
    """The question's ranking, read or not."""
    found = [(replace(passage, language=language), text) for passage, text in candidates()]
    return rank(QUESTION, WordEmbedder().embed_queries([QUESTION])[0], found, Reader(read) if read else None)


def rising(sentences: Sequence[tuple[Candidate, Span]], _prior: Vectors) -> Vectors:
    """Reading that finds each sentence better than the one before."""
    return np.arange(len(sentences), dtype=np.float32)


def test_reading_turns_the_order_of_the_best_and_keeps_the_rest() -> None:
    """The six best come in the order that reading gives them, the others follow as they were."""
    before = [hit.span for hit in ranked(None).sentences]
    after = ranked(rising)
    assert [*reversed(before[:6]), *before[6:]] == [hit.span for hit in after.sentences]
    assert sorted((hit.score for hit in after.sentences), reverse=True) == [hit.score for hit in after.sentences]


def test_reading_hears_what_was_known() -> None:
    """It is handed the six best, best first, with their standard scores."""
    heard: list[tuple[list[Span], list[float]]] = []

    def read(sentences: Sequence[tuple[Candidate, Span]], prior: Vectors) -> None:
        heard.append(([span for _, span in sentences], prior.tolist()))

    before = ranked(read)
    [(spans, prior)] = heard
    assert [hit.span for hit in before.sentences[:6]] == spans
    assert sorted(prior, reverse=True) == prior
    assert prior[0] > 0


def test_where_nothing_can_be_read_the_order_stays() -> None:
    """An index without tokens ranks as if there were no reader."""
    unread = ranked(lambda _sentences, _prior: None)
    assert ranked(None).sentences == unread.sentences
    assert ranked(None).confidence == unread.confidence


def test_the_best_reading_and_what_is_usual_are_evidence() -> None:
    """The highest score that reading gave is kept, and the similarity to ordinary text in the passage's language."""
    evidence = ranked(lambda sentences, prior: 7 - rising(sentences, prior)).evidence
    assert evidence is not None
    assert (7.0, 0.7) == (evidence.reading, evidence.usual)


def test_confidence_knows_less_where_nothing_is_known_of_the_language() -> None:
    """In a language whose ordinary text is not known, what was read does not change the confidence."""
    low, high = (ranked(alike(to), "ka") for to in (-9.0, 9.0))
    assert low.confidence == high.confidence


def test_a_sentence_that_reads_better_is_surer() -> None:
    """Where all is known, the score of the best sentence counts."""
    low, high = (ranked(alike(to)) for to in (-9.0, 9.0))
    assert low.confidence < high.confidence


@pytest.mark.parametrize("read", [None, Reader(alike(0.0))])
def test_nothing_found_is_an_empty_ranking(read: Reader | None) -> None:
    """No candidates, no confidence."""
    assert Ranking((), (), 0.0, None) == rank(QUESTION, np.ones(64, np.float32), [], read)
