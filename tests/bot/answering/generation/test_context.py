"""The prompt context has the best sentences that the budget allows."""

import pytest

from bot.answering.generation.context import build_context, estimate_sentence_tokens
from index.types import SentenceHit, Span

HITS = [
    SentenceHit("reef", "text", Span(at, at + 1), Span(0, 9), f"{number} boats were lost on the reef.", 9.0 - at)
    for at, number in enumerate(("Two", "Six", "Ten", "Four", "Five", "Nine"))
]


@pytest.mark.parametrize(("affordable", "expected"), [(0, 3), (1, 3), (3, 3), (4, 4), (5, 5), (60, 6)])
def test_the_best_three_sentences_are_in_and_others_as_the_budget_allows(affordable: int, expected: int) -> None:
    """Three sentences are in the prompt even if they exceed the budget."""
    found = build_context(HITS, affordable * max(map(estimate_sentence_tokens, HITS)))
    assert HITS[:expected] == [sentence.hit for sentence in found.sentences]
    assert list(range(1, expected + 1)) == [sentence.n for sentence in found.sentences]


def test_a_source_of_one_sentence_gives_one() -> None:
    """The context has as many sentences as there are."""
    assert HITS[:1] == [sentence.hit for sentence in build_context(HITS[:1], 500).sentences]
