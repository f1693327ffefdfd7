"""The visible characters of a PDF page as PDFium finds them: lines, parted at wide gaps, and links."""

import ctypes
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.parsing.pdf.arabic_letters import find_early_mark, has_rtl_letter, order_ligatures
from index.parsing.pdf.printed_line import PrintedLine
from index.parsing.pdf.printed_links import read_links
from index.parsing.pdf.printed_words import (
    PrintedWord,
    Rectangle,
    around,
    join_spaced_letters,
    join_touching,
    part_at_gaps,
    split_levels,
)
from index.parsing.pdf.readability import reads_as_words
from index.types import Link

_MIN_SIZE_PT = 2.0  # smaller text is not printed to be read
_WHITE_FROM = 250
_MAX_FAINT_ALPHA = 12  # of 255
_MAX_OBJECTS = 5_000
_HYPHEN = "\x02"  # PDFium's character for a hyphen at the end of a line, with the line end
_LINE_ENDS = "\r\n"
_REPLACEMENT = "\ufffd"
# Codes of TeX's encodings OT1 and T1. PDFium returns the code where a font names no characters.
_TEX_LIGATURES = dict(zip("\x0b\x0c\r\x0e\x0f\x1b\x1c\x1d\x1e\x1f", ("ff", "fi", "fl", "ffi", "ffl") * 2, strict=True))
# A bullet of a symbol font, which names it as nothing or as any letter.
_SYMBOL_BULLET = re.compile("(?:\\w?\ufffd|[\ue000-\uf8ff])(?=\\s|$)")
# Printed glyphs for letters: ligatures, and the shapes of Arabic letters.
_PRESENTATION_FORMS = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdfb\ufe70-\ufefc]+")
_BOLD_FROM = 600
_BOLD_NAME = re.compile(rb"bold|black|heavy|(?:cm|sf)bx", re.IGNORECASE)
_MAX_NAME = 128
_LIGATURE_ENDS = frozenset("fiklt")
_HALVES_FROM = 0xD800
_QUARTER_TURN = 1.5708


class _Character(NamedTuple):
    """A character with its place in PDFium's text; a letter above U+FFFF has the place of its first half."""

    text: str
    place: int
    is_generated: bool = False
    is_unmapped: bool = False


class PageCharacters:
    """One page: its visible characters, and its links."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._text = page.get_textpage()
        self._painted: list[tuple[Rectangle, bool]] | None = None
        self.read_count = 0
        """How many visible characters are read; known after ``lines``."""
        self.unreadable_count = 0
        """How many visible characters are left out, because their font does not say which letters it prints."""

    @property
    def is_picture(self) -> bool:
        """Whether something is painted on the page, and no text can be read; known after ``lines``."""
        return not self.read_count and bool(self.unreadable_count or self._find_painted())

    def close(self) -> None:
        """Free the page."""
        self._text.close()
        self._page.close()

    def lines(self) -> list[list[PrintedLine]]:
        """The lines in the order of the file, each as its parts between wide gaps, in reading order."""
        paper = Rectangle(*self._page.get_bbox())
        letters: Counter[int] = Counter()
        found: list[tuple[int, list[PrintedLine]]] = []
        for turn, levels in groupby(self._levels(paper), key=itemgetter(0)):
            for line in join_touching(level for _, level in levels):
                letters[turn] += sum(len(word.text) for word in line)
                found.append((turn, _name_bullet(list(part_at_gaps(join_spaced_letters(line))))))
        usual = max(letters, key=letters.__getitem__, default=0)
        return [row if turn == usual else [replace(part, is_turned=True) for part in row] for turn, row in found]

    def _levels(self, paper: Rectangle) -> Iterator[tuple[int, list[PrintedWord]]]:
        """The words at each height, with the quarters by which they are turned."""
        for is_end, run in groupby(self._characters(), key=lambda character: character.text in _LINE_ENDS):
            line = [] if is_end else self._visible(list(run), paper)
            turn = self._turn(line)
            for level in split_levels(list(self._words(line, turn))):
                yield turn, level

    def glyphs(self) -> Iterator[tuple[str, Rectangle]]:
        """The visible characters in the order of the file, each with its place; a word from right to left is one."""
        paper = Rectangle(*self._page.get_bbox())
        for is_end, run in groupby(self._characters(), key=lambda character: character.text in _LINE_ENDS):
            for is_blank, word in groupby(
                () if is_end else self._visible(list(run), paper), key=lambda character: character.text.isspace()
            ):
                if not is_blank:
                    yield from self._split_word(list(word))

    def _split_word(self, word: Sequence[_Character]) -> Iterator[tuple[str, Rectangle]]:
        boxes = [self._box(character.place) for character in word]
        if has_rtl_letter("".join(character.text for character in word)):
            yield _replace_ligatures(self._order(word)), reduce(around, boxes)
        else:
            yield from ((_replace_ligatures(one.text), box) for one, box in zip(word, boxes, strict=True))

    def links(self, location: str) -> list[Link]:
        """The links of the page's annotations, with the words that they cover."""
        return read_links(self._page, self._text, location)

    def _characters(self) -> Iterator[_Character]:
        codes = [api.FPDFText_GetUnicode(self._text, index) for index in range(self._text.count_chars())]
        ends_line = False
        for index, code in enumerate(codes):
            if index and _is_low_half(code) and _is_high_half(codes[index - 1]):
                continue  # the first half is a letter with it
            if code < _HALVES_FROM:
                character = chr(code)
            else:
                character = decode_units(code, codes[index + 1] if index + 1 < len(codes) else 0)
            if character == _HYPHEN and not api.FPDFText_HasUnicodeMapError(self._text, index):
                yield _Character("-", index)
                ends_line = True
                continue
            if ends_line:
                yield _Character("\n", index, is_generated=True)
                ends_line = False
            if character.isalnum():
                yield _Character(character, index)
            else:
                yield self._sign(character, index)

    def _sign(self, character: str, index: int) -> _Character:
        """A character that is no letter and no digit, or a ligature without a name in its font."""
        if api.FPDFText_IsGenerated(self._text, index):
            return _Character(character, index, is_generated=True)
        unmapped = api.FPDFText_HasUnicodeMapError(self._text, index) == 1
        if unmapped and character in _TEX_LIGATURES and self._is_beside_letter(index):
            return _Character(_TEX_LIGATURES[character], index)
        if character < " " or "\x7f" <= character < "\xa0":
            return _Character(_REPLACEMENT if unmapped else " ", index, is_unmapped=unmapped)
        return _Character(character, index, is_unmapped=unmapped or character == _REPLACEMENT)

    def _is_beside_letter(self, index: int) -> bool:
        """Whether a neighbour is a letter that the file names."""
        return any(
            0 <= near < self._text.count_chars()
            and chr(min(api.FPDFText_GetUnicode(self._text, near), sys.maxunicode)).isalpha()
            and not api.FPDFText_HasUnicodeMapError(self._text, near)
            for near in (index - 1, index + 1)
        )

    def _visible(self, line: Sequence[_Character], paper: Rectangle) -> list[_Character]:
        """The blanks and the visible characters of a line; none if nobody can read them."""
        kept: list[_Character] = []
        visible = True
        solid = unmapped = 0
        has_unmapped = False
        for character in line:
            if character.text.isspace():
                if kept and kept[-1].text in _LIGATURE_ENDS and self._is_in_ligature(character.place, kept[-2:]):
                    continue
            else:
                if not kept or kept[-1].text.isspace():
                    visible = self._is_visible(character.place, paper)
                    has_unmapped = api.FPDFText_HasUnicodeMapError(self._text, character.place) == 1
                if not visible:
                    continue
                solid += 1
                unmapped += character.is_unmapped or has_unmapped
            kept.append(character)
        readable = _is_readable("".join(character.text for character in kept), solid, unmapped)
        self.read_count += solid * readable
        self.unreadable_count += solid * (not readable)
        return self._join_marks(kept) if readable else []

    def _is_in_ligature(self, blank: int, letters: Sequence[_Character]) -> bool:
        """Whether a blank is printed within a ligature, whose letters have one place; nobody sees it."""
        area, *boxes = (self._box(place) for place in (blank, *(letter.place for letter in letters)))
        return len(boxes) > 1 and boxes[0] == boxes[-1] and boxes[0].left <= area.left < area.right <= boxes[0].right

    def _words(self, line: Sequence[_Character], turn: int) -> Iterator[PrintedWord]:
        glued = False
        visible = [character for character in line if not character.text.isspace()]
        bold = bool(visible) and all(self._is_bold(one.place) for one in (visible[0], visible[-1]))
        for is_blank, run in groupby(line, key=lambda character: character.text.isspace()):
            characters = list(run)
            if is_blank:
                glued = all(blank.is_generated for blank in characters)
                continue
            text = "".join(character.text for character in characters)
            is_rtl = has_rtl_letter(text)
            ends = characters if is_rtl else (characters[0], characters[-1])
            letter = next((one for one in characters if one.text.isalnum()), characters[0])  # no tall bracket
            boxes = [_turned(self._box(end.place), turn) for end in ends]
            usual = boxes[0] if letter is characters[0] else _turned(self._box(letter.place), turn)
            box = reduce(around, boxes)._replace(bottom=usual.bottom, top=usual.top)
            is_closed = line[-2:-1] == characters[-1:] and line[-1].text.isspace() and not line[-1].is_generated
            written = self._order(characters) if is_rtl else text
            yield PrintedWord(_replace_ligatures(written), box, glued, is_closed, bold)

    def _order(self, word: Sequence[_Character]) -> str:
        """The text of a word from right to left in reading order."""
        return order_ligatures([(character.text, self._box(character.place)) for character in word])

    def _join_marks(self, line: list[_Character]) -> list[_Character]:
        """The line with each mark after the letter that it is printed on, without the blank before the two."""
        text = "".join(character.text for character in line)
        if text.isascii() or not any(map(unicodedata.combining, text)):
            return line
        glyphs = [(character.text, self._box(character.place)) for character in line]
        for place in range(len(line)):
            if find_early_mark(glyphs, place):
                _, mark, letter = line[place : place + 3]
                line[place : place + 3] = [letter, mark]
                glyphs[place : place + 3] = [glyphs[place + 2], glyphs[place + 1]]
        return line

    def _turn(self, line: Sequence[_Character]) -> int:
        """By how many quarters a line is turned on the page."""
        first = next((character for character in line if not character.text.isspace()), None)
        angle = api.FPDFText_GetCharAngle(self._text, first.place) if first else 0.0
        return round(angle / _QUARTER_TURN) % 4 if angle > 0 else 0

    def _is_bold(self, index: int) -> bool:
        if api.FPDFText_GetFontWeight(self._text, index) >= _BOLD_FROM:
            return True
        name, flags = ctypes.create_string_buffer(_MAX_NAME), ctypes.c_int()
        api.FPDFText_GetFontInfo(self._text, index, name, _MAX_NAME, flags)
        return _BOLD_NAME.search(name.value) is not None

    def _box(self, index: int) -> Rectangle:
        area = api.FS_RECTF()
        api.FPDFText_GetLooseCharBox(self._text, index, area)
        return Rectangle(area.left, area.bottom, area.right, area.top)

    def _is_visible(self, index: int, paper: Rectangle) -> bool:
        """Whether a character is visible: large enough, on the page, and not in the colour of the paper.

        Invisible characters over an image come from text recognition and count as visible.
        """
        box = self._box(index)
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        if max(box.top - box.bottom, box.right - box.left) < _MIN_SIZE_PT or not paper.contains(x, y):
            return False
        mode = api.FPDFTextObj_GetTextRenderMode(api.FPDFText_GetTextObject(self._text, index))
        if mode == api.FPDF_TEXTRENDERMODE_INVISIBLE:
            return any(is_image and area.contains(x, y) for area, is_image in self._find_painted())
        red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
        known = api.FPDFText_GetFillColor(self._text, index, red, green, blue, alpha)
        if known and alpha.value <= _MAX_FAINT_ALPHA:
            return False
        white = known and min(red.value, green.value, blue.value) >= _WHITE_FROM
        return not white or any(area.contains(x, y) for area, _ in self._find_painted())

    def _find_painted(self) -> list[tuple[Rectangle, bool]]:
        """The areas that are painted on the page, text aside, and whether each is an image."""
        if self._painted is None:
            self._painted = []
            kinds = (api.FPDF_PAGEOBJ_IMAGE, api.FPDF_PAGEOBJ_PATH, api.FPDF_PAGEOBJ_SHADING)
            for number, item in enumerate(self._page.get_objects(filter=kinds, max_depth=2)):
                if number >= _MAX_OBJECTS:
                    break
                self._painted.append((Rectangle(*item.get_bounds()), item.type == api.FPDF_PAGEOBJ_IMAGE))
        return self._painted


def _name_bullet(row: list[PrintedLine]) -> list[PrintedLine]:
    """The line with a bullet where a symbol of no known meaning stands before its words."""
    symbol = _SYMBOL_BULLET.match(row[0].text)
    if symbol and (len(row) > 1 or len(row[0].text) > symbol.end()):
        row[0] = replace(row[0], text="•" + row[0].text[symbol.end() :])
    return row


def _is_readable(text: str, count: int, unmapped: int) -> bool:
    """Whether a line can be read, of whose characters so many have no Unicode in the file."""
    if count > 1 and 2 * text.count(_REPLACEMENT) >= count:
        return False
    return 2 * unmapped < count or reads_as_words(text)


def decode_units(code: int, after: int) -> str:
    """The character of a code of PDFium's and the code after it, which may be halves of one letter (UTF-16).

    Returns:
        U+FFFD for half a letter, and for a number that is no character.
    """
    if _is_high_half(code) and _is_low_half(after):
        return chr(0x10000 + ((code - 0xD800) << 10) + (after - 0xDC00))
    return _REPLACEMENT if code > sys.maxunicode or _is_high_half(code) or _is_low_half(code) else chr(code)


def _is_high_half(code: int) -> bool:
    return 0xD800 <= code <= 0xDBFF  # noqa: PLR2004 - UTF-16


def _is_low_half(code: int) -> bool:
    return 0xDC00 <= code <= 0xDFFF  # noqa: PLR2004 - UTF-16


def _replace_ligatures(text: str) -> str:
    return _PRESENTATION_FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def _turned(box: Rectangle, quarters: int) -> Rectangle:
    """The box on a page that is turned so that its line runs from left to right; PDFium counts clockwise."""
    left, bottom, right, top = box
    match quarters:
        case 3:
            return Rectangle(bottom, -right, top, -left)
        case 2:
            return Rectangle(-right, -top, -left, -bottom)
        case 1:
            return Rectangle(-top, left, -bottom, right)
        case _:
            return box
