"""``index.parsing.pdf.paragraphs.printed_headings``: the headings of a PDF file."""

from collections.abc import Sequence

from index.parsing.extraction import extract
from index.parsing.pdf.paragraphs.printed_headings import find_headings
from index.parsing.pdf.printed_line import PrintedLine
from index.types import Raw
from tests.support.pdf_files import Print, pdf

LINES = (
    "The lamp of Brell was lit in the year 1871, and it burned",
    "whale oil for forty years after that. Then gas came.",
)


def page(*parts: tuple[str, float]) -> list[Print]:
    """A page of headings in their sizes, each above two lines of text."""
    prints: list[Print] = []
    y = 760.0
    for words, size in parts:
        prints.append(Print(words, y=y, size=size))
        prints += [Print(line, y=y - 30 - 14 * number) for number, line in enumerate(LINES)]
        y -= 90
    return prints


def headings(pages: Sequence[Sequence[Print]], outline: Sequence[tuple[str, int]] = ()) -> list[tuple[int, str]]:
    """The level and the words of each heading of a file."""
    document = extract(Raw("/a.pdf", pdf(pages, outline=outline), "application/pdf"))
    return [(heading.level, heading.span.slice(document.text)) for heading in document.headings]


PAGES = [page(("Lamps", 22), ("1. Of old", 15)), page(("1.1 Oil", 13), ("2. Of late", 15))]


def test_larger_letters_are_headings() -> None:
    """The size gives the level."""
    assert [(1, "Lamps"), (2, "1. Of old"), (3, "1.1 Oil"), (2, "2. Of late")] == headings(PAGES)


def test_the_outline_of_a_file_names_its_headings() -> None:
    """A heading of the outline is found although its letters are as large as all others, with or without its number."""
    pages = [page(("1. Of old", 11)), page(("2. Of late", 11))]
    assert [(1, "1. Of old"), (1, "2. Of late")] == headings(pages, [("Of old", 0), ("2 Of late", 1), ("Index", 1)])


def test_an_outline_of_other_words_is_not_used() -> None:
    """Where the text has few of its entries, the sizes count."""
    assert [(1, "Lamps"), (2, "1. Of old"), (3, "1.1 Oil"), (2, "2. Of late")] == headings(
        PAGES, [("Slide 1", 0), ("Slide 2", 1), ("Slide 3", 1)]
    )


def test_a_paragraph_in_the_outline_is_no_heading() -> None:
    """Some programs list the numbered paragraphs of a contract there."""
    whole = " ".join(LINES * 3)
    pages = [page(("1. Of old", 11)), [Print(line, y=700 - 14 * number) for number, line in enumerate(LINES * 3)]]
    assert [(1, "1. Of old")] == headings(pages, [("1. Of old", 0), (whole, 1)])


def test_headings_with_a_gap_between_them_are_two() -> None:
    """Two lines of a heading are near each other."""
    lines = [Print(line, y=500 - 14 * number) for number, line in enumerate(LINES * 3)]
    titles = [Print("Of old ships", y=700, size=18), Print("and boats", y=676, size=18), Print("Oil", y=620, size=18)]
    assert [(1, "Of old ships and boats"), (1, "Oil")] == headings([[*titles, *lines]])


def test_lines_of_one_heading_may_differ_by_a_rounding() -> None:
    """The measured heights of two lines in one size lie on both sides of a half point; the heading is whole."""
    title = ["Of old ships", "and boats"]
    printed = [
        PrintedLine(words, 50, 200, bottom, size)
        for words, bottom, size in ((title[0], 700, 17.51), (title[1], 680, 17.49), *((LINES[0], 600, 11.0),) * 9)
    ]
    text = "\n".join(line.text for line in printed)
    assert ["\n".join(title)] == [heading.span.slice(text) for heading in find_headings(text, [0], [printed], [])]


def test_line_over_two_pages_is_no_heading() -> None:
    """Large words that run on to another page make no heading on either page."""
    body = [Print("The tower was lit for the first time in 1811, and nobody saw it.", y=700 - 14 * n) for n in range(6)]
    first, second = (
        [*body, Print("Wash of the great", size=20, y=500)],
        [Print("harbour of the reef", size=20, y=760), *body],
    )
    document = extract(Raw("/r.pdf", pdf([first, second]), ""))
    assert "Wash of the great harbour of the reef" in document.text
    assert () == document.headings
