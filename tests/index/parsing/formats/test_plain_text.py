"""``index.parsing.extraction`` on plain text."""

import pytest

from index.parsing.extraction import extract
from index.types import Document, Link, Raw

ARTICLE = (
    " date 2024-03-05 Acting mayor of Low Bridge Ada Miller wrote to the river board that she wants an “open talk” "
    "about the weir, her deputy Tom Bell said on Sunday.\n\n"
    "“The board’s plan is not ours,” the letter reads, and asks for a meeting before the spring in the old mill by the "
    "weir\n\n"
    "The board did not answer.\n\n"
    "Jo R. Park is a northern writer and documents life by the water. You can follow her on the radio here."
)


def read(text: str, location: str = "/texts/a.txt") -> Document:
    """The document of a plain text."""
    return extract(Raw(location, text.encode(), "text/plain"))


def test_article_with_glued_head_and_tail() -> None:
    """A date glued to the first line becomes a paragraph, the author is found at the end, and no word is lost."""
    document = read(ARTICLE)

    assert ("2024-03-05", "Jo R. Park", "en") == (document.date, document.author, document.language)
    assert "Acting mayor of Low Bridge Ada Miller wrote to the river board that she wants…" == document.title
    assert ["date 2024-03-05", ARTICLE[17:].partition("\n\n")[0]] == document.text.split("\n\n")[:2]
    assert ARTICLE.split() == document.text.split()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("2024-03-05\n\n", "2024-03-05"),
        ("Published: 2024-03-05\n", "2024-03-05"),
        ("March 5, 2024\n\n", "2024-03-05"),
        ("5 March 2024\n\n", "2024-03-05"),
        ("Tuesday, 5th of March 2024, 10:30 am\n\n", "2024-03-05"),
        ("Sept. 5, 2023\n\n", "2023-09-05"),
        ("2024年3月5日 10時05分\n\n", "2024-03-05"),
        ("5.3.2024\n\n", "2024-03-05"),
        ("The weir\n\nBy Ada Miller\nUpdated on March 5, 2024\n\n", "2024-03-05"),
        ("By Ada Miller | March 5, 2024\n\n", "2024-03-05"),
        ("2024-02-31 ", None),
        ("2024-03-05 was a wet day. ", None),
        ("", None),
    ],
)
def test_date(head: str, expected: str | None) -> None:
    """A date at the head is the date of the text; a date in a sentence is not."""
    assert expected == read(f"{head}The weir was opened again in May.").date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The weir\n\nBy Ada Miller\n\nIt was opened.", "Ada Miller"),
        ("The weir\nBY ADA MILLER AND TOM VAN DYK\n\nIt was opened.", "ADA MILLER AND TOM VAN DYK"),
        ("By Monday\n\nIt was opened.", None),
        ("By the weir\n\nIt was opened.", None),
        ("It was opened. Ada Miller is the paper’s staff reporter for rivers.", "Ada Miller"),
        ("Ada Miller is a writer.", None),
        ("Miller opened the weir.\n\nAda Miller is a writer and lives nearby.", None),
        ("It was opened.\n\nThe Example is a writers’ journal.", None),
        ("It was opened.\n\nAda Miller is a tall woman.", None),
    ],
)
def test_author(text: str, expected: str | None) -> None:
    """The author is in a byline at the head or introduced at the end; the subject of the text is not the author."""
    assert expected == read(text).author


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The weir is open\n\nIt was opened on Monday.", "The weir is open"),
        ("The weir is open\n=========\n\nIt was opened on Monday.", "The weir is open"),
        ("2024-03-05\n\nThe weir is open\nBy Ada Miller\n\nIt was opened.", "The weir is open"),
        ("The weir is open. It was opened on Monday.", "The weir is open"),
        ("Is the weir open? It was opened on Monday.", "Is the weir open?"),
        ("Dr. Miller opened the weir. It was Monday.", "Dr. Miller opened the weir"),
        ("The U.S. weir is open. It was Monday.", "The U.S. weir is open"),
        ("Dear all,\n\nThe weir is open.", "Dear all"),
        ("堰已经打开。水位正常。", "堰已经打开"),
        ("weir " * 40, "weir " * 15 + "weir…"),
        ("x" * 100, "x" * 79 + "…"),
        ("word", "word"),
        ("... 7", "... 7"),
    ],
)
def test_title(text: str, expected: str) -> None:
    """The title is a short first line, or else the first sentence, cut at a word to 80 characters."""
    assert expected == read(text).title
    assert len(expected) <= 80


def test_links() -> None:
    """Web addresses in the text are links, once each, without the punctuation around them."""
    text = "See http://a.example/x. (And https://b.example/y_(z)); “https://c.example”, http://A.example/x#part!"

    assert (
        Link("http://a.example/x", "http://a.example/x"),
        Link("https://b.example/y_(z)", "https://b.example/y_(z)"),
        Link("https://c.example/", "https://c.example"),
    ) == read(text).links


def test_hard_wrapped_text() -> None:
    """A hard-wrapped text is stored in paragraphs."""
    text = (
        "The mill by the weir was built in the spring of the year that the old\n"
        "bridge fell, and it has ground the corn of the four villages around it\n"
        "ever since.\n"
    )

    assert " ".join(text.split()) == read(text).text


def test_number_of_the_first_item_is_no_title() -> None:
    """A text that begins with a numbered sentence is titled by the sentence."""
    text = "1. The basin is public.\n2. The master keeps the gate.\n"
    assert extract(Raw("/texts/a.txt", text.encode(), "text/plain")).title == "1. The basin is public"


def test_indented_first_lines_part_paragraphs() -> None:
    """Paragraphs without blank lines between them are told apart by their first lines, and verse by none."""
    first = (
        "  The old harbour of Marn was dug by hand in the spring of a\ndry year, and the men who dug it\nwere paid.\n"
    )
    second = "  The third year was wet, so that the basin silted up again and\nthe town had to borrow\nmoney.\n"
    lines = read((first + second) * 2).text.split("\n\n")
    assert [line[:11] for line in lines] == ["The old har", "The third y"] * 2
    verse = (
        "The gate is shut on all the boats that waited here.\n  The lamp is out and all the oil that fed it burned.\n"
    )
    assert "\n\n" not in read(verse * 3).text


def test_what_a_message_quotes_is_paragraphs_of_its_own() -> None:
    """The signs of a quotation at the start of its lines part no sentence; prompts of code stay."""
    message = (
        "On Monday, Ada wrote:\n"
        "> The gate of the old basin is shut for all the boats that have waited at\n"
        "> the mole since the spring.\n"
        ">\n"
        "> > Who shut it, and when will the master of the harbour open it again for\n"
        "> > the boats?\n"
        "I did.\n"
    )
    assert [
        "On Monday, Ada wrote:",
        "The gate of the old basin is shut for all the boats that have waited at the mole since the spring.",
        "Who shut it, and when will the master of the harbour open it again for the boats?",
        "I did.",
    ] == read(message).text.split("\n\n")
    assert ">>> gate.open()\n>>> gate.shut()" == read(">>> gate.open()\n>>> gate.shut()\n").text
    assert "> 5 is more.\nIt is." == read("> 5 is more.\nIt is.\n").text


@pytest.mark.parametrize(
    ("date", "expected"), [("Date: Mon, 4 Mar 2024 10:00:00 +0100\n", "2024-03-04"), ("Date: soon\n", None), ("", None)]
)
def test_head_of_a_message_names_its_subject_and_its_sender(date: str, expected: str | None) -> None:
    """A saved message is titled by its subject, and its head stays in the text."""
    head = f"From: Ada Quill <ada@reef.example>\nTo: Jon\n{date}Subject: The box"
    document = read(f"{head}\n\nIt is green. It is old.\n")
    assert ("The box", "Ada Quill", expected) == (document.title, document.author, document.date)
    assert head == document.text.split("\n\n")[0]


def test_wide_blank_begins_a_paragraph() -> None:
    """Japanese texts indent the first line of each paragraph, and wrap within sentences."""
    start, end = "港は昔に浚渫され、それ以来、四メートルの船が北の岸壁に", "停泊できるようになった。"
    assert [start + end, start + end] == read(f"\u3000{start}\n{end}\n" * 2).text.split("\n\n")
