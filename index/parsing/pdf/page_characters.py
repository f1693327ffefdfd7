"""The visible characters of a PDF page as PDFium finds them: lines, parted at wide gaps, and links."""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import compress, groupby, pairwise
from operator import itemgetter

import pypdfium2 as pdfium
import pypdfium2.raw as api

from index.parsing.pdf.character_pieces import LINE_ENDS, REPLACEMENT, CharacterPiece, list_pieces
from index.parsing.pdf.late_signs import place_late_signs
from index.parsing.pdf.layout.painted_rules import read_rules
from index.parsing.pdf.layout.ruled_cells import RuledCells
from index.parsing.pdf.letters.arabic_letters import BRACKETS, find_early_mark, order_ligatures, turn_brackets
from index.parsing.pdf.letters.private_letters import read_dingbat
from index.parsing.pdf.letters.raised_digits import has_digit, write_word
from index.parsing.pdf.letters.readability import reads_as_words
from index.parsing.pdf.letters.visual_order import BLANK, has_two_directions, order_line
from index.parsing.pdf.printed_line import PrintedLine, Rectangle, around, has_rtl_letter, is_rtl
from index.parsing.pdf.printed_links import read_links
from index.parsing.pdf.printed_words import (
    PrintedWord,
    join_spaced_letters,
    join_touching,
    part_at_gaps,
    raise_numbers,
    split_levels,
)
from index.text.scripts import DENSE_FROM
from index.types import Link

_MIN_SIZE_PT = 2.0  # smaller text is not printed to be read
_WHITE_FROM = 250
_MAX_FAINT_ALPHA = 12  # of 255
_MAX_OBJECTS = 5_000
# A bullet of a symbol font, which names it as nothing or as any letter.
_SYMBOL_BULLET = re.compile("(?:\\w?\ufffd|[\ue000-\uf8ff])(?=\\s|$)")
# Printed glyphs for letters: ligatures, and the shapes of Arabic letters.
_PRESENTATION_FORMS = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdfb\ufe70-\ufefc]+")
_BOLD_FROM = 600
_BOLD_NAME = re.compile(rb"bold|black|heavy|(?:cm|sf)bx", re.IGNORECASE)
_CODE_NAME = re.compile(
    rb"mono(?!type)|courier|consol|menlo|inconsolata|typewriter|fixed|(?:cm|ec|sf|lm|tx|pcr)[a-z]{0,4}tt\d*",
    re.IGNORECASE,
)
_ONE_WIDTH = 1  # the flag of a font
_AS_WIDE = 1.2
_MAX_NAME = 128
_LIGATURE_ENDS = frozenset("fiklt")
_QUARTER_TURN = 1.5708
_DOWNWARDS = 1  # a quarter, so that lines of vertical writing are read from the right to the left of the page
_MIN_COLUMN = 3
_LETTER_GAP = 0.2  # in heights


class PageCharacters:
    """One page: its visible characters, and its links."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._text = page.get_textpage()
        self._painted: list[tuple[Rectangle, bool]] | None = None
        self._boxes: dict[int, Rectangle] = {}
        self._has_rtl = False  # known when its lines are
        self._area = api.FS_RECTF()  # where PDFium writes a result; a new one for each call takes longer
        self._name = ctypes.create_string_buffer(_MAX_NAME)
        self._flags = ctypes.c_int()
        self._colour = tuple(ctypes.c_uint(0) for _ in range(4))
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
        letters: Counter[int] = Counter()
        found: list[tuple[int, list[PrintedLine]]] = []
        for turn, levels in groupby(self._levels(), key=itemgetter(0)):
            for line in join_touching((level for _, level in levels), self._find_baseline):
                letters[turn] += sum(len(word.text) for word in line)
                found.append(
                    (
                        turn,
                        _name_bullet(list(part_at_gaps(join_spaced_letters(raise_numbers(line, self._find_baseline))))),
                    )
                )
        usual = max(letters, key=letters.__getitem__, default=0)
        return [row if turn == usual else [replace(part, is_turned=True) for part in row] for turn, row in found]

    def _levels(self) -> Iterator[tuple[int, list[PrintedWord]]]:
        """The words at each height, with the quarters by which they are turned."""
        cells = RuledCells(read_rules(self._page))
        for turn, line in self._turned_lines():
            for level in split_levels(list(self._words(line, turn, cells))):
                yield turn, level

    def _turned_lines(self) -> Iterator[tuple[int, list[CharacterPiece]]]:
        """The visible lines, with the quarters by which they are turned; those of vertical writing from the right."""
        lines = list(self._visible_lines())
        columns = [self._is_column(line) for line in lines]
        page = "".join(piece.text for line in lines for piece in line)
        self._has_rtl, runs_left = has_rtl_letter(page), is_rtl(page)
        is_vertical = 2 * sum(map(len, compress(lines, columns))) > sum(map(len, lines))
        if is_vertical and self._runs_right([line[0].place for line in compress(lines, columns)]):
            lines, columns = lines[::-1], columns[::-1]
        for line, is_column in zip(lines, columns, strict=True):
            if is_column and is_vertical:
                yield _DOWNWARDS, line
                continue
            for turn, part in self._split_turns(line):
                yield turn, self._order_directions(part, runs_left=runs_left) if self._has_rtl and not turn else part

    def _order_directions(self, line: list[CharacterPiece], *, runs_left: bool) -> list[CharacterPiece]:
        """A line in reading order, if it has words of both directions; ``runs_left``: its page has that direction."""
        if not has_two_directions("".join(piece.text for piece in line)):
            return line
        written = [one for piece in line for one in piece.characters()]
        glyphs = [("" if self._is_made_up(one) else one.text, self._box(one.place)) for one in written]
        ordered: list[CharacterPiece] = []
        for place in order_line(glyphs, is_rtl=runs_left):
            ordered.append(written[place] if place != BLANK else ordered[-1]._replace(text=" ", is_generated=True))
        return ordered

    def _is_made_up(self, character: CharacterPiece) -> bool:
        """Whether a character is a blank that the file does not have; those in turned words are not marked as such."""
        if not character.text.isspace():
            return False
        box = self._box(character.place)
        return character.is_generated or box.right <= box.left

    def glyphs(self) -> Iterator[tuple[str, Rectangle]]:
        """The visible characters in the order of the file, each with its place; a word from right to left is one."""
        for _, line in self._turned_lines():
            for _, word in _split_at_blanks(line):
                yield from self._split_word([one for piece in word for one in piece.characters()])

    def _split_word(self, word: Sequence[CharacterPiece]) -> Iterator[tuple[str, Rectangle]]:
        boxes = [self._box(character.place) for character in word]
        if has_rtl_letter("".join(character.text for character in word)):
            yield _replace_ligatures(self._order(word)), reduce(around, boxes)
        else:
            yield from ((_replace_ligatures(one.text), box) for one, box in zip(word, boxes, strict=True))

    def links(self, location: str) -> list[Link]:
        """The links of the page's annotations, with the words that they cover."""
        return read_links(self._page, self._text, location)

    def _visible_lines(self) -> Iterator[list[CharacterPiece]]:
        """The lines as PDFium parts them, without what nobody can read."""
        paper = Rectangle(*self._page.get_bbox())
        line: list[CharacterPiece] = []
        for piece in list_pieces(self._text):
            if piece.text in LINE_ENDS:
                yield self._visible(line, paper)
                line = []
            else:
                line.append(piece)
        yield self._visible(line, paper)

    def _visible(self, line: Sequence[CharacterPiece], paper: Rectangle) -> list[CharacterPiece]:
        """The blanks and the visible characters of a line; none if nobody can read them."""
        kept: list[CharacterPiece] = []
        solid = unmapped = 0
        has_unmapped = False
        starts_word = True
        for piece in line:
            if piece.text.isspace():
                if not (kept and self._is_in_ligature(piece.place, kept)):
                    kept.append(piece)
                    starts_word = True
                continue
            if starts_word:
                seen = next((one.place for one in piece.characters() if self._is_visible(one.place, paper)), None)
                if seen is None:
                    continue
                piece = piece.after(seen)  # noqa: PLW2901 - the part of it that is visible
                has_unmapped = api.FPDFText_HasUnicodeMapError(self._text, seen) == 1
                starts_word = False
            solid += piece.places
            unmapped += piece.places if has_unmapped else piece.is_unmapped
            kept.append(piece)
        if not solid:
            return kept
        readable = _is_readable("".join(piece.text for piece in kept), solid, unmapped)
        self.read_count += solid * readable
        self.unreadable_count += solid * (not readable)
        return place_late_signs(self._join_marks(kept), self._box) if readable else []

    def _is_in_ligature(self, blank: int, line: Sequence[CharacterPiece]) -> bool:
        """Whether a blank is printed within a ligature, whose letters have one place; nobody sees it."""
        last = line[-1]
        if last.text[-1] not in _LIGATURE_ENDS or len(last.text) != last.places:
            return False
        letters = [place for piece in line[-2:] for place in range(piece.place, piece.last + 1)][-2:]
        area, *boxes = (self._box(place) for place in (blank, *letters))
        return len(boxes) > 1 and boxes[0] == boxes[-1] and boxes[0].left <= area.left < area.right <= boxes[0].right

    def _split_stack(self, word: list[CharacterPiece]) -> list[list[CharacterPiece]]:
        """The characters of a word one by one where each is below the one before, as in a column of digits.

        PDFium has no blank between them. Chinese and Japanese may be written so.
        """
        first = self._box(word[0].place)
        if (word[0].place == word[-1].last) or word[0].text >= DENSE_FROM:
            return [word]
        last = self._box(word[-1].last)
        if first.bottom - last.top < 0 or last.left >= first.right or first.left >= last.right:
            return [word]
        return [[one] for piece in word for one in piece.characters()]

    def _part_word(self, word: Sequence[CharacterPiece], cells: RuledCells) -> list[list[CharacterPiece]]:
        """The parts of a word in each cell; text that runs over the edge of its cell is no part of the next one."""
        characters = [one for piece in word for one in piece.characters()]
        parts = [characters[:1]]
        for before, one in pairwise(characters):
            last, box = self._box(before.place), self._box(one.place)
            follows = abs(box.left - last.right) < _LETTER_GAP * (box.top - box.bottom) and box.bottom < last.top
            if follows or cells.at(*last.middle) == cells.at(*box.middle):
                parts[-1].append(one)
            else:
                parts.append([one])
        return parts

    def _split_at_cells(
        self, words: Sequence[tuple[bool, list[CharacterPiece]]], cells: RuledCells
    ) -> list[tuple[bool, list[CharacterPiece]]]:
        """Words that end where a cell ends; the text of two cells may have no blank between them."""
        parted: list[tuple[bool, list[CharacterPiece]]] = []
        for glued, word in words:
            first, last = (self._box(place) for place in (word[0].place, word[-1].last))
            is_level = abs(first.bottom - last.bottom) < first.top - first.bottom
            is_straight = is_level and (first.left <= last.left or has_rtl_letter(word[0].text))
            if is_straight and cells.at(*first.middle) == cells.at(*last.middle):
                parted.append((glued, word))
                continue
            parted += [(glued, run) for run in self._part_word(word, cells)]
        return parted

    def _words(self, line: Sequence[CharacterPiece], turn: int, cells: RuledCells) -> Iterator[PrintedWord]:
        words = list(_split_at_blanks(line))
        if not turn:
            words = [(glued, run) for glued, word in words for run in self._split_stack(word)]
        if cells and not turn:
            words = self._split_at_cells(words, cells)
        if not words:
            return
        ends = words[0][1][0].place, words[-1][1][-1].last
        bold = all(map(self._is_bold, ends))
        code = not turn and self._has_one_width(ends[1]) and self._is_code(words)
        ends_closed = line[-1].text.isspace() and not line[-1].is_generated and not line[-2].text.isspace()
        for number, (glued, pieces) in enumerate(words, start=1):
            text = "".join(piece.text for piece in pieces) if len(pieces) > 1 else pieces[0].text
            if len(text) == 1:
                text = read_dingbat(text, self._font(pieces[0].place)[0])
            is_turned = has_rtl_letter(text)
            letter = next((one for one in pieces if one.text.isalnum()), pieces[0]).place  # no tall bracket
            if pieces[0].place != pieces[-1].last and not (turn or is_turned) and has_digit(text):
                characters = [one for piece in pieces for one in piece.characters()]
                text, raised = write_word(
                    [(one.text, self._box(one.place)) for one in characters],
                    [one.place for one in characters],
                    self._find_baseline,
                    starts_line=number == 1,
                )
                letter = characters[raised].place if raised else letter
            first, last = pieces[0].place, pieces[-1].last
            is_rising = not is_turned and not (self._has_rtl and self._box(first).left > self._box(last).left)
            places = (
                (first, last) if is_rising else [place for one in pieces for place in range(one.place, one.last + 1)]
            )
            left, right, usual = self._extent(places, letter, turn)
            box = Rectangle(left, usual.bottom, right, usual.top)
            written = _replace_ligatures(self._order(pieces) if is_turned else text)
            if self._has_rtl and not BRACKETS.isdisjoint(written):
                written = turn_brackets(written, is_rtl=any(has_rtl_letter(piece.text) for piece in line))
            cell = cells.at(*self._box(letter).middle) if cells and not turn else None
            yield PrintedWord(written, box, glued, ends_closed and number == len(words), bold, cell, code, letter)

    def _extent(self, places: Sequence[int], letter: int, turn: int) -> tuple[float, float, Rectangle]:
        """The left and the right end of characters, and the box of a letter among them."""
        boxes = [_turned(self._box(place), turn) for place in places]
        usual = boxes[0] if letter == places[0] else _turned(self._box(letter), turn)
        return min(box.left for box in boxes), max(box.right for box in boxes), usual

    def _order(self, word: Sequence[CharacterPiece]) -> str:
        """The text of a word from right to left in reading order."""
        return order_ligatures([(one.text, self._box(one.place)) for piece in word for one in piece.characters()])

    def _join_marks(self, line: list[CharacterPiece]) -> list[CharacterPiece]:
        """The line with each mark after the letter that it is printed on, without the blank before the two."""
        if all(piece.text.isascii() or not any(map(unicodedata.combining, piece.text)) for piece in line):
            return line
        line = [one for piece in line for one in piece.characters()]
        glyphs = [(character.text, self._box(character.place)) for character in line]
        for place in range(len(line)):
            if find_early_mark(glyphs, place):
                _, mark, letter = line[place : place + 3]
                line[place : place + 3] = [letter, mark]
                glyphs[place : place + 3] = [glyphs[place + 2], glyphs[place + 1]]
        return line

    def _split_turns(self, line: Sequence[CharacterPiece]) -> Iterator[tuple[int, list[CharacterPiece]]]:
        """The parts of a line that are turned alike; a word that runs upwards may stand at the start of a line."""
        part: list[CharacterPiece] = []
        turn = -1
        starts_word = True
        for piece in line:
            is_blank = piece.text.isspace()
            if starts_word and not is_blank:
                turned = self._turn(piece)
                if part and turned != turn >= 0:
                    yield turn, part
                    part = []
                turn = turned
            starts_word = is_blank
            part.append(piece)
        if part:
            yield max(turn, 0), part

    def _turn(self, character: CharacterPiece) -> int:
        """By how many quarters a character is turned on the page."""
        angle = api.FPDFText_GetCharAngle(self._text, character.place)
        return round(angle / _QUARTER_TURN) % 4 if angle > 0 else 0

    def _is_column(self, line: Sequence[CharacterPiece]) -> bool:
        """Whether a line may be one of vertical writing: characters of Chinese or Japanese one below the other."""
        if not line or line[0].text < DENSE_FROM or line[-1].last - line[0].place < _MIN_COLUMN:
            return False
        first, last = self._box(line[0].place), self._box(line[-1].last)
        return abs(first.left - last.left) < first.right - first.left and last.top < first.bottom

    def _runs_right(self, places: Sequence[int]) -> bool:
        """Whether most lines that start at these places are on the right of the line before, as PDFium sorts some."""
        lefts = [self._box(place).left for place in places]
        return 2 * sum(one < other for one, other in pairwise(lefts)) > len(lefts) - 1

    def _is_bold(self, index: int) -> bool:
        if api.FPDFText_GetFontWeight(self._text, index) >= _BOLD_FROM:
            return True
        name, _ = self._font(index)
        return _BOLD_NAME.search(name) is not None

    def _is_code(self, words: Sequence[tuple[bool, list[CharacterPiece]]]) -> bool:
        """Whether words are in letters of one width, in a script that has other ones; the number of a line need not."""
        is_numbered = len(words) > 1 and "".join(piece.text for piece in words[0][1]).isdecimal()
        words = words[is_numbered:]
        is_dense = any(max(piece.text) >= DENSE_FROM for _, word in words for piece in word)
        return (
            not is_dense and all(self._has_one_width(word[0].place) for _, word in words) and self._are_as_wide(words)
        )

    def _are_as_wide(self, words: Sequence[tuple[bool, list[CharacterPiece]]]) -> bool:
        """Whether the characters of the longest word have one width; some fonts say so of letters that have not."""
        longest = max((word for _, word in words), key=lambda word: word[-1].last - word[0].place)
        lefts = [self._box(one.place).left for piece in longest for one in piece.characters()]
        steps = [other - one for one, other in pairwise(lefts)]
        return not steps or max(steps) <= _AS_WIDE * min(steps)

    def _has_one_width(self, index: int) -> bool:
        name, flags = self._font(index)
        return bool(flags & _ONE_WIDTH) or _CODE_NAME.search(name) is not None

    def _font(self, index: int) -> tuple[bytes, int]:
        """The name and the flags of a character's font."""
        api.FPDFText_GetFontInfo(self._text, index, self._name, _MAX_NAME, self._flags)
        return self._name.value, self._flags.value

    def _box(self, index: int) -> Rectangle:
        box = self._boxes.get(index)
        if box is None:
            area = self._area
            api.FPDFText_GetLooseCharBox(self._text, index, area)
            box = self._boxes[index] = Rectangle(area.left, area.bottom, area.right, area.top)
        return box

    def _find_baseline(self, index: int) -> float:
        """The height at which a character stands."""
        x, y = ctypes.c_double(), ctypes.c_double()
        api.FPDFText_GetCharOrigin(self._text, index, x, y)
        return y.value

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
        known = api.FPDFText_GetFillColor(self._text, index, *self._colour)
        *light, alpha = (part.value for part in self._colour)
        if known and alpha <= _MAX_FAINT_ALPHA:
            return False
        return not (known and min(light) >= _WHITE_FROM) or any(area.contains(x, y) for area, _ in self._find_painted())

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


def _split_at_blanks(line: Sequence[CharacterPiece]) -> Iterator[tuple[bool, list[CharacterPiece]]]:
    """The words of a line, each with whether the file itself has no blank before it."""
    word: list[CharacterPiece] = []
    glued, is_generated = False, True
    for piece in line:
        if not piece.text.isspace():
            word.append(piece)
            continue
        if word:
            yield glued, word
            word, is_generated = [], True
        is_generated = is_generated and piece.is_generated
        glued = is_generated
    if word:
        yield glued, word


def _name_bullet(row: list[PrintedLine]) -> list[PrintedLine]:
    """The line with a bullet where a symbol of no known meaning stands before its words."""
    symbol = _SYMBOL_BULLET.match(row[0].text)
    if symbol and (len(row) > 1 or len(row[0].text) > symbol.end()):
        row[0] = replace(row[0], text="•" + row[0].text[symbol.end() :])
    return row


def _is_readable(text: str, count: int, unmapped: int) -> bool:
    """Whether a line can be read, of whose characters so many have no Unicode in the file."""
    if count > 1 and 2 * text.count(REPLACEMENT) >= count:
        return False
    return 2 * unmapped < count or reads_as_words(text)


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
