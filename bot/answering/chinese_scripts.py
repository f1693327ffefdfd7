"""Simplified and Traditional Chinese: which of them a text is written in, and word lists that match both.

The word lists are in Simplified Chinese. ``chinese_scripts.toml`` has the Traditional forms of their characters. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice, product

from index.text.scripts import HAN
from index.text.word_files import read_word_list

_HAN = re.compile(f"[{HAN}]")
_PATTERN = re.compile(r"[\\^$.|?*+(){}\[\]]")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|.", re.DOTALL)
"""A part of a regular expression: an escaped character, a class of characters, or a character."""
_MAX_FORMS = 32
"""Of a word; more would take many characters that have several Traditional forms."""


def is_traditional(text: str) -> bool | None:
    """Return whether a text is in Traditional Chinese; None if its characters belong to both scripts.

    The standards of the two scripts tell: GB 2312 has the characters of Simplified Chinese, Big5 those of Traditional
    Chinese as Taiwan and Hong Kong write it.
    """
    characters = _HAN.findall(text)
    traditional = sum(_has("big5hkscs", each) and not _has("gb2312", each) for each in characters)
    simplified = sum(_has("gb2312", each) and not _has("big5", each) for each in characters)
    return None if traditional == simplified else traditional > simplified


def write_both(pattern: str) -> str:
    """Rewrite a regular expression of Simplified Chinese so that it also matches Traditional Chinese."""
    return _TOKEN.sub(lambda token: _widen(token[0]), pattern)


def add_traditional(entries: list[str]) -> list[str]:
    """Return entries of a word list that match both scripts.

    A pattern is rewritten in its place. Other forms of words follow all entries, since some lists are read by place.
    """
    written = [write_both(entry) if _PATTERN.search(entry) else entry for entry in entries]
    words = (entry for entry in entries if not _PATTERN.search(entry))
    return list(dict.fromkeys([*written, *(form for word in words for form in _forms_of(word))]))


def _forms_of(word: str) -> Iterator[str]:
    """Yield the forms of a word, also those that mix the scripts, as patterns match them; the Traditional one first."""
    choices = [f"{_load_variants().get(character, '')}{character}" for character in word]
    return ("".join(characters) for characters in islice(product(*choices), _MAX_FORMS))


def _widen(token: str) -> str:
    """Add the Traditional characters to a part of a regular expression."""
    if token.startswith("[") and len(token) > 1:
        added = "".join(_load_variants().get(each, "") for each in token)
        return f"{token[:-1]}{''.join(dict.fromkeys(added))}]"
    variants = _load_variants().get(token)
    return token if variants is None else f"[{token}{variants}]"


@cache
def _load_variants() -> Mapping[str, str]:
    return {word[0]: word[1:] for word in read_word_list(__file__)["variants"].split()}


@cache
def _has(standard: str, character: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True
