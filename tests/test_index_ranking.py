"""Ranking: the best few sentences are read together with the question, and reading has the last word on them."""

from collections.abc import Callable, Sequence

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


def ranked(read: Callable[[Sequence[tuple[Candidate, Span]], Vectors], Vectors | None] | None) -> Ranking:
    """The question's ranking, read or not."""
    return rank(QUESTION, WordEmbedder().embed_queries([QUESTION])[0], candidates(), read)


def test_reading_turns_the_order_of_the_best_and_keeps_the_rest() -> None:
    """The eight best come in the order that reading gives them, the others follow as they were."""
    before = [hit.span for hit in ranked(None).sentences]
    after = ranked(lambda sentences, _prior: np.arange(len(sentences), dtype=np.float32))
    assert [*reversed(before[:8]), *before[8:]] == [hit.span for hit in after.sentences]
    assert sorted((hit.score for hit in after.sentences), reverse=True) == [hit.score for hit in after.sentences]


def test_reading_hears_what_was_known() -> None:
    """It is handed the eight best, best first, with their standard scores."""
    heard: list[tuple[list[Span], list[float]]] = []

    def read(sentences: Sequence[tuple[Candidate, Span]], prior: Vectors) -> None:
        heard.append(([span for _, span in sentences], prior.tolist()))

    before = ranked(read)
    [(spans, prior)] = heard
    assert [hit.span for hit in before.sentences[:8]] == spans
    assert sorted(prior, reverse=True) == prior
    assert prior[0] > 0


def test_where_nothing_can_be_read_the_order_stays() -> None:
    """An index without tokens ranks as if there were no reader."""
    assert ranked(None) == ranked(lambda _sentences, _prior: None)


@pytest.mark.parametrize("read", [None, lambda sentences, _prior: np.zeros(len(sentences), np.float32)])
def test_nothing_found_is_an_empty_ranking(read: Callable[..., Vectors] | None) -> None:
    """No candidates, no confidence."""
    assert Ranking((), (), 0.0, None) == rank(QUESTION, np.ones(64, np.float32), [], read)
