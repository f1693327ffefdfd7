"""The words of a quote that answer: the date, the counted number or the name that a question asks for.

Nothing is found where two words may be meant. Question words of each language are in ``answering_words.toml``. Pure.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, get_args

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts.languages import UNKNOWN, function_words
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.questions.expected_answers import adds_amount
from bot.answering.word_lists import join_forms, read_word_list
from index.types import Span

_Kind = Literal["date", "count", "person"]
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_BESIDE = 2
"""A counted thing is among so many words after its number."""


def find_answering_words(question: str, quote: str, language: str) -> Span | None:
    """Find the words that answer, as offsets in the quote; None where that is not certain.

    Args:
        question: The question.
        quote: A sentence that surely answers it.
        language: Of the quote, ISO 639-1.
    """
    asked = strip_small_talk(question)
    for kind, pattern in _load_patterns().items():
        if pattern.match(asked):
            found = list(dict.fromkeys(_find(kind, asked, quote, language)))
            is_certain = len(found) == 1 and (kind != "person" or " " in found[0].slice(quote))
            return found[0] if is_certain else None
    return None


def may_answer(question: str, quote: str, language: str) -> bool:
    """Return whether a quote has a number or date, or a name, where a question asks for one; True for other questions.

    Args:
        question: The question.
        quote: A sentence.
        language: Of the quote, ISO 639-1.
    """
    asked = strip_small_talk(question)
    kind = next((kind for kind, pattern in _load_patterns().items() if pattern.match(asked)), None)
    if kind in {"date", "count"}:
        return not set(_DIGITS.findall(question)).issuperset(_DIGITS.findall(quote)) or adds_amount(quote, question)
    if kind is None or quote.lower() == quote:  # without capitals names are hard to tell
        return True
    from bot.answering.facts.names import find_names  # noqa: PLC0415 - it takes long to load

    words = _fold_words(asked)
    names = [{fold_word(word) for word in name.words} for name in find_names(quote, language)]
    asks_about = words <= set().union(*names)  # "Who is Ada Byrne?" asks for no other name
    return asks_about or any(not words & name for name in names)


def _fold_words(question: str) -> set[str]:
    return {fold_word(word) for word in _WORD.findall(question) if word.lower() not in function_words(UNKNOWN)}


def _find(kind: _Kind, question: str, quote: str, language: str) -> Iterator[Span]:
    from bot.answering.facts.names import find_names  # noqa: PLC0415 - it takes long to load
    from bot.answering.facts.quantities.dates import find_dates  # noqa: PLC0415 - as above

    words = _fold_words(question)
    if kind == "date":
        yield from (Span(date.start, date.end) for date in find_dates(quote, language))
    elif kind == "count":
        yield from _find_counted(words, quote, language)
    else:
        for name in find_names(quote, language):
            is_name = name.is_clear
            if is_name and not words & {fold_word(word) for word in name.words}:
                yield Span(name.start, name.start + len(name.text))


def _find_counted(asked: set[str], quote: str, language: str) -> Iterator[Span]:
    """Find each number, outside dates, with the counted thing that the question names."""
    from bot.answering.facts.quantities.dates import find_dates  # noqa: PLC0415 - it takes long to load
    from bot.answering.facts.quantities.numbers import find_numbers  # noqa: PLC0415 - as above

    dates = find_dates(quote, language)
    for number in find_numbers(quote, language):
        if any(date.start <= number.start < date.end for date in dates):
            continue
        for _, word in zip(range(_BESIDE), _WORD.finditer(quote, number.end), strict=False):
            if any(are_related(fold_word(word[0]), one) for one in asked):
                yield Span(number.start, word.end())
                break


@cache
def _load_patterns() -> dict[_Kind, re.Pattern[str]]:
    words = read_word_list(__file__)
    return {
        kind: re.compile(
            rf"\W*(?:{join_forms(words[kind], spaced=True)}(?!\w)|.*{join_forms(words[kind], spaced=False)})",
            re.IGNORECASE,
        )
        for kind in get_args(_Kind)
    }
