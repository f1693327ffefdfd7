"""Which sentences a model is shown."""

import pytest

from bot.answering.generation.context import build_context, estimate_sentence_tokens
from index.types import SentenceHit, Span

HITS = [
    SentenceHit("reef", "text", Span(at, at + 1), Span(0, 9), f"{number} boats were lost on the reef.", 9.0 - at)
    for at, number in enumerate(("Two", "Six", "Ten", "Four", "Five", "Nine"))
]


@pytest.mark.parametrize(("affordable", "expected"), [(0, 3), (1, 3), (3, 3), (4, 4), (5, 5), (60, 6)])
def test_the_best_three_go_in_and_then_what_the_budget_allows(affordable: int, expected: int) -> None:
    """Long sentences leave nobody with the best one alone."""
    found = build_context(HITS, affordable * max(map(estimate_sentence_tokens, HITS)))
    assert HITS[:expected] == [sentence.hit for sentence in found.sentences]
    assert list(range(1, expected + 1)) == [sentence.n for sentence in found.sentences]


def test_there_may_be_fewer() -> None:
    """A source of one sentence has one to show."""
    assert HITS[:1] == [sentence.hit for sentence in build_context(HITS[:1], 500).sentences]
