"""What is between two paragraphs of an article belongs to it, however short it is."""

import pytest
from lxml.html import document_fromstring

from index.parsing.html.selection.main_text import select_blocks
from index.parsing.html.text import write_blocks

FIRST = "In winter about thirty boats are broken open in Brell, most of them between October and January, at night."
LAST = "The harbour master gives more advice each Monday at ten o'clock in her office on the quay, without a fee."
MENU = "<ul>" + "".join(f"<li><a href='/{n}'>Page {n}</a></li>" for n in range(9)) + "</ul>"
TABLE = (
    "<table><tr><th>Release</th><th>Date</th></tr>"
    + "".join(f"<tr><td><a href='/r{n}'>4.{n}</a></td><td>May {n}</td></tr>" for n in range(2010, 2016))
    + "</table>"
)


def between(inside: str) -> list[str]:
    """What is chosen between two paragraphs of a page, if an extractor found only these."""
    tree = document_fromstring(f"<body>{MENU}<main><div class='text'><p>{FIRST}</p>{inside}<p>{LAST}</p></div></main>")
    chosen = [block.text for block in select_blocks(write_blocks(tree), f"{FIRST}\n\n{LAST}")]
    assert [FIRST, LAST] == [chosen[0], chosen[-1]]
    return chosen[1:-1]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<blockquote class='small'><p>Never.</p></blockquote>", ["Never."]),
        (
            "<div class='social-media-embed'><blockquote><p>The hatch was open.</p>— Ada Holm</blockquote></div>",
            ["The hatch was open.", "— Ada Holm"],
        ),
        ("<div>We hope that it helps you!</div>", ["We hope that it helps you!"]),
    ],
)
def test_quotations_and_sentences(inside: str, expected: list[str]) -> None:
    """Embedded posts are read, and so is a sentence in a division of its own."""
    assert expected == between(inside)


def test_list_between_paragraphs() -> None:
    """A list of the article is read whole; one that has another name or leads away is not."""
    points = ["Lock the hatch whenever you leave.", "Leave no key below the cover.", "Take the radio home."]
    entries = "".join(f"<li>{point}</li>" for point in points)
    assert points == between(f"<ul class='list-tips'>{entries}</ul>")
    assert not between(f"<ul class='article-tags'>{entries}</ul>")
    assert not between(f"<div class='teaser-box'><ul>{entries}</ul></div>")


def test_table_whose_rows_are_links() -> None:
    """A table is read whole, though a cell of each row is a link."""
    assert ["Release | Date", *(f"4.{n} | May {n}" for n in range(2010, 2016))] == between(TABLE)
    rows = "".join(f"<tr><td><a href='/{n}'>The boat called {n}</a></td><td>{n} metres long</td></tr>" for n in "123")
    known = "<tr><td>Of oak, with two masts, built in Tarn before the storm of 1894</td><td>9 m</td></tr>"
    tree = document_fromstring(f"<body><main><p>{FIRST}</p><table>{known * 4}{rows}</table><p>{LAST}</p></main>")
    found = "\n".join((FIRST, *["Of oak, with two masts, built in Tarn before the storm of 1894 | 9 m"] * 4, LAST))
    assert "The boat called 3 | 3 metres long" in [block.text for block in select_blocks(write_blocks(tree), found)]


def test_labels_of_steps() -> None:
    """Words at the start of several divisions name their paragraphs."""
    said = "Turn the key {} times to the left, and pull the hatch towards you until you hear the bolt in its place."
    steps = "".join(
        f"<div class='step'><span class='head'>Step {n}</span><p>{said.format(n)}</p></div>" for n in (1, 2)
    )
    tree = document_fromstring(f"<body><main><p>{FIRST}</p>{steps}</main>")
    chosen = select_blocks(write_blocks(tree), "\n\n".join((FIRST, said.format(1), said.format(2))))
    assert [FIRST, "Step 1", said.format(1), "Step 2", said.format(2)] == [block.text for block in chosen]
