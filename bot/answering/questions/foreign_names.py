"""The name in a question about a text in another script: as the text spells it, or missing in the text.

The embedder knows that "Мадуро" is "Maduro", but not rare names: "Кто такой Лойо?" finds "Loyo" by its letters. And it
finds sentences about other people for a name that the text does not have. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from bot.answering.facts.languages import detect_script
from bot.answering.facts.names import find_names
from bot.answering.facts.word_matching import fold_word, is_within_distance, transliterate
from bot.answering.questions.follow_ups import has_topic, is_keyword
from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, merge_words, read_word_list

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN_NAME = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ɏ'’-]+(?: [A-ZÀ-Þ][A-Za-zÀ-ɏ'’-]+)*")
_FULL = 2
"""A full name has at least so many words."""
_MIN_SOUNDS = 4
_TOLERANCES = ((8, 2), (5, 1), (_MIN_SOUNDS, 0))
"""Words of at least so many sounds may differ in so many."""
_SPELLINGS = (
    ("dzh", "j"), ("tsch", "ch"), ("sch", "sh"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("x", "ks"), ("w", "v"),
    ("tz", "ts"), ("y", "i"), ("q", "k"), ("j", "i"), ("h", ""),
)  # fmt: skip
_TYPO = 1
_DOUBLED = re.compile(r"(.)\1+")
_CASE_ENDINGS = re.compile(r"(?:ого|ому|ым|им|ом|ем|ой|ей|ою|а|я|у|ю|е|ы|и)$")


def find_only_name(question: str, language: str) -> str | None:
    """Find the name in a question that asks about nothing else, such as "Who is Ada Byrne?".

    Args:
        question: A question, or a name alone.
        language: Of the question, ISO 639-1.
    """
    names = [name.text for name in find_names(question, language)] or _LATIN_NAME.findall(question)
    if not names and is_keyword(question) and question.istitle():
        names = [question.strip(" .!")]  # a name alone
    if len(names) != 1:
        return None
    rest = question.replace(names[0], " ")
    spaced, unspaced = _load_around()
    rest = " ".join(word for word in _WORD.findall(unspaced.sub(" ", rest)) if word.lower() not in spaced)
    return None if has_topic(rest) else names[0]


def find_foreign_names(question: str) -> list[str]:
    """Find the names in Latin letters of a question in another script; such a name is never translated."""
    if detect_script(_LATIN_NAME.sub(" ", question)) in {"latin", ""}:
        return []
    return [name for name in _LATIN_NAME.findall(question) if not name.isupper()]  # "XV", "UN"


def find_spelling(name: str, texts: Iterable[str]) -> str | None:
    """Find how texts in another script spell a name; None if no capitalized word sounds alike."""
    script = detect_script(name)
    words = (word for text in texts for word in _find_words(text) if word[0].isupper())
    known = [word for word in words if detect_script(word) != script]
    spelled = [_find_alike(word, known) for word in _WORD.findall(name)]
    return " ".join(word for word in spelled if word) or None


def is_missing(name: str, texts: Iterable[str]) -> bool:
    """Whether no word of a name resembles a word of the texts."""
    known = {word for text in texts for word in _find_words(text)}
    words = {fold_word(word) for word in _WORD.findall(name)}
    if words & {fold_word(word) for word in known}:
        return False
    return not any(_find_alike(word, known, _TYPO) for word in _WORD.findall(name))


def is_full_name(name: str) -> bool:
    """Whether a name is one in Latin letters of two words or more, as people have."""
    return len(_WORD.findall(name)) >= _FULL and detect_script(name) == "latin"


@cache
def _load_around() -> tuple[frozenset[str], re.Pattern[str]]:
    words: dict[str, list[str]] = dict(read_word_list(__file__)["around_a_name"])
    unspaced = {code: words.pop(code) for code in UNSPACED_LANGUAGES & words.keys()}
    return merge_words(words), re.compile(join_forms(unspaced))


@lru_cache(maxsize=8192)
def _find_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


def _find_alike(word: str, known: Iterable[str], typos: int = 0) -> str | None:
    """Find the first known word that sounds nearest, and may differ in ``typos`` letters more if it is long."""
    for form in _list_forms(word):
        sound = _to_sounds(form)
        limit = next((most for length, most in _TOLERANCES if len(sound) >= length), None)
        if limit is None:
            continue
        near = [other for other in known if _to_sounds(other)[:1] == sound[:1]]
        for distance in range(limit + (typos if limit else 0) + 1):
            for other in near:
                if is_within_distance(sound, _to_sounds(other), distance):
                    return other
    return None


def _list_forms(word: str) -> Iterator[str]:
    """Yield a word, and its stem without the ending of a Russian case."""
    yield word
    stem = _CASE_ENDINGS.sub("", word)
    if stem != word:
        yield stem


@lru_cache(maxsize=16384)
def _to_sounds(word: str) -> str:
    sounds = transliterate(fold_word(word)).replace("'", "").replace("’", "")
    for spelling, plain in _SPELLINGS:
        sounds = sounds.replace(spelling, plain)
    return _DOUBLED.sub(r"\1", sounds)
