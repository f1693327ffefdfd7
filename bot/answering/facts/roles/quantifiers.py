"""Quantifiers and shares: a statement about all of them, or the whole of it, needs a sentence about all of it.

A share is a word such as "half", a fraction, a percentage or a number of another one: "40 percent of", "9 of the 24".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.roles.phrases import Found, PhraseTable
from bot.answering.facts.roles.pieces import find_content_words, has_word, split_at_contrasts
from bot.answering.facts.roles.units import find_units
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import read_word_list

_ENTAILS: Mapping[str, frozenset[str]] = {
    "all": frozenset({"all", "whole", "most", "many", "some"}),
    "whole": frozenset({"all", "whole", "most", "many", "some"}),
    "most": frozenset({"most", "many", "some", "half", "share"}),
    "half": frozenset({"half", "many", "some", "share", "not_all"}),
    "share": frozenset({"share", "rest", "many", "some", "few", "not_all"}),
    "rest": frozenset({"rest", "share", "half", "most", "many", "some", "few", "not_all"}),
    "many": frozenset({"many", "some", "share", "not_all"}),
    "some": frozenset({"some", "share", "many", "not_all", "few"}),
    "few": frozenset({"few", "some", "share", "not_all"}),
    "none": frozenset({"none", "not_all"}),
    "not_all": frozenset({"not_all", "some"}),
}
"""What a quantifier of the evidence lets a statement say."""
_NEAR_CHARS = 40
_HALF = 0.5
_NEXT_WORD = re.compile(r"\s*(?P<word>[^\W\d_]+)")
_ARTICLE = re.compile(r"(?<!\w)(?:an?|une?|un[ao]?|um|uma|eine?[nmrs]?|een|ett?|en)\s$", re.IGNORECASE)
_MIN_COUNTED = 2
_MIN_AROUND = 2
_MAX_BETWEEN = 3


@lru_cache(maxsize=4096)
def find_quantifiers(text: str, language: str) -> tuple[Found[str], ...]:
    """Find the quantifiers and shares of a text, in order."""
    shares = list(_find_shares(text, language))
    found = [each for each in _find_words(text, language) if not any(_is_within(each, share) for share in shares)]
    shares = [
        share for share in shares if not any(other.start < share.end and share.start < other.end for other in found)
    ]
    return tuple(sorted([*found, *shares], key=lambda each: each.start))


def find_quantifier_mismatches(comparison: FactComparison) -> list[Mismatch]:
    """Find quantifiers of a statement that no quantifier of its evidence lets it say.

    A quantifier that the evidence does not have at all is no mismatch: "the members" may be all of them. "All" beside
    "none" is one only within a language and about the same words, because "all were younger" is "none was older".
    """
    statement, language = comparison.statement, comparison.language
    evidence, translated = comparison.joined, comparison.crosses_languages
    said = _find_words(statement, language)  # its numbers are compared elsewhere
    given = find_quantifiers(evidence, comparison.source_language)
    if not given:
        return []
    found = []
    fractions = [number.start for number in find_numbers(statement, language) if number.written == "fraction"]
    for quantifier in said:
        if quantifier.key in {"most", "share"} and any(quantifier.start <= at < quantifier.end for at in fractions):
            continue
        near: Sequence[Found[str]] = given
        if not translated and len(given) > 1:
            near = _select_nearest(_find_clause(statement, quantifier, language), evidence, given, language)
        rivals = [other for other in near if quantifier.key not in _ENTAILS[other.key]]
        if len(rivals) < len(near) or not rivals:
            continue
        if {quantifier.key, *(other.key for other in rivals)} == {"all", "none"}:
            continue
        if translated or any(_share_a_word(statement, quantifier, evidence, other, language) for other in rivals):
            found.append(Mismatch("quantifier", statement[quantifier.start : quantifier.end], contradicts=True))
    return found


def _find_words(text: str, language: str) -> list[Found[str]]:
    """Find the words that are quantifiers; "every third" is a share."""
    ordinals = [number.start for number in find_numbers(text, language) if number.written == "ordinal"]
    return [
        replace(each, key="share") if each.key == "all" and _is_before(each.end, ordinals, text) else each
        for each in _load_table(language).find(text)
    ]


def _find_shares(text: str, language: str) -> Iterator[Found[str]]:
    """Find percentages of something, and one number of another one; "by 40 percent" is no share."""
    partitive = _load_partitive(language)
    numbers = [number for number in find_numbers(text, language) if number.sure]
    for number in numbers:
        after = _NEXT_WORD.match(text, number.end)
        value = min(number.values)
        if number.percent and 0 < value <= 1 and after is not None and fold_word(after["word"]) in partitive:
            yield Found(number.start, number.end, "all" if value == 1 else _name_share(value))
    for number in find_numbers(text, language):
        value = min(number.values)
        is_part = number.written == "fraction" and not number.percent and 0 < value < 1
        if (
            is_part
            and (number.sure or _ARTICLE.search(text, 0, number.start))
            and not find_units(text, number, language)
        ):
            yield Found(number.start, number.end, _name_share(value))
    whole_numbers = [number for number in numbers if not number.percent and min(number.values) >= 1]
    for one, other in pairwise(whole_numbers):
        before = text[: one.start].split()[-_MIN_COUNTED:]
        between = text[one.end : other.start].split()
        first, second = max(one.values), max(other.values)
        if 0 < len(between) <= _MAX_BETWEEN and fold_word(between[0]) in partitive and first < second:
            yield Found(one.start, other.end, _name_share(first / second))
        elif second < first and "," in text[one.end : other.start] and _opens_with(before, partitive):
            yield Found(one.start, other.end, _name_share(second / first))


def _is_within(word: Found[str], share: Found[str]) -> bool:
    """Whether a word is a part of a fraction: "분의" of "3분의 2"."""
    return share.start <= word.start and word.end <= share.end and word.end - word.start < share.end - share.start


def _is_before(end: int, places: Sequence[int], text: str) -> bool:
    """Whether one of the places follows directly, as the ordinal of "every third" does."""
    return any(end < place and not text[end:place].strip() for place in places)


def _opens_with(words: Sequence[str], partitive: AbstractSet[str]) -> bool:
    """Whether a clause begins with "of" or "of the" before a number."""
    folded = [fold_word(word) for word in words]
    return bool(folded) and (folded[0] in partitive or folded[-1] in partitive)


def _name_share(value: float) -> str:
    return "half" if value == _HALF else "most" if value > _HALF else "share"


def _find_clause(text: str, found: Found[str], language: str) -> str:
    start = 0
    for clause in split_at_contrasts(text, language):
        start = text.index(clause, start) + len(clause)
        if found.start < start:
            return clause
    return text


def _select_nearest(statement: str, evidence: str, given: Sequence[Found[str]], language: str) -> Sequence[Found[str]]:
    """Select the quantifiers whose clause shares most words with the statement, if one clause leads."""
    words = find_content_words(statement, language)
    counts, start = [], 0
    for clause in split_at_contrasts(evidence, language):
        at = evidence.index(clause, start)
        start = at + len(clause)
        own = find_content_words(clause, language)
        inside = [found for found in given if at <= found.start < start]
        if inside:
            counts.append((sum(has_word(word, own, translated=False) for word in words), inside))
    most = max((count for count, _ in counts), default=0)
    leading = [inside for count, inside in counts if count == most]
    return leading[0] if len(leading) == 1 and most > 1 else given


def _share_a_word(statement: str, one: Found[str], evidence: str, other: Found[str], language: str) -> bool:
    """Whether a word behind the quantifier, or two words around it, come back near the quantifier of the evidence."""
    near = find_content_words(evidence[max(0, other.start - _NEAR_CHARS) : other.end + 2 * _NEAR_CHARS], language)
    behind = find_content_words(statement[one.end :], language)
    around = behind | find_content_words(statement[: one.start], language)
    shared = [word for word in around if has_word(word, near, translated=False)]
    return any(word in behind for word in shared) or len(shared) >= min(_MIN_AROUND, len(around))


@cache
def _load_table(language: str) -> PhraseTable[str]:
    words = read_word_list(__file__)
    return PhraseTable(language, {member: words[member].get(language, ()) for member in _ENTAILS})


@cache
def _load_partitive(language: str) -> frozenset[str]:
    return frozenset(map(fold_word, read_word_list(__file__)["partitive"].get(language, ())))
