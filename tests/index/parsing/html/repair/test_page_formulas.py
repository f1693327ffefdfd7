"""Formulas of pages are text, whatever draws them."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

FIRST = "The mill at Orsk ground its last sack of rye in the autumn of 1931, and the miller kept the key until he died."
MATH = "<math><mi>v</mi><mo>=</mo><mi>g</mi><mi>t</mi></math>"
CLIP = "position:absolute;clip:rect(1px,1px,1px,1px)"
SVG = '<mjx-container class="MathJax" jax="SVG"><svg aria-hidden="true"></svg>{}</mjx-container>'
DRAWN = '<span class="katex-html" aria-hidden="true"><span class="base">{}</span></span>'
LONG = "<math><mtext>the sacks that it grinds in a day</mtext><mo>=</mo><mn>9</mn></math>"


def read(inside: str) -> str:
    """The text of a page behind the first paragraph of its article."""
    page = f"<html><body><article><h1>The mill</h1><p>{FIRST}</p>{inside}</article></body></html>"
    return extract(Raw("https://mill.example/", page.encode(), "text/html")).text.removeprefix(FIRST).strip()


@pytest.mark.parametrize(
    "markup",
    [
        SVG.format(f'<mjx-assistive-mml style="{CLIP}">{MATH}</mjx-assistive-mml>'),
        f'<span class="katex"><span class="katex-mathml">{MATH}</span>{DRAWN.format("v=gt")}</span>',
        f'<span data-math="v = gt"><span class="katex">{DRAWN.format("v=gt")}</span></span>',
    ],
)
def test_formula_is_read_from_its_source(markup: str) -> None:
    """MathJax and KaTeX keep the source of what they draw beside it, hidden, or in an attribute."""
    assert "It turns at v = gt and stops." == read(f"<p>It turns at {markup} and stops.</p>")


def test_formula_that_is_only_drawn_is_a_gap() -> None:
    """A sentence whose formula has no source does not look whole; signs on one line are read as they are drawn."""
    svg = SVG.format("")
    fraction = f'<span class="katex">{DRAWN.format("<span class=mfrac>2a</span>")}</span>'
    assert "It turns at […] and […]." == read(f"<p>It turns at {svg} and {fraction}.</p>")
    assert "It turns at v=gt." == read(f'<p>It turns at <span class="katex">{DRAWN.format("v=gt")}</span>.</p>')


def test_words_in_a_formula_are_those_that_are_drawn() -> None:
    """A formula may have words if they are drawn as well; others are hidden sentences."""
    seen = f'<span class="katex">{LONG}{DRAWN.format("thesacksthatitgrindsinaday=9")}</span>'
    unseen = f'<span class="katex">{LONG}{DRAWN.format("n=9")}</span>'
    assert "It is the sacks that it grinds in a day = 9." == read(f"<p>It is {seen}.</p>")
    assert "It is n=9." == read(f"<p>It is {unseen}.</p>")
