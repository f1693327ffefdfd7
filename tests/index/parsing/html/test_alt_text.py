"""``index.parsing.html.alt_text``: what a picture shows is a line of its own."""

import pytest

from index.parsing.extraction import extract
from index.parsing.html.alt_text import describe_picture
from index.types import Raw
from tests.support.pdf_files import epub

WAITING = "Nine people wait in the snow for the last boat"
BODY = "The ferry crosses the sound of Brell twice a day, and it carries sixty people in the summer months."
CHAPTER = f"""<p>{BODY}</p><p><img src="a.png" alt="{WAITING}"/></p><p>In winter it does not run, because the ice
<img src="b.png" alt="Ice on the sound of Brell in a hard winter"/> is too thick for its hull.</p>
<figure><img src="c.png" alt="A map of the sound with both of its piers"/><figcaption>The sound</figcaption></figure>
<div><a href="/other"><img src="d.png" alt="Ten things that you did not know about boats"/></a></div>"""
MARKDOWN = f"{BODY}\n\n![{WAITING}](a.png)\n\nIn winter ![ice on the sound of Brell](b.png) it does not run.\n"


def read(name: str, data: str | bytes) -> list[str]:
    """The paragraphs of a file."""
    raw = Raw(f"/{name}", data.encode() if isinstance(data, str) else data, "application/octet-stream")
    return extract(raw).text.split("\n\n")


def test_the_alternative_text_in_a_book_is_a_line() -> None:
    """It is read where the picture is a paragraph: not within a sentence, beside a caption or in a link."""
    assert [
        BODY,
        WAITING,
        "In winter it does not run, because the ice is too thick for its hull.",
        "The sound",
    ] == read("a.epub", epub([CHAPTER]))


def test_the_alternative_text_on_a_web_page_is_left_out() -> None:
    """There most of them are labels of thumbnails and agencies."""
    page = (
        f"<html><head><title>Ferry</title></head><body><article>{CHAPTER}<p>{BODY} Again.</p></article></body></html>"
    )
    assert WAITING not in read("a.html", page)


def test_the_alternative_text_in_markdown_is_a_line() -> None:
    """A picture within a sentence leaves the sentence whole."""
    assert [BODY, WAITING, "In winter it does not run."] == read("a.md", MARKDOWN)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (f" {WAITING}\n", WAITING),
        ("九个人在雪中等候最后一班船", "九个人在雪中等候最后一班船"),
        ("IMG_2034 of the ferry at night.jpg", None),
        ("Ada Holm", None),
        ("Logo of the harbour of Brell", None),
        (None, None),
    ],
)
def test_a_name_or_label_describes_nothing(stated: str | None, expected: str | None) -> None:
    """Names of people, files and logos are no descriptions."""
    assert expected == describe_picture(stated)


def test_a_bar_in_a_cell_separates_no_cells() -> None:
    """It loses the blanks around it."""
    assert ["a | b\nx|y | z"] == read("a.md", "| a | b |\n|--|--|\n| x \\| y | z |\n")
