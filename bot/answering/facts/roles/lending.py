"""Lending: of two sentences, each number and date of a statement needs one that also has the words around it."""

from functools import cache
from itertools import pairwise

from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.matching import find_quantities, has_date, has_number
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.roles.phrases import split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, list_content_words, split_pieces
from bot.answering.facts.types import FactComparison, FactKind, Mismatch
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import read_word_list

_PAIR = 2
_MIN_MERGED = 3


def find_merged_facts(comparison: FactComparison) -> list[Mismatch]:
    """Find numbers and dates that a sentence lends without saying anything of the words beside them.

    Across languages no words can be compared, so nothing is found.
    """
    statement, language = comparison.statement, comparison.language
    sentences, source_language = comparison.sentences, comparison.source_language
    if len(sentences) <= 1 or comparison.crosses_languages:
        return []
    dates = [date for date in find_dates(statement, language) if date.sure]
    covered = [(date.start, date.end) for date in dates]
    numbers = [
        number
        for number in find_numbers(statement, language)
        if number.sure and not any(start <= number.start < end for start, end in covered)
    ]
    anchors = sorted([*covered, *((number.start, number.end) for number in numbers)])
    given = [find_quantities(sentence, source_language) for sentence in sentences]
    holders = {(date.start, date.end): [has_date(date, each) for each in given] for date in dates}
    holders |= {(number.start, number.end): [has_number(number, each) for each in given] for number in numbers}
    words = [find_content_words(sentence, source_language) for sentence in sentences]
    found = []
    for piece in split_pieces(statement, anchors, language):
        start, end = piece.anchor
        own = find_content_words(statement[piece.start : start] + " " + statement[end : piece.end], language)
        lent = [at for at, holds in enumerate(holders[piece.anchor]) if holds]
        if own and lent and not any(has_word(word, words[at], translated=False) for word in own for at in lent):
            kind: FactKind = "date" if piece.anchor in covered else "number"
            found.append(Mismatch(kind, statement[start:end]))
    return found


def find_merged_parts(comparison: FactComparison) -> list[Mismatch]:
    """Find a statement whose first words stand in one sentence only, and all others in another one only.

    "Lang moved to Rome" is no sum of "Lang writes plays" and "Ortiz moved to Rome". A sentence that points back to
    another one, and a statement with a word of its own, are left out.
    """
    statement, language, sentences = comparison.statement, comparison.language, comparison.sentences
    if len(sentences) != _PAIR or comparison.crosses_languages or not _load_pointers(language):
        return []
    words = [word.folded for word in list_content_words(statement, language)]
    given = [find_content_words(sentence, language) for sentence in sentences]
    held = [tuple(has_word(word, own, translated=False) for own in given) for word in words]
    changes = sum(one != other for one, other in pairwise(held))
    if len(words) < _MIN_MERGED or changes != 1 or not {held[0], held[-1]} <= {(True, False), (False, True)}:
        return []
    if any(word.folded in _load_pointers(language) for sentence in sentences for word in split_folded(sentence)):
        return []
    return [Mismatch("addition", statement)]


@cache
def _load_pointers(language: str) -> frozenset[str]:
    return frozenset(map(fold_word, read_word_list(__file__)["pointer"].get(language, ())))
