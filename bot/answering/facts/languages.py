"""Detects the language of a short text from its script and function words, far faster than a classifier."""

import re
from functools import cache, lru_cache

from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import load_once, read_word_list
from index.text.scripts import HAN, HANGUL

UNKNOWN = "und"

_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_SCRIPTS = (
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")),
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("arabic", re.compile(r"[\u0620-\u06ff\u0750-\u077f]")),
    ("han", _HAN),
    ("kana", _KANA),
    ("greek", re.compile(r"[\u0370-\u03ff]")),
    ("hangul", re.compile(f"[{HANGUL}]")),
    ("devanagari", re.compile(r"[\u0900-\u097f]")),
    ("hebrew", re.compile(r"[\u0590-\u05ff]")),
)
_WRITTEN_IN = {
    "cyrillic": ("ru", "uk", "be", "bg", "kk", "ky", "mk", "mn", "sr", "tg"),
    "arabic": ("ar", "fa", "ps", "ur"),
    "han": ("zh", "ja"),
    "kana": ("ja",),
    "greek": ("el",),
    "hangul": ("ko",),
    "devanagari": ("hi", "mr", "ne"),
    "hebrew": ("he", "yi"),
}
"""The languages of each script but the Latin one; a text without another sign is in the first."""
_SURE_LEAD = 1
_READ_CHARS = 1000


def normalize_code(code: str) -> str:
    """Normalize a language code: ``pt`` for ``pt-BR``, ``und`` for an empty code."""
    return re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0] or UNKNOWN


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the commonest words of a language, lower case; those of all known languages for any other."""
    words = _load_function_words()
    return words.get(language) or frozenset().union(*words.values())


def has_function_words(language: str) -> bool:
    """Return whether a language has a list of its own."""
    return language in _load_function_words()


@cache
def folded_function_words(language: str) -> frozenset[str]:
    """Return the words of ``function_words``, folded."""
    return frozenset(map(fold_word, function_words(language)))


@load_once
def _load_function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words) for code, words in read_word_list(__file__)["function_words"].items()}


@lru_cache(maxsize=4096)
def detect_script(text: str) -> str:
    """Detect the script of most letters: ``latin``, ``han``, …; ``kana`` beside any Han; ``""`` without letters."""
    head = text[:_READ_CHARS]
    if head.isascii():
        return "latin" if _SCRIPTS[0][1].search(head) else ""
    counts = {name: len(pattern.findall(head)) for name, pattern in _SCRIPTS}
    name = max(counts, key=lambda name: counts[name])
    if name == "han" and counts["kana"]:
        return "kana"
    return name if counts[name] else ""


def read_script(text: str, spoken: str) -> str:
    """Return the language of a text in a script that ``spoken`` is not written in; ``spoken`` for any other text."""
    languages = _WRITTEN_IN.get(detect_script(text))
    return spoken if languages is None or spoken in languages else languages[0]


@lru_cache(maxsize=4096)
def resolve_language(text: str, stated: str) -> str:
    """Resolve the ISO 639-1 code of a text: the stated code, else the detected one, else ``und``."""
    code = normalize_code(stated)
    if code != UNKNOWN:
        return code
    name = detect_script(text)
    if name != "latin":
        return _WRITTEN_IN.get(name, (UNKNOWN,))[0]
    words = [word.lower() for word in _WORD.findall(text[:_READ_CHARS])]
    counts = sorted(
        ((sum(word in function_words(code) for word in words), code) for code in _load_function_words()), reverse=True
    )
    (most, code), (second, _) = counts[:2]
    return code if most >= second + _SURE_LEAD else UNKNOWN
