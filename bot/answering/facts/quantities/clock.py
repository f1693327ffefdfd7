"""Times of the day: "10 p.m.", "22 Uhr", "5 heures et demie", "de diez de la noche", in minutes after midnight.

The words around times are in ``clock.toml``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from bot.answering.facts.quantities.numbers import find_numbers, to_ascii_digits
from bot.answering.facts.quantities.types import Number
from bot.answering.word_lists import join_forms, load_once, read_word_list

_MINUTES = re.compile(r"([:.])(\d{2})(?!\d)")
_DOTTED = re.compile(r"(\d{1,2})\.([0-5]\d)")
_DAY = 24 * 60
_HOUR = 60
_NOON = 12
_HOURS = 24
_MORNING_FROM = 5
_HALF = 0.5
_READS_24_HOURS = frozenset({"de", "fr", "ru", "es", "pt", "it"})
_MAX_RANGE_GAP = 12


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time as written; a time that may be before or after noon has two values, in minutes after midnight."""

    start: int
    end: int
    minutes: frozenset[int]


@dataclass(frozen=True, slots=True)
class _ClockWords:
    """Words around times.

    Attributes:
        hour: A sign or word between hour and minutes, or after an hour.
        before: A word that makes the next number a time.
        morning: The hours before noon, after a time.
        evening: The hours from noon on.
        night: The hours around midnight.
        range: Words between two times of one range.
    """

    hour: re.Pattern[str]
    before: re.Pattern[str]
    morning: re.Pattern[str]
    evening: re.Pattern[str]
    night: re.Pattern[str]
    range: re.Pattern[str]


@dataclass(slots=True)
class _Draft:
    start: int
    end: int
    hour: int
    minute: int
    half: str | None  # the part of the day
    marked: bool  # whether a word or sign says that it is a time
    colon: bool


@lru_cache(maxsize=4096)
def find_times(text: str, language: str) -> tuple[ClockTime, ...]:
    """Find the times of a text in order."""
    plain = to_ascii_digits(text)
    drafts = list(_find_drafts(plain, language))
    _share_in_ranges(drafts, plain)
    known = [draft for draft in drafts if draft.marked]
    has_24 = any(draft.hour > _NOON for draft in known)
    return tuple(ClockTime(draft.start, draft.end, _minutes(draft, language, has_24=has_24)) for draft in known)


def _find_drafts(text: str, language: str) -> Iterator[_Draft]:
    end = 0
    for number in find_numbers(text, language):
        if (dotted := _read_dotted(text, number)) is not None:
            end = dotted.end
            yield dotted
            continue
        value = min(number.values)
        if number.start < end or not 0 <= value <= _HOURS or value % 1 not in {0, _HALF} or number.percent:
            continue
        draft = _Draft(number.start, number.end, int(value), 30 if value % 1 else 0, None, marked=False, colon=False)
        _read_part_of_hour(draft, text, language)
        _read_minutes(draft, text)
        has_word = _read_hour_word(draft, text)
        _read_half(draft, text)
        if value % 1 and not (has_word or draft.half):
            draft.marked = False
        end = draft.end
        yield draft


def _read_dotted(text: str, number: Number) -> _Draft | None:
    """Read a time that looks like a decimal number, before a word that tells it from one: "8.15 Uhr"."""
    match = _DOTTED.fullmatch(text, number.start, number.end)
    word = _load_words().hour.match(text, number.end)
    if match is None or word is None or int(match[1]) > _HOURS:
        return None
    if word["vague"] and not _load_words().before.search(text, 0, number.start):
        return None
    draft = _Draft(number.start, word.end(), int(match[1]), int(match[2]), None, marked=True, colon=True)
    _read_half(draft, text)
    return draft


def _read_part_of_hour(draft: _Draft, text: str, language: str) -> None:
    """Read the words before an hour: "half past eleven", "Viertel vor neun"."""
    for minutes, pattern in _load_parts(language):
        if match := pattern.search(text, 0, draft.start):
            total = (draft.hour * _HOUR + minutes) % _DAY
            draft.start, draft.hour, draft.minute, draft.marked = match.start(), total // _HOUR, total % _HOUR, True
            return


def _read_minutes(draft: _Draft, text: str) -> None:
    """Read the minutes after a colon; a full stop parts them only before a word such as "Uhr"."""
    match = _MINUTES.match(text, draft.end)
    is_decimal = match is not None and match[1] == "." and not _load_words().hour.match(text, match.end())
    if match and not is_decimal and int(match[2]) < _HOUR:
        draft.minute, draft.end, draft.marked, draft.colon = int(match[2]), match.end(), True, True


def _read_hour_word(draft: _Draft, text: str) -> bool:
    match = _load_words().hour.match(text, draft.end)
    if match is None:
        return False
    draft.end = match.end()
    draft.marked = draft.colon or not match["vague"] or bool(_load_words().before.search(text, 0, draft.start))
    if match["half"]:
        draft.minute, draft.marked = 30, draft.marked or not match["vague"] or bool(draft.half)
    elif match["minute"]:
        draft.minute, draft.marked = int(match["minute"]), True
    return True


def _read_half(draft: _Draft, text: str) -> None:
    words = _load_words()
    for name, pattern in (("morning", words.morning), ("evening", words.evening), ("night", words.night)):
        if match := pattern.match(text, draft.end):
            draft.half, draft.end, draft.marked = name, match.end(), True
            return


def _share_in_ranges(drafts: list[_Draft], text: str) -> None:
    """Let the first time of a range take the part of the day of the second: "between 7:30 and 9 p.m."."""
    for first, second in pairwise(drafts):
        between = text[first.end : second.start]
        if len(between) <= _MAX_RANGE_GAP and _load_words().range.fullmatch(between.strip()):
            if second.marked and first.half is None and not first.colon | (first.hour > _NOON):
                first.marked = True
                first.half = second.half
            elif second.marked and first.half is None and second.half is not None and first.hour <= second.hour:
                first.half = second.half
            elif first.marked:
                second.marked = True


def _minutes(draft: _Draft, language: str, *, has_24: bool) -> frozenset[int]:
    base = draft.hour * 60 + draft.minute
    if draft.hour > _NOON:
        return frozenset({base % _DAY})
    early, late = base % (_DAY // 2), base % (_DAY // 2) + _DAY // 2
    if draft.half == "morning":
        return frozenset({early})
    if draft.half == "evening":
        return frozenset({late})
    if draft.half == "night":
        return frozenset({early if draft.hour <= _MORNING_FROM or draft.hour == _NOON else late})
    if has_24 or (language in _READS_24_HOURS and (draft.colon or language in {"de", "fr"})):
        return frozenset({base % _DAY})
    return frozenset({early, late})


@cache
def _load_parts(language: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Load the minutes that words before an hour add to it; German "halb zwölf" is half an hour before twelve."""
    rows = read_word_list(__file__)["part_of_hour"].get(language, {})
    return tuple((int(minutes), re.compile(rf"\b{words}\s$", re.IGNORECASE)) for minutes, words in rows.items())


@load_once
def _load_words() -> _ClockWords:
    words = read_word_list(__file__)
    vague, sure, half = (join_forms(words[kind]) for kind in ("hours", "clock", "half"))
    part = {
        name: re.compile(rf"[\s\u00a0,]*{join_forms(words[name])}", re.IGNORECASE)
        for name in ("morning", "evening", "night")
    }
    return _ClockWords(
        hour=re.compile(
            rf"[\s\u00a0]*(?:(?P<sure>{sure})|(?P<vague>{vague}))(?!\w{{3}})"
            rf"(?:[\s\u00a0]*(?P<minute>\d{{2}})(?![\d,.]\d|\d)|[\s\u00a0]*(?P<half>{half}))?",
            re.IGNORECASE,
        ),
        before=re.compile(rf"(?<!\w){join_forms(words['before'])}[\s\u00a0]*$", re.IGNORECASE),
        morning=part["morning"],
        evening=part["evening"],
        night=part["night"],
        range=re.compile(rf"[-–—]|{join_forms(words['range'])}", re.IGNORECASE),
    )
