"""The words of a quote that answer: the date, the counted number or the name that a question asks for.

Nothing is found where two words may be meant. Pure.
"""

import re
from collections.abc import Iterator

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.questions.answer_kinds.kind_evidence import fold_own_words
from bot.answering.questions.answer_kinds.question_kinds import Kind, find_kind
from index.types import Span

_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = 2
"""A counted thing is among so many words after its number."""


def find_answering_words(question: str, quote: str, language: str) -> Span | None:
    """Find the words that answer, as offsets in the quote; None where that is not certain.

    Args:
        question: The question.
        quote: A sentence that surely answers it.
        language: Of the quote, ISO 639-1.
    """
    kind = find_kind(question)
    if kind is None:
        return None  # nothing below is loaded for it
    found = list(dict.fromkeys(_find(kind, strip_small_talk(question), quote, language)))
    is_certain = len(found) == 1 and (kind != "person" or " " in found[0].slice(quote))
    return found[0] if is_certain else None


def _find(kind: Kind, question: str, quote: str, language: str) -> Iterator[Span]:
    from bot.answering.facts.naming.names import find_names  # noqa: PLC0415 - it takes long to load
    from bot.answering.facts.quantities.dates import find_dates  # noqa: PLC0415 - as above

    words = fold_own_words(question)
    if kind == "date":
        yield from (Span(date.start, date.end) for date in find_dates(quote, language))
    elif kind in {"count", "age", "duration"}:
        yield from _find_counted(words, quote, language)
    elif kind == "person":
        for name in find_names(quote, language):
            if name.is_clear and not words & {fold_word(word) for word in name.words}:
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
