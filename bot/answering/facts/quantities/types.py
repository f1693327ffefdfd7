"""What is compared: numbers and dates as they stand in a text."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written.

    Attributes:
        start: Its first character.
        end: One past its last character, with the percent sign and the word for a scale ("million").
        values: Every value it may stand for: "1.234" is 1234 in German and 1.234 in English.
        written: How it is written: ``digits``, ``word``, ``ordinal`` (as a word), ``roman`` or ``fraction``.
        percent: Whether a percent sign or word follows.
        plain: Digits alone, so that it may be a day or a year.
        sure: False where it may be no number at all ("one", "second"): then nobody needs to find it.
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
    """A date, or the parts of one that are given: year, month 1 to 12, day of the month 1 to 31."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Era:
    """Some years in a row, both ends included; ``short`` for a decade without its century ("the fifties")."""

    first: int
    last: int
    short: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written; ``readings`` has more than one where day and month may be swapped."""

    start: int
    end: int
    readings: tuple[Day, ...] = ()
    era: Era | None = None
    weekday: int | None = None  # 0 is Monday
    sure: bool = True  # False for a month's name that is mostly another word ("may")
