"""Values of several things in one sentence: "silver in 2014 and gold in 2018" says nothing of gold in 2014.

A value is a date, a time or one of two opposites. The words of a statement that only one part of the
sentence has tell which value they belong to. A statement with words of its own may say something else, so nothing is
found, nor for one that denies anything.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.facts.languages import folded_function_words
from bot.answering.facts.negation.clauses import denies, is_denied
from bot.answering.facts.quantities.clock import find_times
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.matching import is_within
from bot.answering.facts.quantities.types import Day
from bot.answering.facts.roles.concepts import (
    find_concepts,
    load_agreeing,
    load_beside_numbers,
    load_mirrored,
)
from bot.answering.facts.roles.phrases import split_folded
from bot.answering.facts.roles.pieces import (
    Piece,
    find_content_words,
    has_word,
    list_content_words,
    split_pieces,
)
from bot.answering.facts.types import FactComparison, FactKind, Mismatch

_KINDS: dict[str, FactKind] = {"date": "date", "clock": "clock"}
_MIXED = frozenset({"kin", "sex", "compass", "side", "season", "age", "age_of", "order"})
"""Groups that tell two things apart, and say nothing of them."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value as written; ``values`` are what it may be."""

    start: int
    end: int
    kind: str
    values: frozenset[object]


def find_values_of_other_things(comparison: FactComparison) -> list[Mismatch]:
    """Find a value of a statement whose other words the evidence has beside another value only."""
    statement, language, sentence = comparison.statement, comparison.language, comparison.joined
    if comparison.crosses_languages or denies(statement, language):
        return []
    found = []
    said, given = _find_values(statement, language), _find_values(sentence, language)
    for kind, own in said.items():
        others = given.get(kind, ())
        if len(own) != 1 or len(others) <= 1:
            continue
        [value] = own
        parts = split_pieces(sentence, [(other.start, other.end) for other in others], language)
        same = [_agree(value, other) for other in others]
        if (
            any(same)
            and not all(same)
            and _is_of_another(value, list(zip(others, parts, same, strict=True)), comparison)
        ):
            found.append(Mismatch(_KINDS.get(kind, "word"), statement[value.start : value.end], contradicts=True))
    return found


def _agree(one: _Value, other: _Value) -> bool:
    """Whether two values may be one; a day is one with its year."""
    if one.values & other.values:
        return True
    days = [[day for day in each.values if isinstance(day, Day)] for each in (one, other)]
    return any(is_within(mine, theirs) or is_within(theirs, mine) for mine in days[0] for theirs in days[1])


def _is_of_another(value: _Value, parts: Sequence[tuple[_Value, Piece, bool]], comparison: FactComparison) -> bool:
    if not all(part.parted for _, part, _ in parts):
        return False  # what is between them belongs to both: "the ruined mill was rebuilt"
    statement, language, sentence = comparison.statement, comparison.language, comparison.joined
    rest = f"{statement[: value.start]} {statement[value.end :]}"
    words = find_content_words(rest, language)
    asked = find_content_words(comparison.question, language)
    known = find_content_words(sentence, language) | asked
    if not words or any(not has_word(word, known, translated=False) for word in words):
        return False
    words |= asked
    own, rival = set[str](), set[str]()
    for features, same in zip(_list_features(sentence, parts, language), (same for *_, same in parts), strict=True):
        (own if same else rival).update(features)
    only_rival = {w for w in words if has_word(w, rival, translated=False) and not has_word(w, own, translated=False)}
    only_own = {w for w in words if has_word(w, own, translated=False) and not has_word(w, rival, translated=False)}
    return bool(only_rival) and not only_own


def _list_features(
    sentence: str, parts: Sequence[tuple[_Value, Piece, bool]], language: str
) -> Iterator[frozenset[str]]:
    """Yield the words that tell the parts of a sentence apart: those before each opposite, or else those behind it.

    The words before the first date or opposite may be of all parts: "Falk won silver in 2014 and gold in 2018".
    """
    before = [list_content_words(sentence[part.start : value.start], language) for value, part, _ in parts]
    is_time = parts[0][0].kind in _KINDS
    has_subjects = not is_time and all(before)
    for at, (value, part, _) in enumerate(parts):
        if has_subjects:
            yield find_content_words(sentence[part.start : value.start], language)
            continue
        near = before[at] if at else before[at][-1:] if is_time else ()
        yield find_content_words(sentence[value.end : part.end], language) | {word.folded for word in near}


@lru_cache(maxsize=4096)
def _find_values(text: str, language: str) -> dict[str, tuple[_Value, ...]]:
    found = defaultdict(list)
    for value in sorted(
        [*_read_times(text, language), *_read_opposites(text, language)],
        key=lambda each: each.start,
    ):
        found[value.kind].append(value)
    return {kind: tuple(_join(values, text, language) if kind == "date" else values) for kind, values in found.items()}


def _read_times(text: str, language: str) -> Iterator[_Value]:
    for date in find_dates(text, language):
        if date.sure:
            values = {
                *date.readings,
                *([date.era] if date.era else []),
                *([] if date.weekday is None else [date.weekday]),
            }
            yield _Value(date.start, date.end, "date", frozenset(values))
    for time in find_times(text, language):
        yield _Value(time.start, time.end, "clock", frozenset(time.minutes))


def _read_opposites(text: str, language: str) -> Iterator[_Value]:
    left_out = load_agreeing() | load_beside_numbers() | load_mirrored() | _MIXED
    for concept in find_concepts(text, language):
        if concept.group not in left_out and not is_denied(text, concept.start, concept.end, language):
            yield _Value(concept.start, concept.end, concept.group, frozenset({concept.member}))


def _join(dates: Sequence[_Value], text: str, language: str) -> Iterator[_Value]:
    """Join dates with nothing but grammar between them: "Friday, 3 May"."""
    grammar = folded_function_words(language)
    last: _Value | None = None
    for date in dates:
        if last is not None and all(word.folded in grammar for word in split_folded(text[last.end : date.start])):
            last = _Value(last.start, max(last.end, date.end), "date", last.values | date.values)
            continue
        if last is not None:
            yield last
        last = date
    if last is not None:
        yield last
