"""The language of a text or a question."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.text.scripts import DENSE_FROM

if TYPE_CHECKING:
    from index.text.language_classifier import Classify

UNKNOWN = "und"
"""The code of ISO 639 for an undetermined language."""

_READ_CHARS = 2000
_MIN_LETTERS = 20
_MIN_QUESTION_LETTERS = 4
_MIN_DENSE_LETTERS = 6
_MIN_PROBABILITY = 0.5
_MIN_SURE_LETTERS, _MIN_WORD_PROBABILITY = 8, 0.8


@dataclass(slots=True)
class _Kept:
    """Where the unpacked classifier is kept, and whether this process may write there."""

    folder: Path | None = None
    may_write: bool = True


_kept = _Kept()


def keep_classifier_in(folder: Path, *, may_write: bool = True) -> None:
    """Keep the unpacked classifier in a folder, so that this process and later ones need not unpack it again.

    Args:
        folder: Made if it is missing. Once the classifier is loaded, another folder changes nothing.
        may_write: Whether this process may write the folder.
    """
    _kept.folder, _kept.may_write = folder, may_write


def detect(text: str, stated: str | None = None) -> str:
    """Return the language of a text, by ``py3langid`` on its first 2,000 characters.

    Args:
        text: Canonical text.
        stated: The language that the source states; used if detection fails.

    Returns:
        ISO 639-1 code. Detection needs about twenty letters (six in Chinese or Japanese), and one language that is
        more likely than all others together. If it fails: ``stated``, or ``und``.
    """
    head = text[:_READ_CHARS]
    letters = [character for character in head if character.isalpha()]
    dense = sum(letter >= DENSE_FROM for letter in letters)
    if len(letters) < _MIN_LETTERS and dense < _MIN_DENSE_LETTERS:
        return stated or UNKNOWN
    return _classified(head) or stated or UNKNOWN


def detect_question(question: str, user_language: str | None = None) -> str:
    """Return the language of a question: ISO 639-1 code, or ``und`` if the question is too short to tell.

    Args:
        question: In any language.
        user_language: The language of the user who asks, for a question that is too short to tell. A message of one
            word needs a higher probability than a longer one to overrule it.
    """
    letters = sum(character.isalpha() for character in question)
    is_word = user_language is not None and letters < _MIN_SURE_LETTERS
    least = _MIN_WORD_PROBABILITY if is_word else _MIN_PROBABILITY
    found = _classified(question, least) if letters >= _MIN_QUESTION_LETTERS else None
    return found or user_language or UNKNOWN


def may_be_in(question: str, code: str) -> bool:
    """Return whether no language is likelier than ``code`` for a question, however short it is."""
    return any(character.isalpha() for character in question) and _classified(question, 0.0) == code


def is_in_script_of(question: str, text: str) -> bool:
    """Return whether a short question and a text are in one script, and that script is not Latin.

    A few words in Cyrillic tell no language, and a few Chinese characters may be Japanese. Latin letters have too many
    languages for that.
    """
    letters = [character for character in question if character.isalpha()]
    dense = sum(letter >= DENSE_FROM for letter in letters)
    if not letters or len(letters) >= _MIN_LETTERS or dense >= _MIN_DENSE_LETTERS:
        return False
    scripts = {_name_script(letter) for letter in letters}
    return "LATIN" not in scripts and scripts <= {_name_script(letter) for letter in text if letter.isalpha()}


def has_other_script(question: str, text: str) -> bool:
    """Return whether a text has no letter of a script of the question, as of Cyrillic and Latin ones.

    Both must have letters.
    """
    scripts = {_name_script(letter) for letter in question if letter.isalpha()}
    known = {_name_script(letter) for letter in text if letter.isalpha()}
    return bool(scripts and known) and scripts.isdisjoint(known)


@cache
def _name_script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _classified(text: str, least: float = _MIN_PROBABILITY) -> str | None:
    code, probability = _classifier()(text)
    return code if probability > least and len(code) == len("en") else None


@cache
def _classifier() -> "Classify":
    from index.text.language_classifier import load_classifier  # noqa: PLC0415 - numpy and a model to load

    return load_classifier(_kept.folder, may_write=_kept.may_write)
