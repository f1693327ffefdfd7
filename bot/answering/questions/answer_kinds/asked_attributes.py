"""The attribute that a question asks for: a birth, a death, a spouse, earnings, an owner, a predecessor, last year.

A text about a person has many dates and places, but "when was she born?" is only answered by a sentence about a birth.
The words for such an attribute are few, so a sentence without any of them does not tell it. ``asked_attributes.toml``
has the words of questions and of sentences. Pure.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts.languages import UNKNOWN
from bot.answering.questions.answer_kinds.question_kinds import Kind, find_kind
from bot.answering.word_lists import load_once, match_whole_words, read_word_list

_ASKED, _TOLD = "_asked", "_told"
_AMOUNTS: frozenset[Kind | None] = frozenset({"money", "mass", "duration", "size", "count", "amount"})
_KINDS: Mapping[str, frozenset[Kind | None]] = MappingProxyType(
    {"former": frozenset({"person", "name"}), "last_year": _AMOUNTS}
)
"""The kinds of questions that an attribute counts for: "what did the former mayor say?" needs no such word."""


def find_attributes(question: str) -> tuple[str, ...]:
    """Find the attributes that a question asks for; none for most questions."""
    asked = strip_small_talk(question)
    found = [name for name, pattern in _load_asked().items() if pattern.search(asked)]
    limited = {name for name in found if name in _KINDS}
    kind = find_kind(question) if limited else None
    return tuple(name for name in found if name not in limited or kind in _KINDS[name])


def tells_attributes(attributes: tuple[str, ...], text: str, language: str) -> bool:
    """Return whether a text has a word for each attribute; True in a language whose words are unknown.

    Args:
        attributes: What ``find_attributes`` found.
        text: A sentence, with the one before it if it points back there.
        language: Of the text, ISO 639-1; ``und`` looks for the words of all languages.
    """
    patterns = _load_told(language)
    return all(name not in patterns or patterns[name].search(text) for name in attributes)


@load_once
def _load_asked() -> dict[str, re.Pattern[str]]:
    words = read_word_list(__file__)
    return {
        kind.removesuffix(_ASKED): re.compile(match_whole_words(forms), re.IGNORECASE)
        for kind, forms in words.items()
        if kind.endswith(_ASKED)
    }


@cache
def _load_told(language: str) -> dict[str, re.Pattern[str]]:
    patterns = {}
    for kind, words in read_word_list(__file__).items():
        known = words if language == UNKNOWN else {code: words[code] for code in (language,) if code in words}
        if kind.endswith(_TOLD) and known:
            patterns[kind.removesuffix(_TOLD)] = re.compile(match_whole_words(known), re.IGNORECASE)
    return patterns
