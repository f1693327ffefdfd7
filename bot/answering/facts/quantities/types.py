"""Numbers and dates of a text."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written.

    Attributes:
        start: The offset of the first character.
        end: The offset after the last character, including a percent sign or a scale such as "million".
        values: Every possible value: "1.234" is 1234 in German and 1.234 in English.
        written: The form: ``digits``, ``word``, ``ordinal`` (a word), ``roman`` or ``fraction``.
        percent: Whether a percent sign or word follows.
        plain: Whether it is digits alone, which may be a day or a year.
        sure: Whether it is certainly a number; "one" and "second" may not be, and need no match.
    """

    start: int
    end: int
    values: frozenset[float]
    written: Literal["digits", "word", "ordinal", "roman", "fraction"] = "digits"
    percent: bool = False
    plain: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or its given parts: year, month 1 to 12, day of the month 1 to 31."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Era:
    """A range of years, both ends included; ``short`` for a decade without its century: "the fifties"."""

    first: int
    last: int
    short: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written; if day and month may be swapped, there are two readings."""

    start: int
    end: int
    readings: tuple[Day, ...] = ()
    era: Era | None = None
    weekday: int | None = None  # 0 is Monday
    sure: bool = True  # False for the name of a month that is mostly another word: "may"
