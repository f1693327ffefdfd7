"""The name in a question about a text in another script: as the text spells it, or missing in the text.

The embedder knows that "Мадуро" is "Maduro", but not rare names: "Кто такой Лойо?" finds "Loyo" by its letters. And it
finds sentences about other people for a name that the text does not have. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.answering.facts.languages import detect_script
from bot.answering.facts.word_matching import fold_word, is_within_distance, transliterate
from bot.answering.questions.follow_ups import has_topic, is_keyword
from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, load_once, merge_words, read_word_list

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
_WITHOUT_VOWELS = frozenset({"arabic", "han"})
_MIN_CONSONANTS, _SURE_CONSONANTS = 2, 3
_MIN_QUESTION_WORD = 3
_MIN_NAME_CHARS, _MAX_NAME_WORDS = 2, 3
_CONSONANTS = (
    ("zh", "s"), ("ch", "s"), ("sh", "s"), ("th", "t"), ("ph", "p"), ("gh", "g"), ("kh", "k"), ("ck", "k"),
    ("x", "s"), ("z", "s"), ("qu", "k"), ("c", "k"), ("q", "k"), ("g", "k"), ("j", "k"), ("d", "t"), ("b", "p"),
    ("f", "p"), ("r", "l"), ("m", "n"), ("v", "p"), ("h", ""),
)  # fmt: skip
_VOWELS = re.compile("[aeiou]|w|y(?![aeiouw])")
_TYPO = 1
_DOUBLED = re.compile(r"(.)\1+")
_CASE_ENDINGS = re.compile(r"(?:ого|ому|ым|им|ом|ем|ой|ей|ою|а|я|у|ю|е|ы|и)$")


def find_only_name(question: str, language: str) -> str | None:
    """Find the name in a question that asks about nothing else, such as "Who is Ada Byrne?".

    Args:
        question: A question, or a name alone.
        language: Of the question, ISO 639-1.
    """
    from bot.answering.facts.naming.names import find_names  # noqa: PLC0415 - only questions in another script need it

    names = [name.text for name in find_names(question, language)] or _LATIN_NAME.findall(question)
    if not names and is_keyword(question) and question.istitle():
        names = [question.strip(" .!")]  # a name alone
    if not names:
        return _find_bare_name(question)
    if len(names) != 1:
        return None
    return None if has_topic(" ".join(_list_words_beside(question.replace(names[0], " ")))) else names[0]


def _find_bare_name(question: str) -> str | None:
    """Find what a question in another script than Latin asks about: a name has no capital there, or users leave it."""
    if detect_script(question) in {"latin", ""}:
        return None
    beside = _list_words_beside(question)
    words = [word for word in beside if has_topic(word)]
    is_framed = len(beside) < len(_WORD.findall(question)) or detect_script(question) in _WITHOUT_VOWELS
    if not is_framed and any(len(word) >= _MIN_QUESTION_WORD for word in beside if word not in words):
        return None  # "who won?" asks for a name
    name = " ".join(words)
    is_name = 0 < len(words) <= _MAX_NAME_WORDS and len(name) >= _MIN_NAME_CHARS
    return name if is_name and name in question else None


def _list_words_beside(question: str) -> list[str]:
    """List the words of a question that do not only frame a name, as "who is"."""
    spaced, unspaced = _load_around()
    return [word for word in _WORD.findall(unspaced.sub(" ", question)) if word.lower() not in spaced]


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


def may_be_whole(name: str, spelled: str) -> bool:
    """Whether a spelling may stand for a whole question about a name: other words beside it ask for something else.

    Only a name with capitals is surely one, so without them each word must have a spelling: "عمر مادورو" asks how old
    Maduro is.
    """
    return name.lower() != name or len(_WORD.findall(name)) == len(_WORD.findall(spelled))


def is_sure_spelling(name: str) -> bool:
    """Whether words that sound like a name are hardly others: two consonants alone are shared by many words."""
    return detect_script(name) not in _WITHOUT_VOWELS or len(_to_consonants(name)) >= _SURE_CONSONANTS


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


@load_once
def _load_around() -> tuple[frozenset[str], re.Pattern[str]]:
    words: dict[str, list[str]] = dict(read_word_list(__file__)["around_a_name"])
    unspaced = {code: words.pop(code) for code in UNSPACED_LANGUAGES & words.keys()}
    return merge_words(words), re.compile(join_forms(unspaced))


@lru_cache(maxsize=8192)
def _find_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


def _find_alike(word: str, known: Iterable[str], typos: int = 0) -> str | None:
    """Find the first known word that sounds nearest, and may differ in ``typos`` letters more if it is long."""
    if detect_script(word) in _WITHOUT_VOWELS:
        return _find_by_consonants(word, known)
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


def _find_by_consonants(word: str, known: Iterable[str]) -> str | None:
    """Find the first known word with the consonants of a word whose script tells no vowels, or other ones."""
    consonants = _to_consonants(word)
    if len(consonants) < _MIN_CONSONANTS:
        return None
    return next((other for other in known if _to_consonants(other) == consonants), None)


@lru_cache(maxsize=16384)
def _to_consonants(word: str) -> str:
    """Return the consonants of a word, with one letter for those that scripts confuse: l and r, d and t, n and m."""
    folded = fold_word(word)
    if detect_script(word) == "han":  # a syllable ends in "ng" for a foreign "n"
        sounds = "".join(transliterate(character).removesuffix("g") for character in folded)
    else:
        sounds = transliterate(folded).replace("'", "").replace("’", "")
    for spelling, plain in _CONSONANTS:
        sounds = sounds.replace(spelling, plain)
    first = sounds[:1].strip("aeiou").replace("w", "p")
    return _DOUBLED.sub(r"\1", first + _VOWELS.sub("", sounds[1:]))


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
