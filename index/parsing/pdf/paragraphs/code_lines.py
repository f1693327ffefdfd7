"""Code: lines in letters of one width, which keep their ends and their indentation. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.parsing.pdf.printed_line import PrintedLine, Row

_MAX_SHARE = 0.85  # of the letters; a text that has more is typewritten
_MAX_INDENT = 60
_INDENTED = 0.8  # in sizes
_MAX_GAP = 16  # letters between two words of one line


def drop_typewriting(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The lines of pages, of which none is code if most of them seem to be: the text is typewritten."""
    letters = [(part.is_code, len(part.text)) for page in pages for row in page for part in row]
    code = sum(count for is_code, count in letters if is_code)
    if not code or code <= _MAX_SHARE * sum(count for _, count in letters):
        return [list(page) for page in pages]
    return [[[replace(part, is_code=False) for part in row] for row in page] for page in pages]


def join_code(row: Row) -> Row:
    """A line of code as one part; its gaps are no gutters, unless another column follows."""
    if len(row) == 1 or not all(part.is_code for part in row):
        return row
    joined = row[:1]
    for part in row[1:]:
        last = joined[-1]
        if part.left - last.right > _MAX_GAP * _letter_width(last):
            joined.append(part)
        else:
            joined[-1] = replace(last, text=f"{last.text} {part.text}", right=part.right, ends_word=part.ends_word)
    return joined


def indent_code(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of a page, of which blocks of code are indented as they are printed.

    One line between two others that starts where they start, such as an address, is part of their text and no code.
    """
    lines: list[PrintedLine] = []
    for is_code, run in groupby(page, key=lambda line: line.is_code):
        block = list(run)
        if is_code and len(block) == 1 and lines and abs(block[0].left - lines[-1].left) < _INDENTED * block[0].size:
            lines.append(replace(block[0], is_code=False))
        else:
            lines += _indent(block) if is_code else block
    return lines


def _indent(block: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    left = min(line.left for line in block)
    width = _letter_width(max(block, key=lambda line: len(line.text)))
    for line in block:
        blanks = min(round((line.left - left) / width), _MAX_INDENT) if width > 0 else 0
        yield replace(line, text=" " * blanks + line.text.strip())


def _letter_width(line: PrintedLine) -> float:
    return (line.right - line.left) / len(line.text)
