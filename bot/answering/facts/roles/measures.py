"""Numbers with their roles, and their comparison: the same number with another unit, bound, direction or order.

A role that only one of the two texts states is no conflict.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.facts.languages import function_words, has_function_words
from bot.answering.facts.naming.names import find_names
from bot.answering.facts.quantities.clock import find_times
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.matching import round_value
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.quantities.types import Number
from bot.answering.facts.roles.concepts import (
    Concept,
    find_concepts,
    find_resolved,
    load_agreeing,
    load_beside_numbers,
    load_mirrored,
)
from bot.answering.facts.roles.pieces import Piece, find_content_words, has_word, split_pieces
from bot.answering.facts.roles.units import (
    PERCENT,
    POINTS,
    are_equal,
    find_factors,
    find_units,
    is_currency,
    share_dimension,
)
from bot.answering.facts.types import FactComparison, FactKind, Mismatch
from bot.answering.word_lists import UNSPACED_LANGUAGES

_ADJACENT_CHARS = 14
_SHORT_WORD = 4
_NOUN_CHARS = 24
_RELATED = 0.75
"""The weight of an inflected word beside the word itself: "ouvrières" may be others than "ouvriers"."""
_RIVAL_COVERAGE, _RIVAL_LEAD = 0.6, 0.3
_BESIDE_CHARS = 16
_SHARES = frozenset({"fraction", "ordinal"})
_PARTICLE = re.compile(r"[はがをにでとのもへ、]|から|まで|より|[은는이가을를에로와과의도]|으로|或|和|与|到|至|的")
"""A word behind a number that counts nothing, in a language without blanks or with particles."""
_KINDS: dict[str, FactKind] = {"direction": "direction", "bound": "bound", "sequence": "order", "amount": "direction"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its roles.

    Attributes:
        units: What the unit may be; empty for a number of things.
        noun: Whether a word follows that may be the counted thing.
        roles: Members of groups of concepts beside the number: ``(bound, at_most)``.
    """

    number: Number
    piece: Piece
    units: frozenset[str]
    noun: bool
    roles: frozenset[tuple[str, str]]

    @property
    def values(self) -> frozenset[float]:
        """The values, rounded to nine digits."""
        return frozenset(map(round_value, self.number.values))

    def slice(self, text: str) -> str:
        """Return the characters of ``text`` that the number covers."""
        return text[self.number.start : self.number.end]


@lru_cache(maxsize=4096)
def find_measures(text: str, language: str) -> tuple[Measure, ...]:
    """Find the numbers of a text that are no part of a date or time, with their roles."""
    covered = [(date.start, date.end) for date in find_dates(text, language) if date.sure]
    covered += [(time.start, time.end) for time in find_times(text, language)]
    numbers = [
        number
        for number in find_numbers(text, language)
        if not any(start <= number.start < end for start, end in covered)
        and (number.sure or find_units(text, number, language))
    ]
    numbers = _drop_nested(numbers)
    pieces = split_pieces(text, [(number.start, number.end) for number in numbers], language)
    concepts = find_resolved(text, language)
    units = _inherit_units(text, numbers, language)
    return tuple(
        Measure(
            number,
            piece,
            units[at],
            _counts_things(text, number, language),
            frozenset(_find_roles(text, number, piece, pieces, concepts)),
        )
        for at, (number, piece) in enumerate(zip(numbers, pieces, strict=True))
    )


def find_measure_mismatches(comparison: FactComparison) -> list[Mismatch]:
    """Find numbers of a statement that every sentence with this number gives another role."""
    given = [
        measure for sentence in comparison.sentences for measure in find_measures(sentence, comparison.source_language)
    ]
    found = []
    for measure in find_measures(comparison.statement, comparison.language):
        same = [other for other in given if max(measure.values) == max(other.values)]
        same = same or [other for other in given if measure.values & other.values]
        conflicts = [_find_conflict(measure, other) for other in same]
        kinds = [kind for kind in conflicts if kind is not None]
        if kinds and len(kinds) == len(same):
            found.append(Mismatch(kinds[0], measure.slice(comparison.statement), contradicts=True))
    return found


def find_numbers_of_other_things(comparison: FactComparison) -> list[Mismatch]:
    """Find a number whose words in the evidence stand beside another number: 2 euros for lorries, of 2 for cars.

    The words are those of the statement, and of the question if the statement has few. A number beside a name of the
    statement is the right one, where the other number has no name of it.
    """
    statement, language = comparison.statement, comparison.language
    sentence, source_language = comparison.joined, comparison.source_language
    given = find_measures(sentence, source_language)
    said = find_measures(statement, language)
    # A number of the question, as in "the Kestrel 3", is not asked for.
    asked = find_measures(comparison.question, language)
    stated = {value for measure in (*said, *asked) for value in measure.values}
    words = find_content_words(f"{statement} {comparison.question}", language)
    features = [_find_features(sentence, measure, source_language) for measure in given]
    coverage = [_cover(own, words, translated=comparison.crosses_languages) for own in features]
    found = []
    for measure in said:
        own = [at for at, other in enumerate(given) if measure.values & other.values]
        rivals = [
            at
            for at, other in enumerate(given)
            if not stated & other.values
            and features[at]
            and _find_unit_conflict(measure, other) is None
            and not is_same_amount(measure, other)  # "692 feet (211 metres) long"
            and not any(role[0] == "sequence" for role in other.roles)
        ]
        if not own or not rivals:
            continue
        named = {at for at in (*own, *rivals) if _has_name(comparison, features[at])}
        if not named.isdisjoint(own):
            rivals = [at for at in rivals if at in named]
        best = max(coverage[at] for at in own)
        if any(coverage[at] >= _RIVAL_COVERAGE and coverage[at] > best + _RIVAL_LEAD for at in rivals):
            found.append(Mismatch("number", measure.slice(statement), contradicts=True))
    return found


def _has_name(comparison: FactComparison, features: frozenset[str]) -> bool:
    """Whether a word beside a number is of a name in the statement."""
    names = find_names(comparison.statement, comparison.language)
    translated = comparison.crosses_languages
    return any(has_word(word, features, translated=translated) for name in names for word in name.words)


def find_totals(measures: Sequence[Measure]) -> list[tuple[int, int, str, float]]:
    """Find the amounts that measures of falling units are together: "2 hours and 30 minutes", "two hours and a half".

    Args:
        measures: Of one text, in order.

    Returns:
        Start, end, dimension and size in the base unit of the dimension; also of measures that stand alone.
    """
    totals: list[tuple[int, int, str, float, float]] = []
    for measure in measures:
        start, end, value = measure.number.start, measure.number.end, max(measure.values)
        is_beside = bool(totals) and 0 <= start - totals[-1][1] <= _BESIDE_CHARS
        if is_beside and measure.number.written == "fraction" and value < 1:
            first, _, kind, size, factor = totals[-1]
            totals[-1] = first, end, kind, size + value * factor, 0.0
            continue
        for kind, factor in find_factors(measure.units)[:1]:
            if is_beside and totals[-1][2] == kind and factor < totals[-1][4]:
                totals[-1] = totals[-1][0], end, kind, totals[-1][3] + value * factor, factor
            else:
                totals.append((start, end, kind, value * factor, factor))
    return [(start, end, kind, size) for start, end, kind, size, _ in totals]


def is_same_amount(measure: Measure, other: Measure) -> bool:
    """Whether two measures are one amount in different units: "2 hours" and "120 minutes"."""
    return are_equal(measure.values, measure.units, other.values, other.units)


def is_same_dimension(measure: Measure, other: Measure) -> bool:
    """Whether two measures have one unit, or units of one dimension."""
    return share_dimension(measure.units, other.units)


def _find_conflict(measure: Measure, other: Measure) -> FactKind | None:
    if kind := _find_unit_conflict(measure, other):
        return kind
    said, given = dict(measure.roles), dict(other.roles)
    for group, member in sorted(said.items(), key=lambda role: (role[0] != "sequence", role)):
        if group in given and (group, member) not in other.roles and (group, given[group]) not in measure.roles:
            return _KINDS.get(group, "word")
    return None


def _find_unit_conflict(measure: Measure, other: Measure) -> FactKind | None:
    if measure.units and other.units:
        return None if measure.units & other.units or is_same_amount(measure, other) else "unit"
    units = measure.units or other.units
    counted = measure.noun if other.units else other.noun
    if counted and (units & {PERCENT, POINTS} or any(is_currency(unit) for unit in units)):
        return None if {measure.number.written, other.number.written} & _SHARES else "unit"  # "every fifth voter"
    return None


def _inherit_units(text: str, numbers: Sequence[Number], language: str) -> list[frozenset[str]]:
    """Let a number without a unit or a noun take the unit before or after it: "4 euros, children 2"."""
    units = [find_units(text, number, language) for number in numbers]
    own = list(units)
    for at, number in enumerate(numbers):
        if not own[at] and not _counts_things(text, number, language):
            after = numbers[at + 1] if at + 1 < len(own) else None
            linked = after is not None and not any(sign in text[number.end : after.start] for sign in ",;:.，；：。、،")
            units[at] = own[at + 1] if linked else units[at - 1] if at else frozenset()
    return units


def _counts_things(text: str, number: Number, language: str) -> bool:
    """Whether a word follows the number directly, as "residents" of "60 residents" does."""
    after = text[number.end : number.end + _NOUN_CHARS].lstrip("\u00a0 ")
    if language in UNSPACED_LANGUAGES:
        return after[:1].isalpha() and not _PARTICLE.match(after)
    word = re.match(r"[^\W\d_]+", after)
    if word and len(word[0]) < _SHORT_WORD and not has_function_words(language):
        return False  # mostly a preposition: "9 για παιδιά"
    if word and (word[0].lower() in function_words(language) or _compares(word[0], language)):
        return False
    return (after[:3].isalpha() and after[:3].islower()) or (after[:1].isupper() and after[1:3].islower())


def _compares(word: str, language: str) -> bool:
    """Whether a word behind a number compares it with another one: "1.1 billion more"."""
    return any(concept.group in load_beside_numbers() for concept in find_concepts(word, language))


def _find_roles(
    text: str, number: Number, piece: Piece, pieces: Sequence[Piece], concepts: Sequence[Concept]
) -> Iterator[tuple[str, str]]:
    concepts = [concept for concept in concepts if concept.group not in load_agreeing() | load_mirrored()]
    own = [concept for concept in concepts if piece.start <= concept.start < piece.end]
    is_changing = any(concept.group == "direction" for concept in concepts) or len(pieces) > 1
    for concept in own:
        gap = text[concept.end : number.start] if concept.end <= number.start else text[number.end : concept.start]
        adjacent = len(gap) <= _ADJACENT_CHARS and not any(sign in gap for sign in ",;:.")
        if concept.group == "sequence" and concept.end - concept.start <= _SHORT_WORD:
            if is_changing and concept.end <= number.start and not any(sign.isalnum() for sign in gap):
                yield concept.group, concept.member
        elif concept.group not in load_beside_numbers() or concept.group == "sequence" or adjacent:
            yield concept.group, concept.member
        if concept.group == "amount" and adjacent:  # "22 % less than in 2019"
            yield "direction", "up" if concept.member == "more" else "down"
    if not any(concept.group in {"direction", "amount"} for concept in own):
        before = [c for c in concepts if c.group == "direction" and c.start < piece.start]
        if before and not any(sign in text[before[-1].end : piece.start] for sign in ".;:"):
            yield "direction", before[-1].member


def _find_features(sentence: str, measure: Measure, language: str) -> frozenset[str]:
    """Find the words that tell what a number counts: those after it without its unit, or else those before it."""
    start, end = measure.piece.anchor
    after = sentence[end : measure.piece.end]
    if measure.units and (match := re.match(r"\W{0,2}[^\W\d_]+", after)):
        after = after[match.end() :]
    before = sentence[measure.piece.start : start]
    return _find_counted(after, language) or _find_counted(before, language)


def _find_counted(text: str, language: str) -> frozenset[str]:
    """Find the content words of a text that are no bound of a number, such as "less than", nor a direction."""
    roles = [concept for concept in find_concepts(text, language) if concept.group in load_beside_numbers()]
    bounds = [0, *(place for role in roles for place in (role.start, role.end)), len(text)]
    return find_content_words(" ".join(text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)), language)


def _cover(features: frozenset[str], words: frozenset[str], *, translated: bool) -> float:
    shared = sum(
        1 if feature in words else _RELATED * has_word(feature, words, translated=translated) for feature in features
    )
    return shared / len(features) if features else 0.0


def _drop_nested(numbers: Sequence[Number]) -> list[Number]:
    """Drop a number inside another one, and the second of two at one place."""
    kept: list[Number] = []
    for number in sorted(numbers, key=lambda number: (number.start, -number.end)):
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept
