"""Marks of notes and of printed pages are no words of a sentence."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

FIRST = "The mill at Orsk ground its last sack of rye in the autumn of 1931, and the miller kept the key until he died."

NOTED = (
    '<p>The wheel is new.<a id="c1" href="#r1">(<span>1</span>)</a></p>'
    '<p><a id="r1" href="#c1">(<span>1</span>)</a> It is of oak.</p>'
)


def read(inside: str) -> str:
    """The text of a page behind the first paragraph of its article."""
    page = f"<html><body><article><h1>The mill</h1><p>{FIRST}</p>{inside}</article></body></html>"
    return extract(Raw("https://mill.example/", page.encode(), "text/html")).text.removeprefix(FIRST).strip()


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>The wheel is new<sup>[1]</sup> and turns.<sup>[2, 3]</sup></p>", "The wheel is new and turns."),
        (NOTED, "The wheel is new.\n\n(1) It is of oak."),
        ('<p>The wheel is new.<a id="x"></a><a href="#Footnote_1">[1]</a></p>', "The wheel is new."),
        ('<p>See rule <a id="c1" href="#r1">(1)</a>.</p><p id="r1">It turns.</p>', "See rule (1).\n\nIt turns."),
        ('<p>The wheel<span class="pagenum">[Pg 3]</span> is new.</p>', "The wheel is new."),
        ('<p>On <span class="page-number">page one</span> is more.</p>', "On page one is more."),
    ],
)
def test_marks_are_left_out_and_references_stay(markup: str, expected: str) -> None:
    """A number in brackets is a mark where it is raised, or where its note links back."""
    assert expected == read(markup)


def test_mark_of_a_term_begins_its_definition() -> None:
    """Laws put the marks of their points into the terms of a definition list; other terms are lines."""
    inner = "<dl><dt>a)</dt><dd><div>Docks,</div></dd></dl>"
    points = f"<dt>1.</dt><dd><div>Mills,</div></dd><dt>2.</dt><dd>yards and {inner}</dd><dt>Oak</dt><dd>A tree.</dd>"
    assert "1. Mills,\n2. yards and\na) Docks,\nOak\nA tree." == read(f"<dl>{points}</dl>")
