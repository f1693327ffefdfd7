"""``index.parsing.headings``: the headings of a document, where its stored text has them."""

import pytest

from index.parsing.extraction import extract
from index.parsing.headings import locate_headings
from index.types import Document, Heading, Raw, Span
from tests.support.pdf_files import docx, epub, paragraph

BODY = "The lamp of Brell was lit in the year 1871, and it burned whale oil for forty years."
PAGE = f"""<html><head><title>Lamps</title></head><body><nav><h2>Menu</h2><a href="/a">Of old</a></nav>
<article><h1>Lamps</h1><p>{BODY}</p><ul><li>Of old</li><li>Of late</li></ul>
<h2>Of <em>old</em></h2><p>{BODY} It smoked.</p><h3><a href="#x">Oil</a></h3><p>{BODY} It stank.</p>
<h2>Of late</h2><p>{BODY} Gas came later.</p></article></body></html>"""
MARKDOWN = f"# Lamps\n\n{BODY}\n\n- Of old\n\n## Of *old*\n\n{BODY}\n\n### Oil\n\n{BODY}\n\nOf late\n-------\n\n{BODY}"
LEVELS = [(2, "Of old"), (3, "Oil"), (2, "Of late")]


def headings(document: Document) -> list[tuple[int, str]]:
    """The level and the words of each heading."""
    return [(heading.level, heading.span.slice(document.text)) for heading in document.headings]


def read(name: str, data: str | bytes) -> Document:
    """The document of a file."""
    return extract(Raw(f"/{name}", data.encode() if isinstance(data, str) else data, "application/octet-stream"))


@pytest.mark.parametrize(("name", "data"), [("a.html", PAGE), ("a.md", MARKDOWN)])
def test_headings_are_where_the_text_has_them(name: str, data: str) -> None:
    """A list with the words of the headings is no heading, and the title that is left out is none either."""
    document = read(name, data)
    assert LEVELS == headings(document)
    assert [document.text.rindex(words) for _, words in LEVELS] == [one.span.start for one in document.headings]


def test_headings_of_a_word_document() -> None:
    """Styles give the levels."""
    body = "".join(
        paragraph(words, style=style)
        for words, style in (("Lamps", "Heading1"), (BODY, ""), ("Of old", "Heading2"), (BODY, ""), ("Oil", "Heading3"))
    )
    assert [(1, "Lamps"), (2, "Of old"), (3, "Oil")] == headings(read("a.docx", docx(body)))


def test_headings_of_all_chapters() -> None:
    """The headings of the second chapter of a book are where that chapter is."""
    chapters = [f"<h1>One</h1><p>{BODY}</p>", f"<h1>Two</h1><p>{BODY}</p><h2>Oil</h2><p>{BODY}</p>"]
    document = read("a.epub", epub(chapters))
    assert [(1, "One"), (1, "Two"), (2, "Oil")] == headings(document)


def test_a_block_that_is_missing_costs_its_heading_alone() -> None:
    """The headings after it are found."""
    blocks = [("Lamp", 1), ("Lamps", 1), ("Gone", 2), ("Of old", 2), ("Oil", 0)]
    assert (Heading(Span(0, 5), 1), Heading(Span(7, 13), 2)) == locate_headings("Lamps\n\nOf old\n\nOil", blocks)
