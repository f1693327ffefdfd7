"""Cards of other pages and empty sections are no part of an article."""

from index.parsing.extraction import extract
from index.types import Raw

PARAGRAPHS = [
    f"In the year {year} the keeper wrote down the wind three times a day, and the sum of what he wrote fills a shelf."
    for year in range(1871, 1879)
]
CARD = "<li><h3><a href='/{0}'>{1}</a></h3><p>{2}</p></li>"
CARDS = (
    "<ul class='row'>"
    + "".join(
        CARD.format(n, f"Another story of the coast, part {n}", "It began with a rope that nobody missed.")
        for n in range(3)
    )
    + "</ul>"
)


def read(behind: str, before: str = "") -> str:
    """The text of a page behind its paragraphs."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    main = f"<main><h1>Wind</h1>{before}{body}{behind}</main>"
    page = f"<html lang='en'><body><nav><a href='/'>Home</a></nav>{main}</body></html>"
    return extract(Raw("https://wind.example/", page.encode(), "text/html")).text


def test_cards_below_an_article() -> None:
    """Headings that are links, with a few words each, are the cards of other pages, and their title goes with them."""
    assert "\n\n".join(PARAGRAPHS) == read(f"<div><h2>From our pages</h2>{CARDS}</div>")


def test_sections_that_are_links() -> None:
    """Headings that are links belong to the text if they have paragraphs, or if they are most of a page."""
    long = "The first rope was laid in Tarn, of hemp and not of yarn, and it held the ferry for eleven years. " * 4
    sections = "".join(f"<h3><a href='https://rope.example/{n}'>Rope {n}</a></h3><p>{long}</p>" for n in range(2))
    assert "Rope 0" in read(sections)


def test_heading_with_nothing_behind_it() -> None:
    """A heading is left out if it has nothing behind it, or only links that are left out."""
    links = "<ul>" + "".join(f"<li><a href='/{n}'>Page {n}</a></li>" for n in range(4)) + "</ul>"
    assert "\n\n".join(PARAGRAPHS) == read("<h2>Discussion of members</h2>")
    assert "\n\n".join(PARAGRAPHS) == read(f"<p>Lesen Sie auch:</p>{links}")
    text = read("<h2>Rain</h2><p>It rained on every day but four.</p>")
    assert text.endswith("Rain\n\nIt rained on every day but four.")
