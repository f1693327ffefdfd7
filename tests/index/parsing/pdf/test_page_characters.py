"""The characters of a page: each letter is the one that is printed."""

import re

import pytest

from index.errors import EmptyError
from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import Print, pdf
from tests.support.true_type import true_type


def read(data: bytes) -> str:
    """The text of a PDF file."""
    return extract(Raw("/texts/report.pdf", data, "application/pdf")).text


def test_letters_above_u_ffff() -> None:
    """A letter that UTF-16 writes in two halves is one letter."""
    text = "Let 𝔸 be the set of all ropes and 𝔹 the set of all nets."
    assert text == read(pdf([[Print(text)]]))


def test_one_odd_character_loses_one_character() -> None:
    """The rest of the file is read."""
    assert "The rope is 5 \ufffdm long." == read(pdf([[Print("The rope is 5 ?m long.")]], glyphs={"?": "\ud835"}))


@pytest.mark.parametrize(
    ("glyph", "letters", "line", "expected"),
    [
        ("ﻻ", "لا", "ﻻ أحد يعرف السبب", "لا أحد يعرف السبب"),
        ("ﻼ", "لا", "السعر 5 دوﻼر", "السعر 5 دولار"),
        ("ﻷ", "لأ", "ﻷن البحر هائج", "لأن البحر هائج"),
    ],
)
def test_lam_alef_keeps_its_order(glyph: str, letters: str, line: str, expected: str) -> None:
    """The letters of one glyph are in reading order: لا is a negation, ال an article."""
    assert expected == read(pdf([[Print(line[::-1])]], glyphs={glyph: letters}))


def test_other_arabic_ligatures_keep_their_order() -> None:
    """The letters of a ligature that Unicode has, and of one that it has not, are in reading order."""
    assert "انواع الخطوط" == read(pdf([[Print("انواع اﳋطوط"[::-1])]]))
    assert "قال لله درك" == read(pdf([[Print("قال X درك"[::-1])]], glyphs={"X": "لله"}))


def test_a_latin_word_beside_an_arabic_one_makes_no_gap() -> None:
    """A word of both scripts reaches from its first letter to its last one."""
    line = "تعتبر لغة R و Pythonمن الأدوات القوية"
    shown = "ةيوقلا تاودألا نمPython و R ةغل ربتعت"
    assert line == read(pdf([[Print(shown)]]))


def test_arabic_words_in_an_english_line() -> None:
    """Words from right to left are in reading order, whatever the direction of their line."""
    shown = "The phrase " + "وجدير بالذكر"[::-1] + " is a signal of that."
    assert "The phrase وجدير بالذكر is a signal of that." == read(pdf([[Print(shown)]]))


def test_a_blank_within_a_ligature_is_no_blank() -> None:
    """A blank that is printed under the letter before it is not seen."""
    page = [Print("The waf", 72, 700), Print(" er was dry.", 104.9, 700)]
    assert "The wafler was dry." == read(pdf([page], glyphs={"f": "fl"}))


def test_a_raised_letter_does_not_end_the_line() -> None:
    """PDFium starts a new line at a raised letter; the pieces touch, and are one line."""
    page = [
        Print("The rope of hemp is 1", 72, 700),
        Print("1", 173.8, 706, 7),
        Print("⁄4 inches thick, and is bought in Brell.", 177, 700),
    ]
    assert "The rope of hemp is 1¹⁄4 inches thick, and is bought in Brell." == read(pdf([page]))


@pytest.mark.parametrize(("code", "letters"), [("\x0b", "ff"), ("\x0c", "fi"), ("\x0f", "ffl")])
def test_ligatures_without_unicode(code: str, letters: str) -> None:
    """TeX's fonts name no letters for their ligatures; the code in the font tells them."""
    assert f"The o{letters}er was open." == read(pdf([[Print(f"The o{code}er was open.")]], unnamed=code))


def spaced(text: str, step: float) -> list[Print]:
    """A heading whose letters are set apart, each on its own."""
    places = [(72 + step * number, letter) for number, letter in enumerate(text)]
    return [Print(letter, x, 700, 14) for x, letter in places if letter != " "]


def test_letters_that_are_set_apart() -> None:
    """A heading in spaced letters is read as words."""
    body = [Print(f"Line {n} of the text below the heading.", 72, 650 - 13 * n) for n in range(3)]
    assert "THE LAMP" == read(pdf([[*spaced("THE LAMP", 12.0), *body]])).split("\n")[0]


def test_a_list_of_letters_is_no_word() -> None:
    """Letters in both cases in turn make no word."""
    body = [Print(f"Line {n} of the text below the letters.", 72, 650 - 13 * n) for n in range(3)]
    assert "à À ç Ç é É" == read(pdf([[*spaced("àÀçÇéÉ", 12.0), *body]])).split("\n")[0]


def test_a_row_of_single_letters_stays() -> None:
    """Letters with blanks between them are no word."""
    assert "Groups a b c d e were paid." == read(pdf([[Print("Groups a b c d e were paid.")]]))


GARBAGE = "7KH WRZHU RI %UHOO ZDV EXLOW RI EDVDOW DQG LWV ODPS ZDV OLW IRU WKH ILUVW WLPH"


def test_a_file_without_readable_letters_is_refused() -> None:
    """A font that does not say which letters it prints gives an error that says what to do."""
    with pytest.raises(EmptyError) as caught:
        read(pdf([[Print(GARBAGE, size=8)]], unnamed="".join(set(GARBAGE) - {" "})))

    assert (
        "report.pdf has no readable text: its fonts do not say which letters they print; run text recognition over it "
        "(OCRmyPDF with --force-ocr does) and index the result." == str(caught.value)
    )


def test_letters_that_a_font_does_not_name_but_codes_as_usual() -> None:
    """Most fonts without names use the usual codes; their words are read."""
    text = "The tower of Brell was built of basalt."
    assert text == read(pdf([[Print(text)]], unnamed="".join(set(text) - {" "})))


def test_an_unreadable_line_is_left_out() -> None:
    """A formula or a logo that nobody can read does not come between sentences."""
    page = [
        *(Print(f"Rope number {n} is made of hemp and tar.", 72, 700 - 13 * n) for n in range(6)),
        Print("QXJZ#7 Q#XZ", 72, 400),
    ]
    assert "#" not in read(pdf([page], unnamed="QXJZ#7"))


def test_a_font_that_wrongly_says_that_its_letters_have_one_width() -> None:
    """Text in letters of several widths is no code, whatever the flags of its font are."""
    text = ("When the wind wails, nobody", "on the reef will mind it.")
    other = [Print("The lamp of Brell is in letters of another font.", y=600 - 14 * n, bold=True) for n in range(4)]
    data = pdf([[*(Print(line, y=700 - 14 * number) for number, line in enumerate(text)), *other]])
    flagged = data.replace(b"/FontName /Any /Flags 4", b"/FontName /Any /Flags 5")
    narrow = re.sub(
        rb"(?<= )(\d+ \[)500(?=\])", lambda one: one[1] + (b"500" if int(one[1][:2]) % 2 else b"250"), flagged
    )
    assert read(narrow).startswith(" ".join(text))


def test_code_in_letters_of_one_width() -> None:
    """Its lines keep their ends, their indentation and their numbers; a line in two fonts is text."""
    prose = "The lamp is lit by this program of the keeper, which he wrote in the winter"
    lines = [
        Print(prose, y=700),
        Print("of 1981 and did not change.", y=687),
        Print("for lamp in lamps:", y=660, code=True),
        Print("light(lamp)", x=94, y=647, code=True),
        Print("7", y=620),
        Print("count(lamps)", y=620, x=94, code=True),
        Print("8", y=607),
        Print("stop()", y=607, x=94, code=True),
    ]
    expected = f"{prose} of 1981 and did not change.\n\nfor lamp in lamps:\n    light(lamp)\n\n7 count(lamps)\n8 stop()"
    assert expected == read(pdf([lines]))


def test_ligatures_that_a_program_numbered() -> None:
    """The words of the page tell which ligature a font has at a number, where it names none."""
    words = "The \x1frst keeper was con\x1frmed in o\x1ece; a di\x1derent light was lit."
    expected = "The first keeper was confirmed in office; a different light was lit."
    assert expected == read(pdf([[Print(words)]], unnamed="\x1d\x1e\x1f"))


def test_glyphs_whose_letters_the_font_names() -> None:
    """The font's own map gives the letters where the file has none."""
    text = "The keeper of the tower lit a lamp each night."
    letters = "".join(sorted(set(text)))
    glyphs = "".join(chr(3 + letters.index(letter)) for letter in text)
    assert text == read(pdf([[Print(glyphs)]], unnamed=glyphs, font=true_type(letters)))


def test_glyphs_in_the_usual_order() -> None:
    """A font without a map has its glyphs in the order of most fonts, if they make words."""
    text = "Der Wärter – „Ned“ – zündete jede Nacht die große Lampe an und löschte sie am Morgen."
    codes = text.encode("mac_roman")
    glyphs = "".join(chr(code - (29 if code < 127 else 30 if code < 202 else 31)) for code in codes)
    assert text == read(pdf([[Print(glyphs)]], unnamed=glyphs, font=true_type("")))


def test_glyphs_that_nobody_names() -> None:
    """Numbers of glyphs that make no words are no text."""
    words = [
        "".join(chr(ord(letter) - 20) for letter in word) for word in ("keepers", "lamplight", "harbour", "granite")
    ]
    page = [Print(word, 72 + 70 * place) for place, word in enumerate((*words, "\x0c"))]
    with pytest.raises(EmptyError, match="readable"):
        read(pdf([page], unnamed="".join((*words, "\x0c")), font=true_type("")))


def test_word_that_is_turned_at_the_start_of_a_line() -> None:
    """A word that runs upwards beside a line, without a line end in the file, does not turn the line."""
    page = [Print("Form", 72, 698, 6, turned=True), Print("88 Report of the lamp", 76, 700, 12)]
    body = [Print("The lamp was lit each night by its keepers.", 72, 650 - 14 * n) for n in range(3)]
    assert "88 Report of the lamp" == read(pdf([[*page, *body]])).split("\n")[0]


VERTICAL = (
    "灯台は港の入り口に立っている。百年前に石で",
    "建てられ、今も毎晩光を放つ。守り人は三人い",
    "て、冬の嵐の夜も光を守った。",
)


def vertical(y: float) -> list[Print]:
    """Lines of vertical writing, the first one on the right, character by character."""
    return [
        Print(one, 500 - 18 * column, y - 11 * row)
        for column, line in enumerate(VERTICAL)
        for row, one in enumerate(line)
    ]


def test_vertical_writing_is_read_from_the_right() -> None:
    """Lines from above to below follow each other from right to left; the upper half of a page comes first."""
    text = "".join(VERTICAL)
    assert f"{text}\n\n{text}" == read(pdf([[*vertical(700), *vertical(400)]], font=true_type("")))


def test_vertical_writing_by_the_encoding() -> None:
    """The same where the encoding of the font says that it is vertical, and PDFium sorts the lines from the left."""
    page = [Print(line, 500 - 18 * column, 700) for column, line in enumerate(VERTICAL)]
    data = pdf([page], font=true_type("")).replace(b"/Identity-H", b"/Identity-V")
    assert "".join(VERTICAL) == read(data)


def test_column_of_chinese_cells_is_no_vertical_writing() -> None:
    """Characters one below the other on a page of lines from left to right stay where they are."""
    cells = [Print(one, 72, 700 - 14 * row) for row, one in enumerate("男女男女")]
    lines = [Print(f"第{row}号灯台的看守人，住在礁石上的房子里", 110, 700 - 14 * row) for row in range(4)]
    text = read(pdf([[*cells, *lines]], font=true_type("")))
    assert text.index("男") < text.index("第0号") < text.index("第3号")


def test_column_of_digits_is_no_word() -> None:
    """Digits one below the other are rows, also where nothing in the file parts them."""
    digits = [Print(digit, x=72, y=700 - 14 * n) for n, digit in enumerate("314")]
    names = [Print(name, x=110, y=700 - 14 * n) for n, name in enumerate(("lamps", "bells", "gates"))]
    assert "3 | lamps\n1 | bells\n4 | gates" == extract(Raw("/r.pdf", pdf([[*digits, *names]]), "")).text
