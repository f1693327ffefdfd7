"""Markup that only some dialects of Markdown have is no text."""

import pytest

from index.parsing.extraction import extract
from index.types import Document, Raw


def read(text: str) -> Document:
    """The document of a Markdown text."""
    return extract(Raw("/texts/a.md", text.encode(), "text/markdown"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("See [[Old mill]] and [[mill-2|the new one]].", "See Old mill and the new one."),
        ("It turns.![[wheel.png]] %%Not sure.%%", "It turns."),
        ("It is ==of oak== here, and a == b holds.", "It is of oak here, and a == b holds."),
        ("It holds 10^6^ litres of H~2~O, ~5 a day.", "It holds 10⁶ litres of H2O, ~5 a day."),
        ("A [small]{.smallcaps} mill {#mill} of {braces}.", "A small mill of {braces}."),
        ("The key^[It is of iron.] is lost.", "The key is lost.\nIt is of iron."),
        ("{{< note title=1 >}}It turns.{{< /note >}} {% raw %}Slowly.{% endraw %}", "It turns. Slowly."),
        ("Write `{{< note >}}` and `10^6^`.", "Write {{< note >}} and 10^6^."),
        ("It turns.\n\n\\newpage\n\nSlowly.", "It turns.\n\nSlowly."),
        ("import Tabs from '@theme/Tabs';\nexport const a = {\n  b: 1};\n\nIt turns.", "It turns."),
        ("import duties rose from 2 to 3.", "import duties rose from 2 to 3."),
        ("It turns.\n\n```js\nimport a from 'a';\n```", "It turns.\n\nimport a from 'a';"),
        (
            "+------+-------+\n| Sort | Price |\n|      | now   |\n+======+=======+\n| Rye  | 9     |\n+------+---+",
            "Sort | Price now\nRye | 9",
        ),
        (
            "| The wheel turns\n|   and turns\n|\n| all night\n\nIt is old.",
            "The wheel turns\nand turns\n\nall night\n\nIt is old.",
        ),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
    ],
)
def test_markup_of_dialects_is_left_out(written: str, expected: str) -> None:
    """Links between notes, attributes, shortcodes and modules leave their words alone; code keeps them."""
    assert expected == read(written).text


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("% The mill\n% Ada Quill; Jon Marsh\n% 4 March 2024\n", ("The mill", "Ada Quill, Jon Marsh", "2024-03-04")),
        ("% The mill\n  of Orsk\n", ("The mill of Orsk", None, None)),
        ("%\n% Ada Quill\n", ("It turns", "Ada Quill", None)),
    ],
)
def test_title_block_of_pandoc_is_metadata(head: str, expected: tuple[str | None, ...]) -> None:
    """Title, authors and date stand behind percent signs at the start."""
    document = read(f"{head}\nIt turns. Slowly.\n")
    assert (*expected, "It turns. Slowly.") == (document.title, document.author, document.date, document.text)


def test_percent_sign_of_a_sentence_is_text() -> None:
    """A line that goes on with words behind it is no title block."""
    assert "% of the rye was lost. It rained." == read("% of the rye was lost.\nIt rained.").text
