"""The visible characters of a PDF page as PDFium finds them: lines, parted at wide gaps, and links."""

import ctypes
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.parsing.pdf.printed_line import PrintedLine, is_rtl
from index.parsing.pdf.readability import reads_as_words
from index.text.normalization import canonicalize
from index.types import Link
from index.urls import resolve_link

_MIN_SIZE_PT = 2.0  # smaller text is not printed to be read
_WHITE_FROM = 250
_MAX_FAINT_ALPHA = 12  # of 255
_MAX_OBJECTS = 5_000
_HYPHEN = "\x02"  # PDFium's character for a hyphen at the end of a line, with the line end
_LINE_ENDS = "\r\n"
_REPLACEMENT = "\ufffd"
# Codes of TeX's encodings OT1 and T1. PDFium returns the code where a font names no characters.
_TEX_LIGATURES = dict(zip("\x0b\x0c\r\x0e\x0f\x1b\x1c\x1d\x1e\x1f", ("ff", "fi", "fl", "ffi", "ffl") * 2, strict=True))
# Printed glyphs for letters: ligatures, and the shapes of Arabic letters.
_PRESENTATION_FORMS = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdfb\ufe70-\ufefc]+")
_LAM_ALEF = re.compile("([\u0622\u0623\u0625\u0627\u0671])(\u0644)")
_WIDE_GAP = 0.85  # in heights of a letter's box, which are a fifth larger than the font
_HALVES_FROM = 0xD800
_DENSE_FROM = "\u2e80"  # Chinese, Japanese and Korean
_LEVEL = 0.75  # in heights; raised and lowered letters differ by less
_LETTER_GAP = 0.6
_MIN_SPACED_LETTERS = 4
_WORD_GAP_RATIO = 1.5
_QUARTER_TURN = 1.5708


class _Rectangle(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    def contains(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class _Character(NamedTuple):
    """A character with its place in PDFium's text; a letter above U+FFFF has the place of its first half."""

    text: str
    place: int
    is_generated: bool = False
    is_unmapped: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """Characters between two blanks; ``is_glued``: the file itself has no blank before it."""

    text: str
    box: _Rectangle
    is_glued: bool


class PageCharacters:
    """One page: its visible characters, and its links."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._text = page.get_textpage()
        self._painted: list[tuple[_Rectangle, bool]] | None = None
        self.read_count = 0
        """How many visible characters are read; known after ``lines``."""
        self.unreadable_count = 0
        """How many visible characters are left out, because their font does not say which letters it prints."""

    def close(self) -> None:
        """Free the page."""
        self._text.close()
        self._page.close()

    def lines(self) -> Iterator[list[PrintedLine]]:
        """The lines in the order of the file, each as its parts between wide gaps, in reading order."""
        paper = _Rectangle(*self._page.get_bbox())
        for is_end, run in groupby(self._characters(), key=lambda character: character.text in _LINE_ENDS):
            if is_end:
                continue
            line = self._visible(list(run), paper)
            words = list(self._words(line))
            for level in _split_levels(words):
                yield list(_part_at_gaps(_join_spaced_letters(level)))

    def links(self, location: str) -> list[Link]:
        """The links of the page's annotations, with the words that they cover."""
        found = []
        position, link = ctypes.c_int(0), api.FPDF_LINK()
        while api.FPDFLink_Enumerate(self._page, position, link):
            target = resolve_link(self._uri(link), location)
            area = api.FS_RECTF()
            if target and api.FPDFLink_GetAnnotRect(link, area):
                words = self._text.get_text_bounded(area.left, area.bottom, area.right, area.top)
                found.append(Link(target, " ".join(canonicalize(words).split())))
        return found

    def _uri(self, link: object) -> str:
        action = api.FPDFLink_GetAction(link)
        if not action or api.FPDFAction_GetType(action) != api.PDFACTION_URI:
            return ""
        size = api.FPDFAction_GetURIPath(self._page.pdf, action, None, 0)
        buffer = ctypes.create_string_buffer(size)
        api.FPDFAction_GetURIPath(self._page.pdf, action, buffer, size)
        return buffer.value.decode("utf-8", "replace")

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

    def _visible(self, line: Sequence[_Character], paper: _Rectangle) -> list[_Character]:
        """The blanks and the visible characters of a line; none if nobody can read them."""
        kept: list[_Character] = []
        visible = True
        solid = unmapped = 0
        has_unmapped = False
        for character in line:
            if not character.text.isspace():
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
        return kept if readable else []

    def _words(self, line: Sequence[_Character]) -> Iterator[_Word]:
        turn = self._turn(line)
        glued = False
        for is_blank, run in groupby(line, key=lambda character: character.text.isspace()):
            characters = list(run)
            if is_blank:
                glued = all(blank.is_generated for blank in characters)
                continue
            first, last = (_turned(self._box(end.place), turn) for end in (characters[0], characters[-1]))
            text = _replace_ligatures(self._mend_arabic(characters))
            yield _Word(text, _around(first, last)._replace(bottom=first.bottom, top=first.top), glued)

    def _mend_arabic(self, word: Sequence[_Character]) -> str:
        """The text of a word; PDFium turns the letters of one glyph around, as if they were glyphs of their own."""
        if not any(unicodedata.bidirectional(character.text[0]) in {"R", "AL"} for character in word):
            return "".join(character.text for character in word)
        written: list[str] = []
        for (box, is_rtl_letter), run in groupby(word, key=self._glyph):
            letters = [character.text for character in run]
            if len(letters) > 1 and is_rtl_letter and box.right > box.left:
                letters = [_LAM_ALEF.sub(r"\2\1", "".join(reversed(letters)))]
            written += letters
        return "".join(written)

    def _glyph(self, character: _Character) -> tuple[_Rectangle, bool]:
        return self._box(character.place), unicodedata.bidirectional(character.text[0]) in {"R", "AL", "NSM"}

    def _turn(self, line: Sequence[_Character]) -> int:
        """By how many quarters a line is turned on the page."""
        first = next((character for character in line if not character.text.isspace()), None)
        angle = api.FPDFText_GetCharAngle(self._text, first.place) if first else 0.0
        return round(angle / _QUARTER_TURN) % 4 if angle > 0 else 0

    def _box(self, index: int) -> _Rectangle:
        area = api.FS_RECTF()
        api.FPDFText_GetLooseCharBox(self._text, index, area)
        return _Rectangle(area.left, area.bottom, area.right, area.top)

    def _is_visible(self, index: int, paper: _Rectangle) -> bool:
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

    def _find_painted(self) -> list[tuple[_Rectangle, bool]]:
        """The areas that are painted on the page, text aside, and whether each is an image."""
        if self._painted is None:
            self._painted = []
            kinds = (api.FPDF_PAGEOBJ_IMAGE, api.FPDF_PAGEOBJ_PATH, api.FPDF_PAGEOBJ_SHADING)
            for number, item in enumerate(self._page.get_objects(filter=kinds, max_depth=2)):
                if number >= _MAX_OBJECTS:
                    break
                self._painted.append((_Rectangle(*item.get_bounds()), item.type == api.FPDF_PAGEOBJ_IMAGE))
        return self._painted


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


def _turned(box: _Rectangle, quarters: int) -> _Rectangle:
    """The box on a page that is turned so that its line runs from left to right; PDFium counts clockwise."""
    left, bottom, right, top = box
    match quarters:
        case 3:
            return _Rectangle(bottom, -right, top, -left)
        case 2:
            return _Rectangle(-right, -top, -left, -bottom)
        case 1:
            return _Rectangle(-top, left, -bottom, right)
        case _:
            return box


def _split_levels(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """The words at each height; PDFium takes short lines one below the other for one line."""
    level: list[_Word] = []
    for word in words:
        moved = level and abs(word.box.bottom - level[-1].box.bottom) > _LEVEL * (word.box.top - word.box.bottom)
        if moved and (word.text < _DENSE_FROM or _gap(word.box, level[-1].box) > 0):  # else vertical writing
            yield level
            level = []
        level.append(word)
    if level:
        yield level


def _join_spaced_letters(words: Sequence[_Word]) -> list[_Word]:
    """Words whose letters are set apart ("T H E   L A M P") become words."""
    joined: list[_Word] = []
    for is_letter, run in groupby(words, key=lambda word: len(word.text) == 1 and word.text.isalnum()):
        letters = list(run)
        spaced = is_letter and len(letters) >= _MIN_SPACED_LETTERS and sum(w.text.isalpha() for w in letters) > 1
        joined += _split_spaced(letters) if spaced else letters
    return joined


def _split_spaced(letters: Sequence[_Word]) -> list[_Word]:
    gaps = [_gap(one.box, other.box) for one, other in pairwise(letters)]
    tight = sorted(gaps)[len(gaps) // 3]
    height = letters[0].box.top - letters[0].box.bottom
    has_words = max(gaps) > _WORD_GAP_RATIO * tight
    if tight > _LETTER_GAP * height or not (has_words or all(letter.is_glued for letter in letters[1:])):
        return list(letters)
    words = [letters[0]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > _WORD_GAP_RATIO * max(tight, 0.1):
            words.append(letter)
        else:
            words[-1] = _Word(words[-1].text + letter.text, _around(words[-1].box, letter.box), words[-1].is_glued)
    return words


def _gap(one: _Rectangle, other: _Rectangle) -> float:
    return max(other.left - one.right, one.left - other.right)


def _around(one: _Rectangle, other: _Rectangle) -> _Rectangle:
    return _Rectangle(
        min(one.left, other.left), min(one.bottom, other.bottom), max(one.right, other.right), max(one.top, other.top)
    )


def _part_at_gaps(words: Sequence[_Word]) -> Iterator[PrintedLine]:
    """The parts of a line between wide gaps, in reading order.

    The places of the words decide, not their order: in a line of two directions neighbours can be far apart.
    """
    if not words:
        return
    heights = sorted(word.box.top - word.box.bottom for word in words for _ in word.text)
    height = heights[len(heights) // 2]
    parts: list[list[int]] = []
    reach = 0.0
    for number in sorted(range(len(words)), key=lambda number: words[number].box.left):
        box = words[number].box
        if parts and box.left - reach < _WIDE_GAP * height:
            parts[-1].append(number)
            reach = max(reach, box.right)
        else:
            parts.append([number])
            reach = box.right
    if is_rtl(" ".join(word.text for word in words)):
        parts.reverse()
    for part in parts:
        yield _make_line([words[number] for number in sorted(part)])


def _make_line(words: Sequence[_Word]) -> PrintedLine:
    heights = sorted((word.box.top - word.box.bottom, word.box.bottom) for word in words for _ in word.text)
    height, bottom = heights[len(heights) // 2]
    return PrintedLine(
        " ".join(word.text for word in words),
        min(word.box.left for word in words),
        max(word.box.right for word in words),
        bottom,
        height,
    )
