"""Measured attributes: "how deep" asks for a depth, which a length of something "long" does not tell. Pure.

Their words are in ``measured_attributes.toml``. A length without any such word may be of every attribute.
"""

import re
from collections.abc import Iterator

from bot.answering.word_lists import (
    ASKING_ANYWHERE,
    UNSPACED_LANGUAGES,
    join_forms,
    load_once,
    match_whole_words,
    read_word_list,
)

_LENGTHS = ("depth", "height", "length", "width", "thickness", "distance")
_OTHERS = ("temperature", "electric", "area", "currency")
"""Attributes that have one dimension of units each, by its name."""

_REACH = 24
"""How many characters before a length and behind it tell of what it is: "a depth of 30 metres", "30 metres deep"."""


def find_asked_dimension(question: str) -> str | None:
    """Find the dimension of the attribute whose value a question asks for: "temperature", "length"; None for others."""
    for dimension, pattern in _load_asked().items():
        if pattern.match(question):
            return dimension
    return None


def find_length_attributes(text: str) -> list[str]:
    """Find the attributes of lengths that a text names, in order: "depth", "height"."""
    found = ((match.start(), name) for name, pattern in _load_lengths().items() for match in pattern.finditer(text))
    return [name for _, name in sorted(found)]


def is_length_of(attribute: str, text: str, start: int, end: int) -> bool:
    """Return whether a length in a text may be of an attribute: that is the one beside it, or none is.

    Args:
        attribute: As ``find_length_attributes`` gives it.
        text: The sentence.
        start: The offset of the number of the length.
        end: The offset behind the number.
    """
    beside = find_length_attributes(text[max(0, start - _REACH) : end + _REACH])
    return attribute in beside or not beside


@load_once
def _load_lengths() -> dict[str, re.Pattern[str]]:
    words = read_word_list(__file__)
    return {name: re.compile(match_whole_words(words[name]), re.IGNORECASE) for name in _LENGTHS}


@load_once
def _load_asked() -> dict[str, re.Pattern[str]]:
    words = read_word_list(__file__)
    nouns = {"length": words["noun"], **{name: words[name] for name in _OTHERS}}
    return {
        name: re.compile("|".join(_join_asked(words["asked"], forms)), re.IGNORECASE) for name, forms in nouns.items()
    }


def _join_asked(asked: dict[str, list[str]], forms: dict[str, list[str]]) -> Iterator[str]:
    """Yield for each language the pattern of a question for the value of one of these attributes."""
    for code, words in asked.items():
        one, other = join_forms({code: words}), join_forms({code: forms[code]})
        if code in UNSPACED_LANGUAGES:
            yield rf"(?=.*{other}).*{one}"
        elif code in ASKING_ANYWHERE:
            yield rf"(?=.*(?<!\w){other}(?!\w)).*(?<!\w){one}(?!\w)"
        else:
            yield rf"\W*{one}\s+{other}(?!\w)"
