"""Texts that a regular expression matches, so that each of its alternatives is in one of them."""

import re
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from re import _constants as codes  # type: ignore[attr-defined]  # what the parser returns has no other name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_Items = Any
"""What ``re`` makes of a pattern: a sequence of pairs of a code and its argument."""

_OF_CATEGORY = {
    codes.CATEGORY_WORD: ["w", "7"],
    codes.CATEGORY_NOT_WORD: ["?", " ", "«"],
    codes.CATEGORY_SPACE: [" "],
    codes.CATEGORY_DIGIT: ["7"],
}
_TWICE = 2
_VARIANTS: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.title,
    lambda text: text.replace("i", "İ"),
    lambda text: text.replace("i", "ı"),
    lambda text: text.replace("s", "ſ"),
)


def list_matches(pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield texts that a pattern matches as a whole; together they take each branch, option and character of it.

    A text also comes in other cases of its letters where the pattern takes these.
    """
    for text in dict.fromkeys(_texts(parser.parse(pattern.pattern, pattern.flags))):
        yield from (one for one in dict.fromkeys(vary(text) for vary in _VARIANTS) if pattern.fullmatch(one))


def _texts(items: _Items) -> list[str]:
    """Return texts of a sequence: as many as its item with the most needs, while the others go round."""
    parts = [_texts_of(code, argument) for code, argument in items]
    longest = max(map(len, parts), default=1)
    return ["".join(text) for text in islice(zip(*map(cycle, parts), strict=False), longest)] if parts else [""]


def _texts_of(code: object, argument: _Items) -> list[str]:
    if code in {codes.LITERAL, codes.RANGE}:
        return [chr(one) for one in (argument if isinstance(argument, tuple) else [argument])]
    if code is codes.IN:
        return [text for one in argument for text in _texts_of(*one)]
    if code is codes.CATEGORY:
        return _OF_CATEGORY[argument]
    if code is codes.BRANCH:
        return [text for branch in argument[1] for text in _texts(branch)]
    if code is codes.SUBPATTERN:
        return _texts(argument[-1])
    if code is codes.MAX_REPEAT:
        least, most, repeated = argument
        once = _texts(repeated)
        return [text * times for times in range(least, min(most, max(least, _TWICE)) + 1) for text in once]
    raise ValueError(f"no text for {code}")
