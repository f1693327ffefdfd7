"""What became of cited words in a newer text: the same, clearly changed, or gone, but never a lookalike."""

import pytest

from bot.answering.quotes.version_alignment import find_fate
from index.types import Span

OLD = (
    "The lamp was lit in 1811. It burned whale oil, a gallon a night. Four keepers lived on the rock.\n\n"
    "The tower is forty metres tall. Nobody lives there today."
)
OIL = "It burned whale oil, a gallon a night."


@pytest.mark.parametrize(
    ("old_words", "new_words", "status", "found"),
    [
        ("The lamp", "In short: the lamp", "same", OIL),
        (OIL, "It burned whale oil, two gallons a night.", "changed", "It burned whale oil, two gallons a night."),
        (f" {OIL}", "", "gone", None),
        (OIL, "Paraffin came much later.", "gone", None),
        # Two candidates are alike, so neither is shown.
        (OIL, "It burned whale oil, a barrel a night. It burned seal oil, a gallon a night.", "gone", None),
        # A sentence elsewhere that is like the quote did not take its place.
        (f" {OIL} Four keepers lived on the rock.", " Four keepers lived on the rock.", "gone", None),
    ],
)
def test_cited_words_are_found_again(old_words: str, new_words: str, status: str, found: str | None) -> None:
    """A sentence between unchanged neighbours is found again if it is clearly the one."""
    new = OLD.replace(old_words, new_words)
    start = OLD.index(OIL)
    fate = find_fate(OLD, new, Span(start, start + len(OIL)), "en")

    assert (status, found) == (fate.status, fate.span.slice(new) if fate.span else None)


def test_a_sentence_that_took_the_place_of_another_one_is_no_change() -> None:
    """Of two replaced sentences, the one that the new sentence is like keeps it."""
    old = "Before. The lamp burned whale oil in winter. The lamp burned seal oil in summer. After."
    new = "Before. The lamp burned seal oil in spring. After."
    start = old.index("The lamp burned whale")
    fate = find_fate(old, new, Span(start, start + len("The lamp burned whale oil in winter.")), "en")

    assert "gone" == fate.status
