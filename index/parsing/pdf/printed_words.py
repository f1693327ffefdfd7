"""Words: the characters between two blanks, and the parts of a line between wide gaps. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from index.parsing.pdf.letters.raised_digits import FindsBaseline, has_digit, is_raised, raise_number
from index.parsing.pdf.printed_line import Cell, PrintedLine, Rectangle, around, is_rtl
from index.text.scripts import DENSE_FROM

_WIDE_GAP = 0.85  # in heights of a letter's box, which are a fifth larger than the font
_EQUAL = 1.25
_UNEQUAL = 1.5
_MIN_BLANKS = 3
_BLANK_SHARE = 0.6
_MAX_BLANK = 3.0  # in heights
_LETTER_GAP = 0.6
_WORD_GAP_RATIO = 1.5
_MIN_SPACED_LETTERS = 4
_LEVEL = 0.75  # in heights; raised and lowered letters differ by less
_NARROW = 1.7  # in heights
_TOUCHING = 0.3  # in heights of the smaller letter, between the end of one piece and the start of the next
_OVERLAPPING = -0.4
_BESIDE = 0.3
_BLANK = 0.1
_WORD_GAP = 0.5  # in heights
_MARK_CHARS = 3
_MARK_SIZE = 0.85


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """Characters between two blanks.

    Attributes:
        is_glued: Whether the file itself has no blank before it.
        is_closed: Whether the file itself has a blank after it, at the end of a line.
        is_bold: Whether its line, as PDFium finds it, starts and ends in bold letters.
        cell: That of a ruled table around it.
        is_code: Whether its line, as PDFium finds it, is in letters of one width.
        place: That of the letter after which its box is, in PDFium's text.
    """

    text: str
    box: Rectangle
    is_glued: bool
    is_closed: bool = False
    is_bold: bool = False
    cell: Cell | None = None
    is_code: bool = False
    place: int = 0


def split_levels(words: Sequence[PrintedWord]) -> Iterator[list[PrintedWord]]:
    """The words at each height; PDFium takes short lines one below the other for one line."""
    level: list[PrintedWord] = []
    for word in words:
        moved = level and abs(word.box.bottom - level[-1].box.bottom) > _LEVEL * (word.box.top - word.box.bottom)
        if moved and not _is_vertical(level[-1], word):
            yield level
            level = []
        level.append(word)
    if level:
        yield level


def _is_vertical(above: PrintedWord, word: PrintedWord) -> bool:
    """Whether two words may be vertical writing, in which the box of a word is as wide as one letter."""
    is_narrow = all(box.right - box.left < _NARROW * (box.top - box.bottom) for box in (above.box, word.box))
    return word.text >= DENSE_FROM and is_narrow and _gap(word.box, above.box) <= 0


def join_touching(levels: Iterable[Sequence[PrintedWord]], find_baseline: FindsBaseline) -> Iterator[list[PrintedWord]]:
    """The lines whose pieces touch; PDFium starts a new line before or after a raised or lowered letter."""
    line: list[PrintedWord] = []
    for level in levels:
        if line and level and line[-1].cell == level[0].cell and _touch(line[-1], level[0]):
            glued = _glue(line, level[0], find_baseline)
            line = [*line[:-1], *glued, *level[1:]]
            continue
        if line:
            yield line
        line = list(level)
    if line:
        yield line


def _touch(one: PrintedWord, other: PrintedWord) -> bool:
    height = min(one.box.top - one.box.bottom, other.box.top - other.box.bottom)
    overlap = min(one.box.top, other.box.top) - max(one.box.bottom, other.box.bottom)
    return _OVERLAPPING * height < _advance(one, other) < _TOUCHING * height and overlap > _BESIDE * height


def _advance(one: PrintedWord, other: PrintedWord) -> float:
    """How far the second word starts after the first one ends, in its direction."""
    return one.box.left - other.box.right if is_rtl(one.text + other.text) else other.box.left - one.box.right


def _glue(line: Sequence[PrintedWord], word: PrintedWord, find_baseline: FindsBaseline) -> list[PrintedWord]:
    """The last word of a line with the word that touches it; a mark before a note stays a word of its own."""
    last = line[-1]
    heights = [box.top - box.bottom for box in (last.box, word.box)]
    is_small = len(last.text) <= _MARK_CHARS and heights[0] < _MARK_SIZE * heights[1]
    is_mark = is_small and len(line) == 1 and word.text[0].isalnum()
    if is_mark or _advance(last, word) > _BLANK * min(heights):
        return [last, word]
    usual = max((last, word), key=lambda one: len(one.text))
    box = around(last.box, word.box)._replace(bottom=usual.box.bottom, top=usual.box.top)
    bold, code = last.is_bold and word.is_bold, last.is_code and word.is_code
    first, second = last.text, word.text
    if has_digit(first) and _is_raised(last, word, find_baseline):
        first = raise_number("", first)
    elif has_digit(second) and _is_raised(word, last, find_baseline):
        second = raise_number(first, second)
    return [PrintedWord(first + second, box, last.is_glued, word.is_closed, bold, word.cell, code, usual.place)]


def _is_raised(word: PrintedWord, other: PrintedWord, find_baseline: FindsBaseline) -> bool:
    return is_raised(word.box, word.place, other.box, other.place, find_baseline)


def raise_numbers(words: Sequence[PrintedWord], find_baseline: FindsBaseline) -> list[PrintedWord]:
    """The words of a line, of which small raised numbers right after another word are superscripts."""
    raised = list(words)
    for place, (before, word) in enumerate(pairwise(words), start=1):
        near = has_digit(word.text) and _advance(before, word) < _WORD_GAP * (before.box.top - before.box.bottom)
        if near and _is_raised(word, before, find_baseline):
            raised[place] = replace(word, text=raise_number(before.text, word.text))
    return raised


def join_spaced_letters(words: Sequence[PrintedWord]) -> list[PrintedWord]:
    """Words whose letters are set apart ("T H E   L A M P") become words."""
    joined: list[PrintedWord] = []
    for is_letter, run in groupby(words, key=lambda word: len(word.text) == 1 and word.text.isalnum()):
        letters = list(run)
        spaced = is_letter and len(letters) >= _MIN_SPACED_LETTERS and sum(w.text.isalpha() for w in letters) > 1
        joined += _split_spaced(letters) if spaced else letters
    return joined


def _split_spaced(letters: Sequence[PrintedWord]) -> list[PrintedWord]:
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
            box = around(words[-1].box, letter.box)
            words[-1] = PrintedWord(words[-1].text + letter.text, box, words[-1].is_glued, cell=letter.cell)
    plain = all(word.text in {word.text.upper(), word.text.lower(), word.text.capitalize()} for word in words)
    return words if plain else list(letters)


def _gap(one: Rectangle, other: Rectangle) -> float:
    return max(other.left - one.right, one.left - other.right)


def part_at_gaps(words: Sequence[PrintedWord]) -> Iterator[PrintedLine]:
    """The parts of a line between wide gaps and in each cell, in reading order.

    The places of the words decide, not their order: in a line of two directions neighbours can be far apart.
    """
    if not words:
        return
    height, _ = _middle_letter(words)
    order = sorted(range(len(words)), key=lambda number: words[number].box.left)
    wide = _widest_blank([words[number] for number in order], height)
    parts: list[list[int]] = []
    reach = 0.0
    for number in order:
        box = words[number].box
        is_near = parts and box.left - reach < wide
        if is_near and words[parts[-1][-1]].cell == words[number].cell:
            parts[-1].append(number)
            reach = max(reach, box.right)
        else:
            parts.append([number])
            reach = box.right
    if is_rtl(" ".join(word.text for word in words)):
        parts.reverse()
    for part in parts:
        yield _make_line([words[number] for number in sorted(part)])


def _widest_blank(words: Sequence[PrintedWord], height: float) -> float:
    """From which width on a gap parts a line; more where the words of a justified line are far apart.

    The gaps of such a line are equal, and its words are not. In a table the columns are, so that the gaps differ; most
    cells are numbers.
    """
    boxes = [word.box for word in words]
    reach = accumulate((box.right for box in boxes), max)
    gaps = [other.left - right for right, other in zip(reach, boxes[1:], strict=False)]
    if not gaps or max(gaps) < _WIDE_GAP * height or not _has_letters(words):
        return _WIDE_GAP * height
    near = [gap for gap in gaps if gap <= _EQUAL * min(gaps)]
    widths = [box.right - box.left for box in boxes]
    is_justified = len(near) >= max(_MIN_BLANKS, _BLANK_SHARE * len(gaps)) and max(widths) > _UNEQUAL * min(widths)
    return max(_WIDE_GAP * height, _EQUAL * min(max(near), _MAX_BLANK * height) if is_justified else 0.0)


def _has_letters(words: Sequence[PrintedWord]) -> bool:
    """Whether most words of a line have letters."""
    return 2 * sum(any(map(str.isalpha, word.text)) for word in words) > len(words)


def _make_line(words: Sequence[PrintedWord]) -> PrintedLine:
    height, bottom = _middle_letter(words)
    return PrintedLine(
        " ".join(word.text for word in words),
        min(word.box.left for word in words),
        max(word.box.right for word in words),
        bottom,
        height,
        ends_word=words[-1].is_closed,
        is_bold=all(word.is_bold for word in words),
        cell=words[0].cell,
        is_code=all(word.is_code for word in words),
    )


def _middle_letter(words: Sequence[PrintedWord]) -> tuple[float, float]:
    """The height and the lower edge of the letter in the middle, when all letters are sorted by height."""
    letters = sorted((word.box.top - word.box.bottom, word.box.bottom, len(word.text)) for word in words)
    counts = list(accumulate(count for _, _, count in letters))
    height, bottom, _ = letters[bisect_right(counts, counts[-1] // 2)]
    return height, bottom
