"""Text of both directions in one line: what is written the other way is isolated, so that nothing around it moves.

The characters are those of the Unicode Bidirectional Algorithm, https://www.unicode.org/reports/tr9/. Quotes are never
touched: each stands in a paragraph of its own.
"""

import unicodedata
from collections.abc import Sequence

_RIGHT_TO_LEFT = {"ar"}
_LEFT, _RIGHT, _DIGITS = {"L"}, {"R", "AL"}, {"EN", "AN"}
_ISOLATE, _END = "\u2068", "\u2069"


def is_right_to_left(language: str) -> bool:
    """Whether a language of the bot is written from right to left."""
    return language in _RIGHT_TO_LEFT


def isolate(text: str, language: str) -> str:
    """The text, isolated where it has characters that would move in a sentence of the language.

    From right to left these are Latin letters, and digits too: a date would stand there with its parts in reverse.
    """
    other = _LEFT | _DIGITS if is_right_to_left(language) else _RIGHT
    return f"{_ISOLATE}{text}{_END}" if _classes(text) & other else text


def isolate_parts(parts: Sequence[str]) -> list[str]:
    """Parts of one line, each isolated from the others where they do not all run in the same direction."""
    found = _classes("".join(parts))
    return [f"{_ISOLATE}{part}{_END}" for part in parts] if found & _LEFT and found & _RIGHT else list(parts)


def _classes(text: str) -> set[str]:
    return {unicodedata.bidirectional(character) for character in text}
