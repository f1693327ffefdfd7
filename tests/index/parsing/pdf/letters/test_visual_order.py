"""Lines of two directions: the order of reading follows from the places on the page."""

from collections.abc import Sequence

import pytest

from index.parsing.pdf.letters.visual_order import BLANK, has_two_directions, order_line
from index.parsing.pdf.printed_line import Rectangle


def join(glyphs: Sequence[tuple[str, Rectangle]], *, is_rtl: bool) -> str:
    """The text of characters in reading order."""
    return "".join(" " if place == BLANK else glyphs[place][0] for place in order_line(glyphs, is_rtl=is_rtl))


def read(shown: str, *, is_rtl: bool = False, bottom: float = 700.0) -> str:
    """A line in reading order whose characters are printed from the left in this order, each 5 points wide."""
    glyphs = [(sign, Rectangle(5 * n, bottom, 5 * n + 5, bottom + 11)) for n, sign in enumerate(shown)]
    return join(glyphs, is_rtl=is_rtl)


def show(*words: str) -> str:
    """How words of a line from right to left are printed, from the left: turned, but for those from left to right."""
    return "".join(word if word.isascii() and word[0].isalnum() else word[::-1] for word in reversed(words))


@pytest.mark.parametrize(
    "words",
    [
        ("המגדלור נבנה בשנת ", "1871", " על השונית"),
        ("הפנס ", "(", "oil lamp", ")", " נדלק בלילה"),
        ('الفنار "', "gas lamp", '" أضيء في ', "12.5.1871", " ثم انطفأ"),
        ("المرجع: ", "Ana Quill 2019", " في كتابها"),
        ("שיעור של ", "7,5", " מטר"),
        ("עומק של ", "12%", " ביום"),
    ],
)
def test_a_line_from_right_to_left(words: tuple[str, ...]) -> None:
    """Words and numbers from left to right are within it as a reader sees them."""
    assert "".join(words) == read(show(*words), is_rtl=True)


def test_arabic_words_within_an_english_line() -> None:
    """They are turned, and a number between two of them is read from the left."""
    shown = f"The words {show('الفنار ', '12', ' القديم')} are old."
    assert "The words الفنار 12 القديم are old." == read(shown)


def test_items_in_the_order_of_the_line() -> None:
    """A comma that touches the word on its right ends it, so that the next item is on its left."""
    assert "כגון SQL, NoSQL, OS והזרקות" == read(
        show("כגון ", "SQL", ", ", "NoSQL", ", ", "OS", " והזרקות"), is_rtl=True
    )


def test_the_page_tells_the_direction_of_a_short_line() -> None:
    """A line with about as many letters of both directions is in the direction of its page."""
    shown = "stateful " + "דבוע"
    assert ("עובד stateful", "stateful עובד") == (read(shown, is_rtl=True), read(shown, is_rtl=False))


def test_a_wide_gap_parts_cells() -> None:
    """Each cell has its own direction."""
    words = [*zip("Keeper", range(6), strict=True), *zip("רמוש", range(40, 44), strict=True)]
    glyphs = [(sign, Rectangle(5 * n, 700, 5 * n + 5, 711)) for sign, n in words]
    assert "Keeper שומר" == join(glyphs, is_rtl=False)


def test_words_without_blanks_are_parted() -> None:
    """A file may move the pen instead of printing a blank; where PDFium has none either, the letters are one word."""
    printed = [("1", 0), ("9", 1.5), ("", 3), ("ל", 3.5), ("כ", 4.5), ("ה", 5.5), ("", 6), ("ך", 7), ("ס", 8)]
    glyphs = [(sign, Rectangle(5 * at, 700, 5 * at + 5, 711)) for sign, at in printed]
    assert "סך הכל 19" == join(glyphs, is_rtl=True)


def test_lines_one_below_the_other_are_not_mixed() -> None:
    """PDFium takes short lines for one."""
    above, below = "1 רמוש", "2 סנפ"
    glyphs = [
        *((sign, Rectangle(5 * n, 700, 5 * n + 5, 711)) for n, sign in enumerate(above)),
        *((sign, Rectangle(5 * n, 680, 5 * n + 5, 691)) for n, sign in enumerate(below)),
    ]
    assert "שומר 1 פנס 2" == join(glyphs, is_rtl=True)


def test_marks_stay_after_their_letters() -> None:
    """A vowel point has a place of its own above the letter before it."""
    glyphs = [
        ("א", Rectangle(20, 700, 25, 711)),
        ("\u05b8", Rectangle(21, 700, 24, 711)),
        (" ", Rectangle(18, 700, 20, 711)),
        ("7", Rectangle(12, 700, 17, 711)),
    ]
    assert [0, 1, 2, 3] == order_line(glyphs, is_rtl=True)


@pytest.mark.parametrize(
    ("text", "expected"), [("המגדלור 7", True), ("המגדלור (x)", True), ("המגדלור, כן.", False), ("The lamp 7", False)]
)
def test_lines_that_need_an_order(text: str, *, expected: bool) -> None:
    """Only a line with letters of both directions, or with numbers, has another order on the page."""
    assert expected is has_two_directions(text)
