"""Buttons within sentences are words, and others are controls."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

FIRST = "The mill at Orsk ground its last sack of rye in the autumn of 1931, and the miller kept the key until he died."


def read(inside: str) -> str:
    """The text of a page behind the first paragraph of its article."""
    page = f"<html><body><article><h1>The mill</h1><p>{FIRST}</p>{inside}</article></body></html>"
    return extract(Raw("https://mill.example/", page.encode(), "text/html")).text.removeprefix(FIRST).strip()


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>It has a <button>governor</button> of brass.</p>", "It has a governor of brass."),
        ("<p>It has a <span><button><em>brass</em></button></span> <i><button>governor</button></i>.</p>", None),
        ("<p>It is of brass. <button>Read more</button></p>", "It is of brass."),
    ],
)
def test_button_between_words_is_a_word(markup: str, expected: str | None) -> None:
    """A term that opens its explanation is a part of its sentence; a button behind the sentence is none."""
    assert (expected or "It has a brass governor.") == read(markup)
