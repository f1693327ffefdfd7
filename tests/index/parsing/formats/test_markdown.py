"""``index.parsing.extraction`` on Markdown."""

import pytest

from index.parsing.extraction import extract
from index.types import Document, Link, Raw


def read(text: str, location: str = "/texts/deep/a.md") -> Document:
    """The document of a Markdown text."""
    return extract(Raw(location, text.encode(), "text/markdown"))


TEXT = """\
# The weir

By Ada Miller

The *weir* was **opened** in
May, says `tom bell`.\\
It ~~leaks~~ holds.

## Parts

* One _gate_
* Two doors
  * an oak door
  * an ash door

1. First

   with more to say
2. Last

> It was wet.
> It still is.

| Day | Water |
|-----|------:|
| Monday | 2 m |

```python
if wet:
    close()
```

***

<!-- not for readers -->
<details><summary>More</summary>
<p>Fish &amp; eels<br>come <b>here</b>.</p></details>

End <!-- nor this --> of <i>it</i>.![a fish](fish.png)
"""

PLAIN = """\
By Ada Miller

The weir was opened in May, says tom bell.
It holds.

Parts

One gate
Two doors
an oak door
an ash door

1. First
with more to say
2. Last

It was wet. It still is.

Day | Water
Monday | 2 m

if wet:
    close()

More

Fish & eels
come here.

End of it."""


def test_text() -> None:
    """The markup is dropped and the words stay: list items and table rows as lines, the rest as paragraphs."""
    document = read(TEXT)

    assert PLAIN == document.text
    assert ("The weir", "Ada Miller") == (document.title, document.author)


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("title: The weir\nauthor: Ada Miller\ndate: 2024-03-05", ("The weir", "Ada Miller", "2024-03-05")),
        ('title: "The weir: a story" # draft\ndate: 2024-03-05T10:00:00Z', ("The weir: a story", None, "2024-03-05")),
        ("title: 'The weir'\nauthors:\n  - Ada Miller\n  - Tom Bell", ("The weir", "Ada Miller, Tom Bell", None)),
        ("Title: The weir\nauthor:\n  name: Ada Miller\n  url: x", ("The weir", "Ada Miller", None)),
        ("author: [Ada Miller, Tom Bell]\ntags: [a, b]", ("It is open", "Ada Miller, Tom Bell", None)),
        ("title: The weir\ndate: March 5, 2024", ("The weir", None, "2024-03-05")),
    ],
)
def test_front_matter(front: str, expected: tuple[str, str | None, str | None]) -> None:
    """Front matter gives title, author and date, and is not part of the text."""
    document = read(f"---\n{front}\n---\n\nIt is open.")

    assert (*expected, "It is open.") == (document.title, document.author, document.date, document.text)


def test_toml_front_matter() -> None:
    """Front matter may be between plus signs."""
    document = read('+++\ntitle = "The weir"\ndate = 2024-03-05\n+++\nIt is open.')

    assert ("The weir", "2024-03-05", "It is open.") == (document.title, document.date, document.text)


def test_rule_is_no_front_matter() -> None:
    """A text that starts with a rule keeps the words up to the next rule."""
    assert "It is open.\n\nIt is shut." == read("---\nIt is open.\n\n---\n\nIt is shut.").text


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# The weir\n\nIt is open.", "The weir", "It is open."),
        ("---\ntitle: The *weir*\n---\n# The weir\n\nIt is open.", "The *weir*", "It is open."),
        ("---\ntitle: Water\n---\n# The weir\n\nIt is open.", "Water", "The weir\n\nIt is open."),
        ("Hello.\n\n# The weir\n\nIt is open.", "The weir", "Hello.\n\nThe weir\n\nIt is open."),
        ("# The weir", "The weir", "The weir"),
        ("It is open. It was shut.", "It is open", "It is open. It was shut."),
    ],
)
def test_title(text: str, title: str, body: str) -> None:
    """The title is from the front matter or the first main heading; a heading that repeats it is dropped."""
    document = read(text)

    assert (title, body) == (document.title, document.text)


def test_links() -> None:
    """Links to files and web pages count; fragments, mail addresses and pictures do not."""
    text = (
        "See [the *mill*](../mill.md#wheel), [it](/b.md), <https://a.example/x>, https://a.example/y. [Up](#top), "
        '[mail](mailto:a@b.example), [the mill](../mill.md), ![p](p.png), [r] and <a href="c.html">c</a>.\n\n'
        '<p><a href="d.html?x">d</a></p>\n\n[r]: https://a.example/r "R"\n'
    )

    assert (
        Link("/texts/mill.md", "the mill"),
        Link("/b.md", "it"),
        Link("https://a.example/x", "https://a.example/x"),
        Link("https://a.example/y", "https://a.example/y"),
        Link("https://a.example/r", "r"),
        Link("/texts/deep/c.html", "c"),
        Link("/texts/deep/d.html", "d"),
    ) == read(text).links


def test_links_of_a_page() -> None:
    """A Markdown text on the web links relative to its address."""
    document = read("[b](../b.md?c=1#d)", "https://a.example/x/y/a.md")

    assert (Link("https://a.example/x/b.md?c=1", "b"),) == document.links


def test_chinese_lines() -> None:
    """A line end between Chinese characters adds no space."""
    assert "堰已经打开。水位正常。" == read("堰已经打开。\n水位正常。").text


def test_notes_are_no_part_of_a_sentence() -> None:
    """The mark of a note is left out, and the note is a paragraph; what no note explains stays."""
    text = "Rye is cheap[^1] here, x[^y] is not.\n\n`a[^1]`\n\n[^1]: Cheaper than oats."
    assert "Rye is cheap here, x[^y] is not.\n\na[^1]\n\nCheaper than oats." == read(text).text


def test_numbers_and_indentation_stay() -> None:
    """An ordered list keeps its numbers, and code its blanks."""
    text = "3. Grind.\n4. Sift.\n\n```\ndef f():\n    return 1\n```\n"
    assert "3. Grind.\n4. Sift.\n\ndef f():\n    return 1" == read(text).text


def test_tables_in_html_keep_rows_and_cells() -> None:
    """A table of tags is read as one of bars is, also where blank lines part it."""
    rows = "<tr><th>Mill</th><th rowspan=2>Sacks</th></tr><tr><td>Orsk</td></tr>"
    assert "Mill | Sacks\nOrsk | Sacks" == read(f"<table>{rows}</table>").text
    parted = "<table>\n<tr><td>Orsk</td><td>12</td></tr>\n\n<tr><td>Tarn</td><td>9</td></tr>\n</table>"
    assert "Orsk | 12\n\nTarn | 9" == read(parted).text


def test_admonitions_are_paragraphs() -> None:
    """The indented block below a marker is text, with its lists and code, and not code itself."""
    text = (
        'Before.\n\n??? note "Is rye cheap?"\n    It **is**.\n\n    !!! tip\n        Grind it.\n\n'
        "    - one\n    - two\n\n    ```\n    def f():\n        return 1\n    ```\n\nAfter.\n\n    code()\n"
    )
    assert (
        "Before.\n\nIs rye cheap?\n\nIt is.\n\nGrind it.\n\none\ntwo\n\ndef f():\n    return 1\n\nAfter.\n\ncode()"
    ) == read(text).text


def test_heading_underlined_by_equals_signs_is_a_heading() -> None:
    """Three equals signs below a line are no tab."""
    assert ("Ropes", "Hemp.") == ((document := read("Ropes\n===\n\nHemp.")).title, document.text)


def test_raised_and_lowered_characters_are_no_part_of_the_number_before_them() -> None:
    """Ten to the sixth is not 106; the mark of a note is no word of the sentence."""
    paragraph = (
        "It makes 10<sup>6</sup> bolts on 40 m<sup>2</sup> with x<sub>i</sub>.<sup>12</sup> The 21<sup>st</sup> one."
    )
    linked = 'It held<sup>[1](#n1)</sup> till noon<sup><a href="#n2">2</a></sup>.'
    block = "<p>It makes 10<sup>9</sup> nuts.<sup><a href='#n3'>3</a></sup> It rests.</p>"
    table = "| a | b |\n|---|---|\n| 10<sup>3</sup> | m<sup>3</sup> |"
    assert (
        "It makes 10⁶ bolts on 40 m² with x_i. The 21st one.\n\nIt held till noon.\n\n"
        "It makes 10⁹ nuts. It rests.\n\na | b\n10³ | m³"
    ) == read(f"{paragraph}\n\n{linked}\n\n{block}\n\n{table}").text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Silt\n: Fine mud.\n: Slime.\n\nWeir\n\n:   A low dam.", "Silt\nFine mud.\nSlime.\n\nWeir\n\nA low dam."),
        ("> [!NOTE]\n> It is *low*\n> water.", "Note\nIt is low water."),
        ("> [!tip]- Boots\n> Wear them.", "Boots\nWear them."),
        ("A[^a] b[^b].\n\n[^a]: One.\n[^b]: Two.", "A b.\n\nOne.\nTwo."),
        ("## The doors {#doors .wide}\n\nOak {x}.\n{: .note}", "The doors\n\nOak {x}."),
        ("[TOC]\n\n[[_TOC_]]\n\nOak.", "Oak."),
        (":::note Boots\nWear them.\n:::\n\n::: {.wide}\nOak.\n:::", "Boots\n\nWear them.\n\nOak."),
        (":::tip[Boots]\n\nWear them.\n\n:::", "Boots\n\nWear them."),
        ("```\n::: x\n: y\n```", "::: x\n: y"),
        ("The hour: 10\n:30 is late.", "The hour: 10 :30 is late."),
    ],
    ids=["terms", "alert", "titled alert", "notes", "attributes", "contents", "division", "label", "code", "colon"],
)
def test_markup_of_common_extensions_is_read_as_it_is_shown(markup: str, expected: str) -> None:
    """Definitions and notes are lines, alerts have titles, and attributes and places of contents are no text."""
    assert expected == read(f"# The weir\n\nIt holds.\n\n{markup}").text.removeprefix("It holds.\n\n")


def test_deep_list_is_read_whole() -> None:
    """Items of a list within twenty others are read."""
    nested = "".join(f"{'  ' * depth}- gate {depth}\n" for depth in range(20))
    assert [f"gate {depth}" for depth in range(20)] == read(nested).text.split("\n")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("So $a*b*c_1$ holds \\[sic\\].", "So $a*b*c_1$ holds [sic]."),
        ("$$\na \\\\\nb*c*d\n$$", "$$\na \\\\\nb*c*d\n$$"),
        ("It cost $5 or *about* $6, not \\$7 nor $8.", "It cost $5 or about $6, not $7 nor $8."),
        ("`$x$` and $`", "$x$ and $`"),
    ],
)
def test_formulas_are_read_as_they_are_written(written: str, expected: str) -> None:
    """The signs of a formula are no markup; sums of money are no formulas."""
    assert expected == read(written).text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<pre>\nx = 1\n  y = 2\n</pre>", "x = 1\n  y = 2"),
        ("<dl><dt>Silt</dt>\n<dd>Mud.</dd></dl>", "Silt\nMud."),
        ('<ol start="3"><li>Dig.</li>\n<li>Fill.</li></ol>', "3. Dig.\n4. Fill."),
    ],
)
def test_blocks_of_html_keep_their_lines(markup: str, expected: str) -> None:
    """Code, terms and numbered lists that are written as HTML are read as on a page."""
    assert expected == read(f"Oak.\n\n{markup}").text.removeprefix("Oak.\n\n")


def test_headings_of_html_are_headings() -> None:
    """The first page of many a project is titled by a centred heading in HTML."""
    document = read('<h1 align="center">\n<img src="a.png">\nThe weir\n</h1>\n\nOak.\n\n<h2>Doors</h2>\n\nTwo.')
    assert ("The weir", [2]) == (document.title, [heading.level for heading in document.headings][-1:])
