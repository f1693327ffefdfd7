"""Readings: whether a name in Latin letters is one of the Chinese or Japanese characters of a text.

A Chinese character has one reading, in pinyin. A Japanese one has several, so a list has those of common names, and a
character without an entry may be read in any way beside known ones.
"""

import re
from functools import lru_cache

from bot.answering.facts.word_matching import fold_word, transliterate
from bot.answering.word_lists import load_once, read_word_list

LANGUAGES = frozenset({"zh", "ja"})

_RUN = re.compile(r"[\u3400-\u9fff々]+")
_KANA = re.compile(r"[\u3041-\u30ff]+")
_SYLLABLE = "[a-z]{1,6}"
_LONG = re.compile(r"(?<=[aeiou])[-'’]|(?<=o)[uoh](?![aeiou])|(?<=u)u|(?<=e)i(?=$)")
_VOICED = {"k": "[kg]", "s": "[szj]", "t": "[td]", "h": "[hbp]", "f": "[fbp]", "c": "[cj]"}
_MOST_CHARACTERS = 5
_MIN_LETTERS = 2


@lru_cache(maxsize=4096)
def is_read_in(name: str, text: str, language: str) -> bool:
    """Whether a folded word in Latin letters is a reading of characters in a text of Chinese or Japanese."""
    word = fold_word(name)
    if language not in LANGUAGES or len(word) < _MIN_LETTERS or not word.isascii():
        return False
    if language == "zh":
        return any(_is_pinyin(word, run[0]) for run in _RUN.finditer(text))
    short = _shorten(word)
    if any(short in _shorten(transliterate(kana[0])) for kana in _KANA.finditer(text)):
        return True
    return any(_is_japanese(short, run[0]) for run in _RUN.finditer(text))


def _is_pinyin(word: str, run: str) -> bool:
    return any(
        "".join(map(transliterate, run[start:end])) == word
        for start in range(len(run))
        for end in range(start + 1, min(len(run), start + _MOST_CHARACTERS) + 1)
    )


def _is_japanese(word: str, run: str) -> bool:
    return any(
        _compile(run[start:end]).fullmatch(word) is not None
        for start in range(len(run))
        for end in range(start + 1, min(len(run), start + _MOST_CHARACTERS) + 1)
        if _is_mostly_known(run[start:end])
    )


def _is_mostly_known(characters: str) -> bool:
    listed = _load_japanese()
    known = sum(character in listed for character in characters)
    return 2 * known >= len(characters)


@lru_cache(maxsize=4096)
def _compile(characters: str) -> re.Pattern[str]:
    listed = _load_japanese()
    parts, at = [], 0
    while at < len(characters):
        size = next(size for size in (3, 2, 1) if size == 1 or characters[at : at + size] in listed)
        readings = listed.get(characters[at : at + size], ())
        parts.append("|".join(_voice(reading) if at else reading for reading in readings) or _SYLLABLE)
        at += size
    return re.compile("".join(f"(?:{part})" for part in parts))


def _voice(reading: str) -> str:
    """Let the second part of a name begin with a voiced sound: "Yamazaki" with "saki"."""
    return _VOICED.get(reading[0], reading[0]) + reading[1:]


def _shorten(word: str) -> str:
    """Write long vowels short: "Ōsaka", "Oosaka" and "Ohsaka" are one."""
    return _LONG.sub("", word)


@load_once
def _load_japanese() -> dict[str, tuple[str, ...]]:
    listed = read_word_list(__file__)["japanese"]
    return {characters: tuple(map(_shorten, readings)) for characters, readings in listed.items()}
