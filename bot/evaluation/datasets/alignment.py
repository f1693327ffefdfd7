"""Maps offsets in a dataset's paragraphs to offsets in the stored text, which is normalized. Pure."""

from collections.abc import Sequence

from index.text.normalization import canonicalize
from index.types import Span

_BLANKS = (" ", "\n")


class Alignment:
    """Maps offsets in paragraphs to offsets in a stored text, by counting the characters that are not blank."""

    def __init__(self, paragraphs: Sequence[str], stored: str) -> None:
        """Find each paragraph, in order, in a canonical text that contains them."""
        self._paragraphs = paragraphs
        self._places = [at for at, character in enumerate(stored) if character not in _BLANKS]
        dense = _dense(stored)
        self._starts: list[int] = []
        cursor = 0
        for paragraph in paragraphs:
            body = _dense(canonicalize(paragraph))
            start = dense.find(body, cursor) if body else -1
            self._starts.append(start)
            cursor = start + len(body) if start >= 0 else cursor

    def span(self, paragraph: int, start: int, end: int) -> Span | None:
        """Map ``[start, end)`` of a paragraph to the stored text, without blanks around it; None where it is missing.

        Args:
            paragraph: The index of the paragraph.
            start: In code points of the dataset's paragraph.
            end: As ``start``.
        """
        base = self._starts[paragraph]
        text = self._paragraphs[paragraph]
        first = base + len(_dense(canonicalize(text[:start])))
        last = base + len(_dense(canonicalize(text[:end])))
        if base < 0 or first >= last:
            return None
        return Span(self._places[first], self._places[last - 1] + 1)


def _dense(text: str) -> str:
    for blank in _BLANKS:
        text = text.replace(blank, "")
    return text
