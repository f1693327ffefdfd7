"""Text of both directions in one line: what is written the other way is isolated, so that nothing around it moves.

The characters are those of the Unicode Bidirectional Algorithm, https://www.unicode.org/reports/tr9/. Quotes are never
touched: each stands in a paragraph of its own.
"""

import unicodedata

_RIGHT_TO_LEFT = {"ar"}
_LEFT, _RIGHT = {"L"}, {"R", "AL"}
_ISOLATE, _END = "\u2068", "\u2069"


def is_right_to_left(language: str) -> bool:
    """Whether a language of the bot is written from right to left."""
    return language in _RIGHT_TO_LEFT


def isolated(text: str, language: str) -> str:
    """The text, isolated where it has characters of the other direction than the language."""
    other = _LEFT if is_right_to_left(language) else _RIGHT
    if any(unicodedata.bidirectional(character) in other for character in text):
        return f"{_ISOLATE}{text}{_END}"
    return text
