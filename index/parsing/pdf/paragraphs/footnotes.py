"""Footnotes: smaller lines at the foot of a page or column, which a sentence may run past. Pure."""

import re
import statistics
from collections.abc import Iterator, Sequence

from index.parsing.pdf.printed_line import STOP, PrintedLine

_SMALLER = 0.94  # of the usual size
_LARGER = 1.06
_MARK = re.compile(r"\s*(?:[(\[]?(?:\d{1,3}|[a-zа-я])[.)\]:]?(?=\s)|\d{1,3}(?=[^\W\d_])|[*†‡§¶#]{1,3})")


def split_footnotes(
    pages: Sequence[Sequence[PrintedLine]],
) -> tuple[list[list[PrintedLine]], list[list[list[PrintedLine]]]]:
    """The text of each page without its footnotes, and the lines of each footnote of each page.

    Turned lines, such as a stamp in the margin, are no part of the text either.
    """
    usual = _usual_size(pages)
    bodies: list[list[PrintedLine]] = []
    notes: list[list[list[PrintedLine]]] = []
    open_note = False
    for page in pages:
        body: list[PrintedLine] = []
        apart: list[PrintedLine] = []
        upright = [line for line in page if not line.is_turned]
        for small, run in _runs(upright, usual):
            has_text = any(_is_usual(line, usual) for line in body)
            if small and has_text and _is_note(run, open_note=open_note) and _is_at_foot(run, upright, usual):
                apart += run
            else:
                body += run
        bodies.append(body)
        turned = [line for line in page if line.is_turned]
        notes.append([*_split_notes(apart), *([turned] if turned else [])])
        open_note = bool(apart) and not STOP.search(apart[-1].text)
    return bodies, notes


def _usual_size(pages: Sequence[Sequence[PrintedLine]]) -> float:
    """The size of the letter in the middle, when all letters are sorted by size."""
    sizes = [line.size for page in pages for line in page for _ in range(0, len(line.text), 10)]
    return statistics.median(sizes) if sizes else 0.0


def _runs(page: Sequence[PrintedLine], usual: float) -> Iterator[tuple[bool, list[PrintedLine]]]:
    """Runs of smaller lines one below the other, and runs of other lines."""
    run: list[PrintedLine] = []
    for line in page:
        small = _is_small(line, usual)
        if run and (small != _is_small(run[0], usual) or (small and line.bottom > run[-1].bottom + line.size)):
            yield _is_small(run[0], usual), run
            run = []
        run.append(line)
    if run:
        yield _is_small(run[0], usual), run


def _is_small(line: PrintedLine, usual: float) -> bool:
    return line.size <= _SMALLER * usual and not (line.is_row or line.is_code)


def _is_usual(line: PrintedLine, usual: float) -> bool:
    return _SMALLER * usual < line.size < _LARGER * usual


def _is_note(run: Sequence[PrintedLine], *, open_note: bool) -> bool:
    return open_note or _MARK.match(run[0].text) is not None


def _is_at_foot(run: Sequence[PrintedLine], page: Sequence[PrintedLine], usual: float) -> bool:
    """Whether no text of the usual size is below, in the same column."""
    left, right = min(line.left for line in run), max(line.right for line in run)
    return not any(
        line.bottom < run[0].bottom and line.left < right and left < line.right and not _is_small(line, usual)
        for line in page
    )


def _split_notes(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """The lines of each note. A number in a text is no mark: marks count up."""
    note: list[PrintedLine] = []
    mark = ""
    for line in lines:
        found = _MARK.match(line.text)
        starts = found and (not mark.isdigit() or _digits(found[0]) in {"", str(int(mark) + 1)})
        if found and starts:
            mark = _digits(found[0])
            if note:
                yield note
                note = []
        note.append(line)
    if note:
        yield note


def _digits(text: str) -> str:
    return "".join(character for character in text if "0" <= character <= "9")
