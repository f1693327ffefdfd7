"""Spelling: misspelt words of a question, corrected to words of the text that it is about. Pure."""

import re
from collections import Counter
from collections.abc import Iterable

from bot.answering.facts.languages import UNKNOWN, folded_function_words
from bot.answering.facts.word_matching import are_related, fold_word, is_within_distance
from bot.answering.questions.expected_answers import asks_for_amount

_WORD = re.compile(r"[^\W\d_\u0e00-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_MIN_LETTERS, _LONG, _SWAPPED = 5, 10, 2
_ENDING = 2
"""Words that differ in so many last letters are inflected forms, which the search matches anyway."""


def correct_spelling(question: str, texts: Iterable[str]) -> str | None:
    """Correct words that the texts lack to words of the texts that differ by a slip; None if there are none.

    A word of the question may be right and only missing in the texts, so a caller must not count the result as sure.

    Args:
        question: In any language; scripts without blanks between words stay as they are.
        texts: The sentences in which the question is searched.
    """
    known = Counter(fold_word(word) for text in texts for word in _WORD.findall(text))
    corrected = _WORD.sub(lambda match: _correct(match[0], known), question)
    return corrected if corrected != question else None


def _correct(word: str, known: Counter[str]) -> str:
    folded = fold_word(word)
    if len(folded) < _MIN_LETTERS or folded in known or folded in folded_function_words(UNKNOWN):
        return word
    if asks_for_amount(word) or any(are_related(folded, other) for other in known):
        return word
    near = [other for other in known if len(other) >= _MIN_LETTERS and _is_slip(folded, other)]
    return max(near, key=lambda other: (is_within_distance(folded, other, 1), known[other])) if near else word


def _is_slip(word: str, other: str) -> bool:
    """Whether two words differ in a letter, in two of a long word, or in the order of two neighbours.

    The first letter is mostly right, and another prefix makes another word.
    """
    if word[0] != other[0] or abs(len(word) - len(other)) > 1 or word[:-_ENDING] == other[: len(word) - _ENDING]:
        return False
    different = [at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two]
    if len(word) == len(other) and len(different) == _SWAPPED and different[1] == different[0] + 1:
        first, second = different
        return word[first] == other[second] and word[second] == other[first]
    return is_within_distance(word, other, 2 if min(len(word), len(other)) >= _LONG else 1)
