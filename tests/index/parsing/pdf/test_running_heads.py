"""Running heads: they go, and nothing else does."""

from collections.abc import Sequence

import pytest

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import Print, pdf

WORDS = ("lamp", "rope", "bell", "oar", "net", "sail")


def read(pages: Sequence[Sequence[Print]]) -> str:
    """The text of a PDF file."""
    return extract(Raw("/texts/report.pdf", pdf(pages), "application/pdf")).text


def body(word: str) -> list[Print]:
    """The two lines of a page."""
    return [
        Print(f"The {word} was kept in the tower of Brell by its", 72, 700),
        Print("keeper, and nobody else was let in.", 72, 687),
    ]


BODIES = "\n\n".join(
    f"The {word} was kept in the tower of Brell by its keeper, and nobody else was let in." for word in WORDS
)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Journal of Towers", "{n}"),
        ("Journal of Towers, volume 12", "- {n} -"),
        ("Journal of Towers   {n}", ""),
        ("", "Page {n} of 6"),
        ("", "{n}/6"),
        ("", "17.{n}"),
        ("Report of the council, {m}", "© Council of Brell"),
    ],
)
def test_heads_and_numbers_that_move_with_the_page(head: str, foot: str) -> None:
    """A line that repeats goes, with its number if that counts the pages."""
    pages = [
        [
            *([Print(head.format(n=n, m=n + 100), 72, 800, 9)] if head else []),
            *body(word),
            *([Print(foot.format(n=n), 290, 30, 9)] if foot else []),
        ]
        for n, word in enumerate(WORDS, 1)
    ]
    assert BODIES == read(pages)


def test_rows_of_a_table_stay() -> None:
    """The first and last row of each page are rows, although only their numbers differ; the head stays once."""
    cells = [(str(n), str(n * 7 % 50), str(n * 11 % 90)) for n in range(101, 161)]
    pages = []
    for start in range(0, len(cells), 15):
        rows = (("Station", "May", "June"), *cells[start : start + 15])
        pages.append(
            [
                Print(cell, 72 + 100 * column, 780 - 20 * row, 10)
                for row, shown in enumerate(rows)
                for column, cell in enumerate(shown)
            ]
        )
    assert "\n".join(" | ".join(row) for row in (("Station", "May", "June"), *cells)) == read(pages)


def test_slides_stay_whole() -> None:
    """Slides that differ in numbers alone keep all lines."""
    figures = ((2019, 120, 14, 310), (2020, 98, 3, 280), (2021, 143, 21, 335), (2022, 167, 29, 402))
    texts = [
        (f"The year {year}", f"Revenue: {one} million euros", f"Profit: {two} million euros", f"Employees: {three}")
        for year, one, two, three in figures
    ]
    pages = [[Print(line, 60, 450 - 40 * n, 32 if not n else 20) for n, line in enumerate(slide)] for slide in texts]
    assert "\n\n".join(f"{slide[0]}\n\n" + "\n".join(slide[1:]) for slide in texts) == read(pages)


def test_slides_with_one_line_each_keep_it() -> None:
    """Where nothing would be left, nothing is removed."""
    pages = [[Print("Thank you for your visit", 60, 450, 30)] for _ in range(4)]
    assert 4 == read(pages).count("Thank you for your visit")


def test_numbered_titles_stay() -> None:
    """A title with a number is a heading, although the number counts the pages."""
    pages = [[Print(f"Chapter {n}", 72, 780, 20), *body(word)] for n, word in enumerate(WORDS, 1)]
    assert [f"Chapter {n}" for n in range(1, 7)] == [line for line in read(pages).split("\n\n") if "Chapter" in line]


def test_sentences_with_numbers_at_the_foot_of_pages_stay() -> None:
    """A sentence that runs on to the next page keeps its first half."""
    pages = [
        [
            Print(f"The keeper of the tower number {1800 + 7 * n} wrote down the wind, and the sum of it", 72, 40),
            Print(f"fills shelf {n * 3}.", 72, 780),
        ]
        for n in range(5)
    ]
    text = read(pages)
    assert [
        n for n in range(4) if f"number {1800 + 7 * n} wrote down the wind, and the sum of it fills shelf" in text
    ] == [0, 1, 2, 3]


def test_copies_of_one_page_stay_whole() -> None:
    """The first lines of a text are no running head, although the next page begins with the same lines."""
    text = ("The keeper saw the ship at nine and rang the bell, but", "nobody came.", "Then he lit the lamp again.")
    pages = [[*(Print(line, 72, 780 - 13 * n) for n, line in enumerate(text)), *body(word)] for word in WORDS]
    assert 6 == read(pages).count("The keeper saw the ship at nine and rang the bell, but nobody came.")
