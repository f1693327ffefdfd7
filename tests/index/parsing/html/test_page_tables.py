"""Tables of web pages: those without the tags of tables, and those that only set the marks of a list."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

FIRST = "The mill at Orsk ground its last sack of rye in the autumn of 1931, and the miller kept the key until he died."
LAST = "A dentist from the capital bought the building for a song and turned the upper floor into three small rooms."
ROW = '<div role="row"><span role="{0}">{1}</span><span role="{0}">{2}</span></div>'


def between(inside: str) -> str:
    """The text of a page between two paragraphs of its article."""
    page = f"<html><body><article><h1>The mill</h1><p>{FIRST}</p>{inside}<p>{LAST}</p></article></body></html>"
    text = extract(Raw("https://mill.example/", page.encode(), "text/html")).text
    return text.removeprefix(FIRST).removesuffix(LAST).strip()


@pytest.mark.parametrize("role", ["table", "grid"])
def test_elements_with_the_roles_of_a_table_are_a_table(role: str) -> None:
    """Divisions that WAI-ARIA calls rows and cells are read as rows and cells."""
    rows = ROW.format("cell", "Rye", "9") + ROW.format("gridcell", "Oats", "<b>7</b>")
    head = f'<div role="rowgroup">{ROW.format("columnheader", "Grain", "Price")}</div>'
    table = f'<div role="{role}">{head}<div role="rowgroup"><div class="scroller">{rows}</div></div></div>'
    assert "Grain | Price\nRye | 9\nOats | 7" == between(table)


def test_role_of_a_table_without_rows_is_no_table() -> None:
    """A division that is called a table and has no row of cells stays a division."""
    assert "It turns." == between('<div role="table"><p>It turns.</p></div>')


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("(1)", "(2)"), "(1) Grind.\n\n(2) Sift."),
        (("a)", "b)"), "a) Grind.\n\nb) Sift."),
        (("[1]", "[2]"), "[1] Grind.\n\n[2] Sift."),
        (("—", "—"), "— Grind.\n\n— Sift."),
        (("1811", "1812"), "1811 | Grind.\n1812 | Sift."),
    ],
)
def test_mark_in_a_cell_of_its_own_begins_its_paragraph(marks: tuple[str, str], expected: str) -> None:
    """Laws and judgments put the marks of their paragraphs into cells; numbers that are data stay cells."""
    rows = "".join(
        f"<tr><td>{mark}</td><td><p>{words}</p></td></tr>"
        for mark, words in zip(marks, ("Grind.", "Sift."), strict=True)
    )
    assert expected == between(f"<table>{rows}</table>")


def test_marks_of_nested_tables_are_joined() -> None:
    """The points of a paragraph are a table within its cell."""
    inner = "<table><tr><td>(a)</td><td>Rye;</td></tr><tr><td>(b)</td><td>Oats.</td></tr></table>"
    table = f"<table><tr><td>(1)</td><td><p>Grain is:</p>{inner}</td></tr></table>"
    assert "(1) Grain is:\n\n(a) Rye;\n\n(b) Oats." == between(table)


def test_table_that_sets_an_equation_is_a_paragraph() -> None:
    """An equation stands between empty cells, and its number at the margin."""
    table = "<table><tr><td></td><td><i>d</i> = <i>vt</i></td><td></td><td>(1)</td></tr></table>"
    assert "d = vt (1)" == between(table)
    assert "| 4 | | (x)\n| 5 | | 6" == between(
        "<table><tr><td></td><td>4</td><td></td><td>(x)</td></tr><tr><td></td><td>5</td><td></td><td>6</td></tr></table>"
    )


def test_caption_that_a_class_names_belongs_to_the_table_beside_it() -> None:
    """Journals put the caption of a table into a division above it."""
    table = "<table><tr><th>Grain</th><th>Price</th></tr><tr><td>Rye</td><td>9</td></tr></table>"
    caption = '<div class="caption"><p>Prices of grain.</p></div>'
    assert "Prices of grain.\n\nGrain | Price\nRye | 9" == between(f"<div>{caption}<div>{table}</div></div>")
