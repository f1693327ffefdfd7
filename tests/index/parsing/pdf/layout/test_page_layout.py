"""The layout of a page: columns are read down, rows of a table are lines."""

from collections.abc import Sequence

import pytest

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import Print, pdf

FIRST = (
    "The first tower stands in Brell",
    "and was lit in 1871. It is built",
    "of basalt. Its keeper was paid",
    "forty crowns a year, and he had",
    "to buy the oil himself.",
)
SECOND = (
    "The second tower stands in Tarn",
    "and was lit in 1903. It is built",
    "of brick. Its keeper was paid",
    "ninety crowns a year, and the",
    "oil came from the council.",
)
THIRD = (
    "The third tower stands in Holm",
    "and was never lit. It is built",
    "of oak. Nobody was ever paid for",
    "it, and the law that ordered it",
    "was forgotten.",
)


def read(*pages: Sequence[Print]) -> str:
    """The text of a PDF file."""
    return extract(Raw("/texts/report.pdf", pdf(pages), "application/pdf")).text


def row_by_row(columns: Sequence[Sequence[str]], *, step: float, y: float = 700.0, x: float = 50.0) -> list[Print]:
    """Lines that are drawn from left to right, then the next line of each column."""
    rows = range(max(map(len, columns)))
    return [
        Print(column[row], x + step * number, y - 13 * row, 10)
        for row in rows
        for number, column in enumerate(columns)
        if row < len(column)
    ]


def flowing(*columns: Sequence[str]) -> str:
    """The text of columns that are read one after the other."""
    return "\n\n".join(" ".join(column) for column in columns)


@pytest.mark.parametrize(
    "columns", [(FIRST, SECOND), (FIRST, SECOND, THIRD), ((*FIRST[:2], "of basalt."), (*SECOND[:2], "of brick."))]
)
def test_columns_that_are_drawn_row_by_row(columns: Sequence[Sequence[str]]) -> None:
    """No sentence crosses the gutter."""
    assert flowing(*columns) == read(row_by_row(columns, step=170))


def test_a_narrow_gutter() -> None:
    """A gutter of two letters parts columns, since it is empty from top to bottom."""
    assert flowing(FIRST, SECOND) == read(row_by_row((FIRST, SECOND), step=32 * 5 + 10))


def test_columns_of_different_length() -> None:
    """A column may go on below the end of the other one."""
    assert flowing(FIRST, SECOND[:3]) == read(row_by_row((FIRST, SECOND[:3]), step=200))


def test_a_title_and_a_paragraph_over_both_columns() -> None:
    """Lines over the whole width end the columns above them."""
    wide = [
        Print(
            "The council of both towns met in the spring and agreed on one lamp, and on one keeper for it.", 50, 600, 10
        ),
        Print("Nothing came of it.", 50, 587, 10),
    ]
    page = [Print("Two towers of the coast", 150, 750, 16), *row_by_row((FIRST, SECOND), step=200), *wide]
    expected = f"Two towers of the coast\n\n{flowing(FIRST, SECOND)}\n\n{wide[0].text} {wide[1].text}"
    assert expected == read(page)


TABLE = (
    ("Country", "Capital", "Population"),
    ("Norway", "Oslo", "700000"),
    ("Sweden", "Stockholm", "980000"),
    ("Finland", "Helsinki", "660000"),
)


def table(
    rows: Sequence[Sequence[str]], *, y: float = 700.0, step: float = 120.0, leading: float = 14.0
) -> list[Print]:
    """Rows whose cells are drawn from left to right."""
    return [
        Print(cell, 72 + step * number, y - leading * row, 10)
        for row, cells in enumerate(rows)
        for number, cell in enumerate(cells)
        if cell
    ]


def test_each_row_of_a_table_is_a_line() -> None:
    """Bars part the cells, as in tables of web pages."""
    assert "\n".join(" | ".join(row) for row in TABLE) == read(table(TABLE))


def test_a_table_between_paragraphs() -> None:
    """Paragraphs before and after a table do not run into its rows."""
    above = Print("The towns of the north have grown since the canal was opened in the year of the comet.", 72, 730, 10)
    below = Print(
        "All figures were counted by the harbour masters, who were paid by the head for the count.", 72, 630, 10
    )
    rows = "\n".join(" | ".join(row) for row in TABLE)
    assert f"{above.text}\n\n{rows}\n\n{below.text}" == read([above, *table(TABLE), below])


def test_an_empty_cell_keeps_its_place() -> None:
    """The cells after an empty one stay below their heads."""
    rows = (*TABLE, ("Iceland", "", "140000"))
    assert "Iceland | | 140000" == read(table(rows)).split("\n")[-1]


def test_a_cell_of_two_lines() -> None:
    """The second line of a cell belongs to its row."""
    rows = (*TABLE[:2], ("", "by the fjord", ""), *TABLE[2:])
    assert "Norway | Oslo by the fjord | 700000" == read(table(rows)).split("\n")[1]


def test_rows_in_lower_case_are_rows() -> None:
    """A row of names in lower case is no second line of the row above it."""
    rows = (
        ("Name", "Type", "Default"),
        ("width", "unsigned long", "300"),
        ("height", "unsigned long", "150"),
        ("fill", "string", "none"),
    )
    assert "\n".join(" | ".join(row) for row in rows) == read(table(rows))


def test_cells_of_two_lines_side_by_side() -> None:
    """Where rows are farther apart than lines, all cells of a row may have a second line."""
    cells = (
        (("For the lamp", "speak its range"), ("Against it", "speaks its cost")),
        (("For the bell", "speaks its price"), ("Against it", "speaks the fog")),
    )
    page = [
        Print(line, 72 + 160 * column, 700 - 30 * row - 12 * number, 10)
        for row, pair in enumerate(cells)
        for number in range(2)
        for column, line in enumerate(cell[number] for cell in pair)
    ]
    assert "\n".join(" | ".join(" ".join(cell) for cell in pair) for pair in cells) == read(page)


def test_cells_that_are_drawn_one_after_the_other() -> None:
    """A word processor draws all lines of a cell before the next cell."""
    rows = (
        (("Bell",), ("Rung in fog by", "the younger keeper"), ("1871",)),
        (("Lamp",), ("Lit at dusk by", "the elder keeper"), ("1872",)),
        (("Rope",), ("Kept dry in the", "loft of the tower"), ("1873",)),
    )
    page = [
        Print(line, 72 + 150 * column, 700 - 34 * row - 13 * number, 10)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        for number, line in enumerate(cell)
    ]
    expected = "\n".join(" | ".join(" ".join(cell) for cell in cells) for cells in rows)
    assert expected == read(page)


def test_a_table_that_is_drawn_column_by_column() -> None:
    """The cells of one height are one row, although the file has all cells of a column first."""
    rows = [(f"Lamp {n}", f"{n * 37 % 11} crowns", f"185{n % 10}") for n in range(2, 30, 2)]
    page = [
        Print(row[column], 72 + 120 * column, 700 - 14 * number, 10)
        for column in range(3)
        for number, row in enumerate(rows)
    ]
    assert "\n".join(" | ".join(row) for row in rows) == read(page)


def test_numbers_of_lines_are_no_cells() -> None:
    """The numbers beside the lines of a transcript do not part its sentences."""
    said = (
        "The keeper said that he had seen nothing of the ship, and that the",
        "lamp had been lit all night. Nobody asked him why the log of that",
        "night was missing, and the council never asked for it either, for",
        "reasons that nobody knows.",
    )
    numbers = [Print(str(n + 1), 50, 700 - 20 * n) for n in range(len(said))]
    page = [*numbers, *(Print(line, 90, 700 - 20 * n) for n, line in enumerate(said))]
    assert " ".join(said) in read(page)


def test_bullets_are_no_cells() -> None:
    """A bullet is part of its line, however far the words are from it."""
    page = [
        mark
        for row, word in enumerate(("a lamp", "a rope", "a book"))
        for mark in (Print("•", 72, 700 - 14 * row), Print(word, 100, 700 - 14 * row))
    ]
    assert "• a lamp\n• a rope\n• a book" == read(page)


def test_one_wide_gap_is_no_table() -> None:
    """A justified line with a wide gap stays a line of its paragraph."""
    page = [
        Print("The keeper wrote down the wind three times a day, and", 72, 700),
        Print("the sum of what he", 72, 687),
        Print("wrote fills a whole shelf of", 200, 687),
        Print("the library in the town hall, which nobody ever visits.", 72, 674),
    ]
    assert (
        "The keeper wrote down the wind three times a day, and the sum of what he wrote fills a whole shelf of the "
        "library in the town hall, which nobody ever visits." == read(page)
    )


@pytest.mark.parametrize(
    "matrix",
    ["0 1 -1 0 595 0", "0 -1 1 0 0 842", "-1 0 0 -1 595 842"],
    ids=["upwards", "downwards", "upside down"],
)
def test_a_turned_table(matrix: str) -> None:
    """A table across a page is read as if the page were turned."""
    data = pdf([table(TABLE, y=560.0)], before=f"{matrix} cm")
    text = extract(Raw("/texts/report.pdf", data, "application/pdf")).text
    assert "\n".join(" | ".join(row) for row in TABLE) == text


def test_dots_that_lead_to_a_number_are_no_cells() -> None:
    """Dots set one by one between the name and the number of a row are left out."""
    names = ("Oil for the lamp", "Rope of hemp", "Bread and tea")
    rows = [
        [
            Print(name, 72, 700 - 20 * n),
            *(Print(".", 200 + 30 * k, 700 - 20 * n) for k in range(6)),
            Print(str(40 + n), 450, 700 - 20 * n),
        ]
        for n, name in enumerate(names)
    ]
    assert "Oil for the lamp | 40\nRope of hemp | 41\nBread and tea | 42" == read([one for row in rows for one in row])


def test_a_stamp_in_the_margin_does_not_cut_a_sentence() -> None:
    """Turned words come between paragraphs, also where a sentence runs on to the next page."""
    stamp = Print("Copy of the council", 30, 300, 16, turned=True)
    lines = [Print(line, 72, 300 - 13 * n) for n, line in enumerate(FIRST[:4])]
    text = read([*lines, stamp], [Print(FIRST[4], 72, 780), Print("Nobody lives there now.", 72, 700)])
    assert ["Copy of the council", " ".join(FIRST), "Nobody lives there now."] == text.split("\n\n")


def test_text_beside_a_label_goes_on_below_its_first_line() -> None:
    """A label stands beside the first line of its text; the sentence is whole."""
    page = [
        Print("Lamp", 72, 700),
        Print("The lamp of the tower burned whale oil until", 200, 700),
        Print("1868, when paraffin took its place, and was", 200, 687),
        Print("never put out in a storm.", 200, 674),
        Print("Nobody lives there now, and the door is shut.", 72, 600),
    ]
    assert (
        "Lamp | The lamp of the tower burned whale oil until 1868, when paraffin took its place, and was never put out "
        "in a storm." == read(page).split("\n\n")[0]
    )


def test_the_number_of_a_caption_is_no_cell() -> None:
    """The label of a caption, and a wide gap after it, belong to its words."""
    page = [
        Print("Table 3:", 72, 700),
        Print("Barrels of oil that the keepers bought", 160, 700),
        Print("in the harbour of Brell in each year", 160, 687),
    ]
    expected = "Table 3: Barrels of oil that the keepers bought in the harbour of Brell in each year"
    assert expected == read(page)


def test_cells_that_are_higher_than_their_neighbours() -> None:
    """The first line of a high cell is above its row, where the other cells stand in the middle."""
    rows = [
        Print("Oil for the lamp, bought", 72, 720),
        Print("in the harbour", 72, 707),
        Print("40", 300, 707),
        Print("44", 400, 707),
        Print("Rope of hemp", 72, 680),
        Print("12", 300, 680),
        Print("15", 400, 680),
        Print("Bread for the keepers", 72, 653),
        Print("and their sons", 72, 640),
        Print("30", 300, 640),
        Print("31", 400, 640),
    ]
    assert (
        "Oil for the lamp, bought in the harbour | 40 | 44\nRope of hemp | 12 | 15\n"
        "Bread for the keepers and their sons | 30 | 31" == read(rows)
    )


def test_a_title_that_is_drawn_last_comes_first() -> None:
    """What is above or below all other text is read in its place, whatever the order of the file is."""
    body = [Print(line, 50, 600 - 13 * row, 10) for row, line in enumerate((*FIRST, *SECOND))]
    foot = Print("Printed by the council.", 50, 60, 10)
    title = Print("The towers of the bay", 50, 700, 20)
    assert f"The towers of the bay\n\n{flowing(FIRST, SECOND)}\n\nPrinted by the council." == read([foot, *body, title])


def test_a_row_of_numbers_is_no_justified_line() -> None:
    """Its cells are parted although the gaps between them are equal."""
    rows = (("41,900", "7", "115", "8", "969"), ("31", "1,200", "12", "5,100", "7"))
    page = []
    for number, row in enumerate(rows):
        x = 100.0
        for cell in row:
            page.append(Print(cell, x, 700 - 14 * number, 10))
            x += 5 * len(cell) + 14
    assert "\n".join(" | ".join(row) for row in rows) == read(page)
