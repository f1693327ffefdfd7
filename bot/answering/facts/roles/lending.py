"""Lending: of two sentences, each number and date of a statement needs one that also has the words around it."""

from collections.abc import Sequence

from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.matching import find_quantities, has_date, has_number
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.roles.pieces import find_content_words, has_word, split_pieces
from bot.answering.facts.types import FactKind, Mismatch


def find_merged_facts(statement: str, language: str, sentences: Sequence[str], source_language: str) -> list[Mismatch]:
    """Find numbers and dates that a sentence lends without saying anything of the words beside them.

    Across languages no words can be compared, so nothing is found.
    """
    if len(sentences) <= 1 or language != source_language:
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
