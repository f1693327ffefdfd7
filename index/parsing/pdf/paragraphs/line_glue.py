"""Between two lines of a paragraph: a blank, or nothing in scripts that break lines within words. Pure."""

from collections.abc import Sequence

from index.parsing.pdf.printed_line import PrintedLine
from index.text.normalization import join_lines

_MIN_CLOSED = 3
_CLOSED_SHARE = 0.1
_HANGUL = (("\uac00", "\ud7a3"),)
# Scripts without blanks between words: Thai and Lao, Myanmar, Khmer.
_UNSPACED = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))


class LineGlue:
    """What is between two lines of one text.

    Korean lines may break within words. Many files have a blank at the end of each line that ends with a word, so that
    a line without one does not.
    """

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        korean = [line.ends_word for line in lines if _is_in(line.text.rstrip()[-1:], _HANGUL)]
        self._marks_korean = sum(korean) >= max(_MIN_CLOSED, _CLOSED_SHARE * len(korean))

    def between(self, above: PrintedLine, text: str, line: str) -> str:
        """What is between a line, at the end of a text, and the next line of it."""
        runs_on = _is_in(text[-1:], _UNSPACED) and _is_in(line[:1], _UNSPACED)
        if self._marks_korean:
            runs_on = runs_on or (_is_in(text[-1:], _HANGUL) and _is_in(line[:1], _HANGUL))
        if runs_on and not above.ends_word:
            return ""
        return " " if join_lines((text[-2:], line[:1])) != text[-2:] + line[:1] else ""


def _is_in(letter: str, ranges: Sequence[tuple[str, str]]) -> bool:
    return any(first <= letter <= last for first, last in ranges)
