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
        ('<p>The wheel is new.<span class="inline-footnote">1</span> It turns.</p>', "The wheel is new. It turns."),
        ('<p>The wheel is new.<label class="footref" for="n1">1</label> It turns.</p>', "The wheel is new. It turns."),
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


def test_raised_numbers_are_marks_on_a_page_with_notes() -> None:
    """Numbers that count from one behind words are marks if the page has notes; without notes they are exponents."""
    said = "<p>The wheel<sup>1</sup> is of oak<sup>2</sup>, 30 metres<sup>2</sup> of it.</p>"
    notes = '<div class="footnotes"><p><sup>1</sup>From Lund.</p><p><sup>2</sup>A tree.</p></div>'
    assert "The wheel is of oak, 30 metres of it.\n\n1 From Lund.\n\n2 A tree." == read(said + notes)
    assert "The wheel¹ is of oak², 30 metres² of it." == read(said)


def test_exponents_stay_on_a_page_with_notes() -> None:
    """Raised numbers that do not count from one are exponents."""
    notes = '<div class="footnotes"><p>From Lund.</p></div>'
    assert "It has 30 metres³ of oak.\n\nFrom Lund." == read(f"<p>It has 30 metres<sup>3</sup> of oak.</p>{notes}")


def test_number_of_a_note_is_on_its_line() -> None:
    """A number that is an element beside the paragraph of its note is written before its words."""
    notes = '<div class="note"><sup class="note-label">1</sup><p>From Lund.</p></div>'
    named = '<div><span class="reference-number">2.</span><div>A tree.</div></div>'
    assert "1 From Lund.\n\n2. A tree." == read(notes + named)


def test_lowered_number_does_not_continue_a_number() -> None:
    """Lowered digits behind digits are written as such, and other lowered words behind a number are parted from it."""
    text = read("<p>In 1989<sub>35 years ago</sub> the code 101<sub>2</sub> was new.</p>")
    assert "In 1989 35 years ago the code 101₂ was new." == text
