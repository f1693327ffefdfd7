"""The most prominent names of a text: those of people and organizations first, or of people alone. Pure.

``prominent_names.toml`` has the words in and before the names of places, organizations and things.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache

from bot.answering.facts.naming.names import ProperName, find_names
from bot.answering.facts.naming.places import find_country_codes, find_place_names
from bot.answering.facts.word_matching import fold_word
from bot.answering.questions.suggestions import find_topics
from bot.answering.word_lists import join_forms, read_word_list

_MIN_CHARS = 4
_STOP = re.compile(r"[.!?]\s|\n")  # "the Niagara. She sailed" is no name
_PERSON = 2
"""A person's name has at least so many words."""


def find_prominent_names(texts: Sequence[str], language: str) -> list[str]:
    """Find the names that sentences repeat, the most prominent first; a text without capitals has its repeated terms.

    A later "Varley" counts for "Tom Varley", and for "Vice President Tom Varley" too, which is written as "Tom Varley".
    Countries and the first words of sentences are no names.
    """
    names = [name for text in texts for name in find_names(text, language) if _is_name(name, language)]
    alone = {name.words[0] for name in names if len(name.words) == 1}
    full = {name.words: _leave_out_titles(name, alone) for name in names if len(name.words) >= _PERSON}
    counts: Counter[str] = Counter()
    for name in names:
        whole = next((full[words] for words in full if set(name.words) <= set(words)), name.text)
        counts[whole] += 1
    # The order of two names with one count is that of the text, because sorting is stable.
    ranked = sorted(counts, key=lambda name: -counts[name] * (1 + (" " in name)))
    return ranked or [topic for topic in find_topics("\n".join(texts)) if len(topic) < len("".join(texts))]


def find_people(texts: Sequence[str], language: str) -> list[str]:
    """Find the names of people among the prominent names, in their order; all prominent names if none is a person's.

    A person has a first and a last name, and no sentence has the name behind a word such as "in", or behind a number.
    """
    names = find_prominent_names(texts, language)
    joined = "\n".join(texts)
    return [name for name in names if len(name.split()) >= _PERSON and not _is_thing(name, joined, language)] or names


def _is_thing(name: str, text: str, language: str) -> bool:
    parts, before = _load_things(language)
    if any(parts.fullmatch(word) or (word.isupper() and word.isalpha()) for word in name.split()):  # "HMS Agamemnon"
        return True
    if find_place_names(fold_word(name), language, language):
        return True
    return re.search(rf"(?:(?<!\w){before}|\d)\s+{re.escape(name)}(?!\w)", text) is not None


@cache
def _load_things(language: str) -> tuple[re.Pattern[str], str]:
    """Return the pattern of a word of a thing's name, and the expression of the words before it, which ignores case."""
    words = read_word_list(__file__)
    parts, before = (join_forms({language: words[kind].get(language, [])}) for kind in ("parts", "before"))
    nothing = "(?!)"
    return re.compile(parts if words["parts"].get(language) else nothing, re.IGNORECASE), (
        f"(?i:{before})" if words["before"].get(language) else nothing
    )


def _leave_out_titles(name: ProperName, alone: Collection[str]) -> str:
    """Leave out the titles before the two names of a person, whom the text also calls by the last name alone."""
    if len(name.words) <= _PERSON or name.words[-1] not in alone:
        return name.text
    return " ".join(name.text.split()[-_PERSON:])


def _is_name(name: ProperName, language: str) -> bool:
    is_long = len(name.text) >= _MIN_CHARS and not _STOP.search(name.text)
    return is_long and name.is_clear and not find_country_codes(name.text, language)
