"""The tables of Pandoc's Markdown: each row is a line with bars, whatever the table is drawn with."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw


def read(text: str) -> str:
    """The text of a Markdown text."""
    return extract(Raw("/texts/a.md", text.encode(), "text/markdown")).text


SIMPLE = """
  Sort   Price
------ -------
   Rye     9.5
   Oat     8.0

Table: Prices.
"""
HEADLESS = """
------ -------
   Rye     9.5
   Oat     8.0
------ -------
"""
MULTILINE = """
-----------------------
 Sort    Price
         now
------- ---------------
 Rye     9.5, and more
         in winter.

 Oat     8.0
-----------------------
"""
HEADLESS_MULTILINE = """
------- ---------------
 Rye     9.5, and more
         in winter.

 Oat     8.0
------- ---------------
"""
SPANNED = """
+------+-----------+
| Sort | Price     |
|      +-----+-----+
|      | new | old |
+======+=====+=====+
| Rye  | 9   | 8   |
|      +-----+-----+
|      | 7   | 6   |
+------+-----+-----+
| Oat  | none      |
+------+-----------+
"""
WIDE = """
品      値段
------  ------
米      九
麦\u200b粉    八
"""


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (SIMPLE, "Sort | Price\nRye | 9.5\nOat | 8.0\n\nTable: Prices."),
        (HEADLESS, "Rye | 9.5\nOat | 8.0"),
        (MULTILINE, "Sort | Price now\nRye | 9.5, and more in winter.\nOat | 8.0"),
        (HEADLESS_MULTILINE, "Rye | 9.5, and more in winter.\nOat | 8.0"),
        (SPANNED, "Sort | Price\nSort | new | old\nRye | 9 | 8\nRye | 7 | 6\nOat | none"),
        (WIDE, "品 | 値段\n米 | 九\n麦粉 | 八"),
    ],
)
def test_table(table: str, expected: str) -> None:
    """A cell has all its lines, and one that spans rows is in each of them."""
    assert f"Prices are low.\n\n{expected}\n\nThey fall." == read(f"Prices are low.\n{table}\nThey fall.\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One day.\n\n---\n\nThe next.\n\n---\n", "One day.\n\nThe next."),
        ("The mill\n--------\n\nIt turns.", "The mill\n\nIt turns."),
        ("It turns -- slowly\n-- and stops.", "It turns -- slowly -- and stops."),
        ("```\na b\n- --\n\n-- --\n1  2\n-- --\n```", "a b\n- --\n\n-- --\n1 2\n-- --"),
        ("-- --\n\nIt turns.", "It turns."),
        ("+--+\n| a\n\nIt turns.", "+--+ | a\n\nIt turns."),
    ],
)
def test_dashes_that_draw_no_table(text: str, expected: str) -> None:
    """Rules, underlined headings, dashes in sentences and code stay as they are."""
    assert expected == read(text)
