"""Antecedents: the names that the pronouns of a follow-up question stand for.

"How old was he?" after a question about Cyrus Field asks about Field, and "who is that?" after an answer asks about
the person that the answer names. Phrases of each language are in ``antecedents.toml``. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.facts.word_matching import fold_word
from bot.answering.questions.follow_ups import points_back
from bot.answering.types import Turn
from bot.answering.word_lists import join_forms, load_once, read_word_list

if TYPE_CHECKING:
    from bot.answering.facts.naming.names import ProperName

_WORD = re.compile(r"[^\W\d_]+")
"""A full name has at least so many words."""


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """A question about a person of an answer: its search text, and whether the answer names nobody else."""

    question: str
    is_only_one: bool


def find_asked_person(question: str, history: Sequence[Turn]) -> AskedPerson | None:
    """Find the person that "who is that?" asks about: the first name of the latest answer that its question lacks."""
    language = _match_who(question)
    if language is None or not history:
        return None
    asked = {fold_word(word) for word in _WORD.findall(history[-1].question)}
    names = [name for name in _find_names(history[-1].answer) if name.is_clear]
    new = [name for name in names if not asked & {fold_word(word) for word in name.words}]
    if not new:
        return None
    words = set(new[0].words)
    form: str = read_word_list(__file__)["who_is_name"][language]
    return AskedPerson(form.format(new[0].text), all(words & set(name.words) for name in new))


def find_antecedents(question: str, joined: str, texts: Iterable[str]) -> frozenset[str]:
    """Find the names, as folded words, that the pronouns of a follow-up may stand for.

    Args:
        question: The follow-up.
        joined: The questions before it and the follow-up, in one text.
        texts: Sentences that tell which words are names, because users write names without capitals too.
    """
    if not points_back(question):
        return frozenset()
    return find_asked_names(joined.removesuffix(question), texts)


def find_asked_names(question: str, texts: Iterable[str]) -> frozenset[str]:
    """Find the words of a question, folded, that are names in some sentences."""
    words = {fold_word(word) for word in _WORD.findall(question)}
    return frozenset(words & {fold_word(word) for text in texts for word in _list_name_words(text)})


def is_about_other(text: str, antecedents: frozenset[str]) -> bool:
    """Whether a sentence names somebody or something, but none of the antecedents, and has no pronoun either."""
    if antecedents & {fold_word(word) for word in _WORD.findall(text)} or points_back(text):
        return False
    return any(name.is_clear for name in _find_names(text))


def _find_names(text: str) -> "Sequence[ProperName]":
    from bot.answering.facts.naming.names import find_names  # noqa: PLC0415 - only follow-ups need it

    return find_names(text, "en")


def _list_name_words(text: str) -> list[str]:
    return [word for name in _find_names(text) if name.sure for word in name.words]


def _match_who(question: str) -> str | None:
    """Return the language of a question such as "who is that?"; None for another question."""
    return next((code for code, pattern in _load_who().items() if pattern.fullmatch(question)), None)


@load_once
def _load_who() -> dict[str, re.Pattern[str]]:
    words: dict[str, list[str]] = read_word_list(__file__)["who_is_that"]
    return {code: re.compile(rf"\W*{join_forms({code: forms})}\W*", re.IGNORECASE) for code, forms in words.items()}
