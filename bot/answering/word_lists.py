"""Word lists of answering: which languages write blanks, patterns of listed words, and when the files are read."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import chain
from typing import Any, TypeVar

from bot.answering.chinese_scripts import add_traditional
from index.text import word_files

UNSPACED_LANGUAGES = frozenset({"zh", "ja", "ko"})
"""Languages whose word lists do not rely on blanks between words."""

ASKING_ANYWHERE = UNSPACED_LANGUAGES | {"hi", "tr"}
"""Languages whose question words may stand anywhere in a question."""

QUESTION_MARKS = ("?", "？", "؟")
"""What ends a question in the languages of the word lists."""


_KEPT_MARKS = "\u0306\u3099\u309a"
"""The marks of й and of Japanese syllables, which make other letters of them."""
_LEFT_OUT = re.compile("[\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u0655\u0640]")
"""Signs of their own that users leave out: combining accents, Hebrew and Arabic vowels, and the Arabic stroke."""


def fold_accents(text: str) -> str:
    """Replace each letter with an accent, as é or أ, by the letter without it; the length stays the same."""
    return text if text.isascii() else text.translate(_FOLDED)


def strip_accents(text: str) -> str:
    """Fold accents, and leave out those that are signs of their own; the result may be shorter."""
    return fold_accents(unicodedata.normalize("NFC", _LEFT_OUT.sub("", text)))


class _FoldedLetters(dict[int, str]):
    """Folded letters by code point, for ``str.translate``; each is decomposed at its first use."""

    def __missing__(self, code: int) -> str:
        folded = _fold_letter(chr(code))
        if len(self) < _MAX_FOLDED:
            self[code] = folded
        return folded


def _fold_letter(character: str) -> str:
    decomposed = unicodedata.normalize("NFD", character)
    marks = decomposed[1:]
    is_accented = bool(marks) and all(unicodedata.combining(mark) and mark not in _KEPT_MARKS for mark in marks)
    return decomposed[0] if is_accented else character


_MAX_FOLDED = 16_384
_FOLDED = _FoldedLetters()


_LOADERS: list[Callable[[], object]] = []

_T = TypeVar("_T")


def load_once(load: Callable[[], _T]) -> Callable[[], _T]:
    """Decorate a function that loads words or compiles patterns with its first call, and remembers them."""
    once = cache(load)
    _LOADERS.append(once)
    return once


def load_each(*keys: str) -> Callable[[Callable[[str], _T]], Callable[[str], _T]]:
    """Decorate a function as ``load_once`` does, which loads the words of one of these keys of its file."""

    def decorate(load: Callable[[str], _T]) -> Callable[[str], _T]:
        once = cache(load)
        _LOADERS.extend(partial(once, key) for key in keys)
        return once

    return decorate


def load_word_lists() -> None:
    """Load all words and patterns of the imported modules, before a first message waits for them: half a second."""
    for load in _LOADERS:
        load()


@cache
def read_word_list(module: str) -> Any:  # noqa: ANN401 - each file has a shape of its own, which its module declares
    """Read the word list of a module, as ``index.text.word_files`` does; Chinese words come back in both scripts.

    Modules call this with the first text that needs it, so that no command loads word lists without need.

    Args:
        module: The ``__file__`` of the module.
    """
    return _add_traditional(word_files.read_word_list(module))


def _add_traditional(node: Any, *, is_chinese: bool = False) -> Any:  # noqa: ANN401 - as above
    if isinstance(node, dict):
        return {key: _add_traditional(each, is_chinese=is_chinese or key == "zh") for key, each in node.items()}
    if is_chinese and isinstance(node, list):
        return add_traditional(node)
    return node


def join_forms(forms: Mapping[str, list[str]], *, spaced: bool | None = None) -> str:
    """Join regular expressions of several languages into one group.

    Args:
        forms: Regular expressions by language.
        spaced: True selects the languages that write blanks between words, False the others, None all.
    """
    chosen = (each for code, each in forms.items() if spaced in {None, code not in UNSPACED_LANGUAGES})
    return f"(?:{'|'.join(chain.from_iterable(chosen))})"


def match_whole_words(forms: Mapping[str, list[str]]) -> str:
    """Write a regular expression of whole words or phrases; without blanks between words, a form may be anywhere.

    Args:
        forms: Regular expressions by language.
    """
    spaced = {code: each for code, each in forms.items() if code not in UNSPACED_LANGUAGES}
    unspaced = {code: each for code, each in forms.items() if code in UNSPACED_LANGUAGES}
    found = [rf"(?<!\w){join_forms(spaced)}(?!\w)"] if spaced else []
    return "|".join([*found, join_forms(unspaced)] if unspaced else found)


def merge_words(words: Mapping[str, list[str]]) -> frozenset[str]:
    """Merge the words of all languages into one set."""
    return frozenset(chain.from_iterable(words.values()))
