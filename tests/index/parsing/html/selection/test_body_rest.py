"""Articles do not end too early: later parts, notes and digests of links belong to them."""

from index.parsing.extraction import extract
from index.types import Raw

PROSE = "The mill at {} ground its last sack of rye in the autumn of 1931, and the miller kept the key until he died."
TOWNS = ("Orsk", "Lund", "Brell", "Tarn", "Vik", "Ness", "Holm", "Skog")


def lines(inside: str) -> list[str]:
    """The paragraphs of a page."""
    page = f"<html><body><nav><a href='/'>Home</a></nav>{inside}</body></html>"
    return extract(Raw("https://mill.example/", page.encode(), "text/html")).text.split("\n\n")


def paragraphs(towns: tuple[str, ...]) -> str:
    """A paragraph about the mill of each town."""
    return "".join(f"<p>{PROSE.format(town)}</p>" for town in towns)


def test_words_directly_in_the_body_of_an_article_belong_to_it() -> None:
    """A sentence behind the last list of an article is text if it is directly in the element of the article."""
    said = [PROSE.format(town) for town in TOWNS]
    parts = "".join(f"<span>{words}</span><h2>Part</h2>" for words in said[:3])
    page = f"<h1>Mills</h1><div class='text'>{parts}<ul><li>rye</li><li>oats</li></ul><span>{said[3]}</span></div>"
    assert said[3] == lines(page)[-1]


def test_later_parts_of_an_article_belong_to_it() -> None:
    """A division behind a heading that is named as the article's own is read with its tables."""
    table = f"<table><tr><th>Asked</th><td><p>{PROSE.format('Vik')}</p><ul><li>Is it open?</li></ul></td></tr></table>"
    text = lines(
        f"<div><h1>Mills</h1><div class='text'>{paragraphs(TOWNS[:6])}</div>"
        f"<h3>Questions</h3><div class='text'>{table}</div></div>"
    )
    assert ["Questions"] == [line for line in text if line == "Questions"]
    assert any("Is it open?" in line for line in text)


def test_notes_of_an_article_belong_to_it() -> None:
    """Notes below an article are read with their numbers, outside its element too."""
    notes = (
        '<div class="footnotes-segment"><h4>Footnotes</h4>'
        '<h5><a id="FOOT1" href="#DOCF1">(1)</a></h5><p>From a letter.</p></div>'
    )
    text = lines(f"<div><h2>Mills</h2>{paragraphs(TOWNS[:4])}</div>{notes}")
    assert ["Footnotes", "(1) From a letter."] == text[-2:]


def test_digest_of_links_is_no_list_of_cards() -> None:
    """An article whose headings are links to what it tells of is read to its end."""
    items = "".join(f'<h2><a href="https://x.example/{town}">{town}</a></h2><p>A mill in {town}.</p>' for town in TOWNS)
    long = "".join(
        f'<h2><a href="https://x.example/{town}">On {town}</a></h2><p>{PROSE.format(town) * 4}</p>' for town in TOWNS
    )
    assert "A mill in Skog." == lines(f"<article><h1>Mills of the week</h1>{long}{items}</article>")[-1]
