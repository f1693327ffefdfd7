"""Code in a PDF file: lines and their indentation stay."""

from dataclasses import replace

from index.parsing.pdf.paragraphs.code_lines import drop_typewriting, indent_code, join_code
from index.parsing.pdf.paragraphs.reflow import reflow_pages
from index.parsing.pdf.printed_line import PrintedLine


def printed(text: str, number: int, *, code: bool = False, left: float = 50.0) -> PrintedLine:
    """A line of letters that are 5 points wide."""
    return PrintedLine(text, left, left + 5 * len(text), 700.0 - 12 * number, 10.0, is_code=code)


PROSE = printed("The lamp is lit by this program, which the keeper wrote:", 0)
CODE = [
    printed("def light(lamp):", 1, code=True),
    printed("if lamp.oil:", 2, code=True, left=70.0),
    printed("lamp.lit = True", 3, code=True, left=90.0),
]


def test_lines_of_code_keep_their_ends_and_their_indentation() -> None:
    """They are no sentence, and neither are they part of the one before them."""
    text, _ = reflow_pages([indent_code([PROSE, *CODE])], [[]])
    assert f"{PROSE.text}\n\ndef light(lamp):\n    if lamp.oil:\n        lamp.lit = True" == text


def test_an_empty_line_in_code() -> None:
    """It stays."""
    text, _ = reflow_pages([indent_code([*CODE, printed("light(Lamp())", 5, code=True)])], [[]])
    assert text.endswith("        lamp.lit = True\n\nlight(Lamp())")


def test_an_address_in_a_sentence_is_no_code() -> None:
    """One line between others, that starts where they start, is part of their text."""
    page = [
        printed("The list of all the lamps and of their keepers is at", 0),
        printed("https://example.org/lamps-and-keepers/list-of-all-of", 1, code=True),
        printed("them, and nowhere else.", 2),
    ]
    text, _ = reflow_pages([indent_code(page)], [[]])
    assert " ".join(line.text for line in page) == text


def test_gaps_in_code_are_no_gutters() -> None:
    """A comment behind a line is part of it; a line far to the right is in another column."""
    row = [printed("lamp = 1", 0, code=True), printed("# a lamp", 0, code=True, left=130.0)]
    far = printed("oil = 2", 0, code=True, left=400.0)
    joined = replace(row[0], text="lamp = 1 # a lamp", right=row[1].right)
    assert [joined, far] == join_code([*row, far])


def test_a_typewritten_text_is_no_code() -> None:
    """Where most lines are in letters of one width, they are paragraphs."""
    pages = [[[replace(PROSE, is_code=True)], [printed("A heading", 5)]]]
    assert [[[PROSE], [printed("A heading", 5)]]] == drop_typewriting(pages)
    assert [[[PROSE], [CODE[0]]]] == drop_typewriting([[[PROSE], [CODE[0]]]])
