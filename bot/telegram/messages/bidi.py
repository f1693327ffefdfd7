"""Bidirectional text: parts in the other direction are isolated, so that they do not move the text around them.

The characters are isolates of the Unicode Bidirectional Algorithm, https://www.unicode.org/reports/tr9/. Quotes are
never changed: each is a paragraph of its own.
"""

import unicodedata
from collections.abc import Sequence

_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Languages in scripts that run from right to left. Babel tells it too, after 10 ms of reading for each language."""

_LEFT, _RIGHT, _DIGITS = {"L"}, {"R", "AL"}, {"EN", "AN"}
_ISOLATE, _END = "\u2068", "\u2069"


def is_right_to_left(language: str) -> bool:
    """Return whether a language is written from right to left; ``language`` is a code of ISO 639-1."""
    return language in _RIGHT_TO_LEFT


def isolate(text: str, language: str) -> str:
    """Isolate a text if it has characters that would move in a sentence of the language.

    In a right-to-left language these are Latin letters, and digits too: the parts of a date would change their order.
    """
    other = _LEFT | _DIGITS if is_right_to_left(language) else _RIGHT
    return f"{_ISOLATE}{text}{_END}" if _classes(text) & other else text


def isolate_parts(parts: Sequence[str]) -> list[str]:
    """Isolate the parts of a line from each other, if they do not all run in the same direction.

    Digits run from left to right too: next to Arabic words the parts of a date would change their order.
    """
    found = _classes("".join(parts))
    is_mixed = found & (_LEFT | _DIGITS) and found & _RIGHT
    return [f"{_ISOLATE}{part}{_END}" for part in parts] if is_mixed else list(parts)


def _classes(text: str) -> set[str]:
    """Return the bidirectional classes of the characters of a text."""
    return {unicodedata.bidirectional(character) for character in text}
