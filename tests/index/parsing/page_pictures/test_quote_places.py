"""The places of quotes on printed pages: the right words or none."""

from collections.abc import Sequence

import pypdfium2 as pdfium
import pytest

from index.parsing.extraction import extract
from index.parsing.page_pictures.page_drawing import find_places
from index.parsing.page_pictures.quote_places import PagePart, split_by_page, to_key
from index.types import Document, Raw, Span
from tests.support.pdf_files import Print, pdf


def read(data: bytes) -> Document:
    """The document in a PDF file."""
    return extract(Raw("/texts/report.pdf", data, "application/pdf"))


def marked(pages: Sequence[Sequence[Print]], quote: str, *, nth: int = 0) -> list[str]:
    """What is printed in the places of a quote, page by page; empty for a page without sure places."""
    data = pdf(pages)
    document = read(data)
    start = -1
    for _ in range(nth + 1):
        start = document.text.index(quote, start + 1)
    printed = []
    for part in split_by_page(document.text, document.pages, Span(start, start + len(quote))):
        page = pdfium.PdfDocument(data)[part.page]
        text = page.get_textpage()
        printed.append(" ".join(text.get_text_bounded(*place).strip() for place in find_places(page, part)))
    return printed


def test_a_quote_over_two_lines() -> None:
    """Each line of the quote has a rectangle, from its first to its last letter."""
    page = [Print("The tower was built in 1811. It is of", y=700), Print("granite and stands on a reef.", y=686)]
    assert ["It is of granite and stands on a reef."] == marked([page], "It is of granite and stands on a reef.")


def test_columns_that_are_drawn_row_by_row() -> None:
    """The quote runs down its column, although the file prints the other column between its lines."""
    left = ["The first tower stands in", "Brell and was lit in 1903", "by the widow of its builder."]
    right = ["The second tower stands in", "Tarn and was lit in 1871", "before the harbour was dug."]
    page = [
        Print(text, x=x, y=700 - 14 * number)
        for number, pair in enumerate(zip(left, right, strict=True))
        for x, text in zip((60, 330), pair, strict=True)
    ]
    assert [" ".join(right)] == marked([page], " ".join(right))


def test_the_same_words_twice_on_a_page() -> None:
    """The words beside it tell which of the two is quoted."""
    page = [
        Print("In spring the keeper painted the door.", y=700),
        Print("The lamp was lit at dusk.", y=686),
        Print("In autumn he repaired the pump and wrote to the board.", y=672),
        Print("The lamp was lit at dusk.", y=658),
    ]
    data = pdf([page])
    document = read(data)
    words = "The lamp was lit at dusk."
    first = document.text.index(words)
    heights = []
    for start in (first, document.text.index(words, first + 1)):
        (part,) = split_by_page(document.text, document.pages, Span(start, start + len(words)))
        (place,) = find_places(pdfium.PdfDocument(data)[0], part)
        heights.append((place.bottom < 686 < place.top, place.bottom < 658 < place.top))
    assert [(True, False), (False, True)] == heights


def test_words_that_nothing_tells_apart_have_no_place() -> None:
    """A page that says the same again and again marks nothing."""
    page = PagePart(0, "Lit at dusk. Lit at dusk. Lit at dusk.", Span(13, 25))
    data = pdf([[Print("Lit at dusk.", y=700 - 40 * number) for number in range(5)]])
    assert [] == find_places(pdfium.PdfDocument(data)[0], page)


def test_words_that_are_not_printed_have_no_place() -> None:
    """A text that another file has marks nothing."""
    data = pdf([[Print("The tower was built in 1811.")]])
    words = "The tower was built in 1911."
    assert [] == find_places(pdfium.PdfDocument(data)[0], PagePart(0, words, Span(0, len(words))))


def test_a_quote_over_two_pages() -> None:
    """Each page has its own part, also where the last word is hyphenated and running heads are between."""
    first = [
        Print("The Reef Review", y=800, size=8),
        Print("The board asked for a tower of granite, and the engin-", y=100),
    ]
    second = [
        Print("The Reef Review", y=800, size=8),
        Print("eer from Leith drew it in a week of storms.", y=700),
    ]
    quote = "The board asked for a tower of granite, and the engineer from Leith drew it in a week of storms."
    assert ["The board asked for a tower of granite, and the", "from Leith drew it in a week of storms."] == marked(
        [first, second, [Print("The Reef Review", y=800, size=8), Print("Nothing more is known of him.", y=700)]], quote
    )


@pytest.mark.parametrize("line", ["灯塔建于1811年。看守人每晚点灯。", "نور المنارة أضاء الليل كله"])
def test_other_scripts(line: str) -> None:
    """A quote without blanks, and one from right to left, are found."""
    printed = line if line.isascii() or line[0] > "\u2e80" else line[::-1]
    data = pdf([[Print(printed)]])
    text = read(data).text
    part = PagePart(0, text, Span(0, len(text)))
    assert 1 == len(find_places(pdfium.PdfDocument(data)[0], part))


def test_keys_ignore_how_words_are_written() -> None:
    """Ligatures, marks, case, hyphens and blanks make no difference."""
    assert to_key("E\ufb03cient  Caf\u00e9-owner") == to_key("efficient cafe\u0301 owner")
