"""Names of months and weekdays in every language of the CLDR.

Babel reads them at run time, 30 ms for one language: a TOML file of its 312 languages takes 100 ms to parse. Exceptions
are in ``month_names.toml``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.answering.facts.languages import UNKNOWN, detect_script
from bot.answering.facts.locale_data import read_locale_data
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import join_forms, load_once, merge_words, read_word_list

SPOKEN_LANGUAGES = ("en", "es", "pt", "de", "fr", "it", "ru", "ar")
"""Languages of a text whose language is unknown; English is also read beside any other language."""

_INFLECTED_FROM = 4
_INFLECTED_CYRILLIC_FROM = 3
_ENDING = r"\w{0,4}"
_TURKISH_ENDING = r"(?:[dt][ae]\w{0,2}|[ıiuü]n\w{0,3})?"
_CYRILLIC_ENDING = r"(?:[аеуюяьйі]|[ое]м|ий|ого|ому|им)?"
_UKRAINIAN_NOMINATIVE, _CZECH_NOMINATIVE = "ень", "en"
_INFLECTED = frozenset(
    {"ru", "uk", "be", "pl", "cs", "sk", "bg", "sr", "hr", "sl", "bs", "mk", "lt", "lv", "et", "fi", "hu", "el"}
)
_EAST_ASIAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]")
_LITERAL = re.compile(r"'([^']+)'")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Patterns of a language for months and weekdays.

    Attributes:
        months: Finds names of months; ``month_of`` returns their numbers.
        weekdays: Finds names of weekdays; ``weekday_of`` returns their numbers.
        gap: Matches the signs and words between two parts of a date: "de", "of".
        writes_small: Whether months have small letters in the language, so that "Марта" within a sentence is a name.
    """

    months: re.Pattern[str] | None
    month_stems: tuple[tuple[str, int, bool], ...]
    weekdays: re.Pattern[str] | None
    weekday_names: Mapping[str, int]
    gap: re.Pattern[str]
    writes_small: bool

    def month_of(self, written: str) -> tuple[int, bool]:
        """Return 1 to 12 for a name that ``months`` found, and whether it is a month without a number beside it."""
        folded = fold_word(written.rstrip("."))
        return next(
            (
                (month, full and folded not in _load_ambiguous())
                for stem, month, full in self.month_stems
                if folded.startswith(stem)
            ),
            (0, False),
        )

    def weekday_of(self, written: str) -> int | None:
        """Return 0 for Monday to 6 for Sunday; None for any other word."""
        folded = fold_word(written)
        return self.weekday_names.get(folded, self.weekday_names.get(re.sub(r"(?:s|e[ns]?)$", "", folded)))


@cache
def load_calendar(language: str) -> Calendar:
    """Load the names of a language and of English; for ``und`` those of eight languages."""
    codes = SPOKEN_LANGUAGES if language == UNKNOWN else tuple(dict.fromkeys((language, "en")))
    months: dict[str, tuple[int, bool]] = {}
    patterns: dict[str, None] = {}
    weekdays: dict[str, int] = {}
    written: dict[str, None] = {}
    fillers = {"of", "the"}
    for code in codes:
        data = read_locale_data(code)
        if data is None:
            continue
        for name, month, full in _month_names(code, data):
            folded = fold_word(name.rstrip("."))
            months.setdefault(folded, (month, full and folded not in _load_ambiguous_in(code)))
            patterns[re.escape(name.rstrip(".")) + (_ending(name, code) if full else "")] = None
        for name, day in _weekday_names(data):
            weekdays.setdefault(fold_word(name), day)
            written |= dict.fromkeys((name, fold_word(name)))
        fillers |= _fillers(data)
    wide = _plain((read_locale_data(codes[0]) or {}).get("months", {}), "format", "wide")
    stems = tuple((stem, *months[stem]) for stem in sorted(months, key=len, reverse=True))
    between = "|".join(sorted(map(re.escape, fillers), key=len, reverse=True))
    return Calendar(
        months=_any_of(list(patterns)),
        month_stems=stems,
        weekdays=_any_of([re.escape(name) + "(?:s|e[ns]?)?" for name in written]),
        weekday_names=weekdays,
        gap=re.compile(
            rf"{_load_ordinal_endings()}[\s\u00a0.,\-–/،]{{0,3}}(?:(?:{between})[\s\u00a0]+){{0,2}}", re.IGNORECASE
        ),
        writes_small=language != UNKNOWN and bool(wide) and all(name.islower() for name in wide.values()),
    )


def _month_names(code: str, data: Mapping[str, Any]) -> Iterator[tuple[str, int, bool]]:
    """Yield names with month and whether the name is full; inflecting languages yield the common stem of all cases."""
    months = data.get("months", {})
    wide = _plain(months, "format", "wide")
    for month, name in wide.items():
        alone = _plain(months, "stand-alone", "wide").get(month, name)
        if any(character.isdigit() for character in name):
            continue
        other = _read_months("other_forms", code).get(month)
        if other is not None:
            yield other, month, True
        yield from ((form, month, True) for form in _list_forms(code, name, alone))
    for form, width in (("format", "abbreviated"), ("stand-alone", "abbreviated")):
        for month, name in _plain(months, form, width).items():
            if name.rstrip(".").isalpha():
                yield name, month, False
    for month, name in _read_months("other_abbreviations", code).items():
        yield name, month, False


def _list_forms(code: str, name: str, alone: str) -> tuple[str, ...]:
    """List what the cases of a month begin with: its name beside a day and alone, or the stem of both."""
    shared = _prefix(name, alone)
    if code in _INFLECTED and alone.endswith(_UKRAINIAN_NOMINATIVE):
        return alone, f"{shared}н"  # "травня", not "трава", which is grass
    if code in _INFLECTED and name[:-1] == alone[:-2] + alone[-1]:
        return alone, name[:-1]  # "června" of "červen", with which "červenec" begins
    least = _INFLECTED_FROM if shared.isascii() else _INFLECTED_CYRILLIC_FROM
    return (shared,) if code in _INFLECTED and len(shared) >= least else (name, alone)


def _weekday_names(data: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for day, name in _plain(data.get("days", {}), form, width).items():
                is_short = width == "abbreviated" and not (len(name) > 1 and _EAST_ASIAN.match(name))  # "周六"
                if not is_short and fold_word(name) not in _load_not_weekdays():
                    yield name, day


def _plain(data: Mapping[str, Any], form: str, width: str) -> dict[int, str]:
    """Return a table of names; empty if the CLDR refers to another table, which is read too."""
    forms = data.get(form)
    names = forms.get(width) if isinstance(forms, dict) else None
    own = names[-1] if isinstance(names, tuple) else names
    return {key: name for key, name in own.items() if isinstance(name, str)} if isinstance(own, dict) else {}


def _fillers(data: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for width in ("long", "full"):
        pattern = str(data.get("date_formats", {}).get(width, ""))
        for literal in _LITERAL.findall(pattern):
            found.update(word.rstrip(".") for word in literal.split())
    return {word for word in found if word.isalpha()}


def _ending(stem: str, code: str) -> str:
    """Return a pattern of the endings that a name takes in a language."""
    if code == "tr":
        return _TURKISH_ENDING
    if code not in _INFLECTED or stem.endswith(_CZECH_NOMINATIVE):
        return ""  # "červen" is a month, "červený" is red
    return _CYRILLIC_ENDING if detect_script(stem) == "cyrillic" else _ENDING


def _prefix(one: str, other: str) -> str:
    size = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:size]


def _any_of(patterns: list[str]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    # Chinese and Japanese write no blanks, and Korean adds particles: "土曜日に", "일요일에".
    forms = [form if _EAST_ASIAN.match(form) else rf"{form}(?![^\W\d_])" for form in patterns]
    longest_first = "|".join(sorted(forms, key=len, reverse=True))
    prefix = "(?:[وبل]|ו?[בלמה])?"  # Arabic and Hebrew join prepositions and the article to a name
    return re.compile(rf"(?:(?<![^\W\d_]){prefix}|(?={_EAST_ASIAN.pattern}))(?P<name>{longest_first})", re.IGNORECASE)


@cache
def _load_ambiguous_in(language: str) -> frozenset[str]:
    return frozenset(read_word_list(__file__)["ambiguous_in"].get(language, ()))


@load_once
def _load_ambiguous() -> frozenset[str]:
    return merge_words(read_word_list(__file__)["ambiguous"])


@load_once
def _load_not_weekdays() -> frozenset[str]:
    return merge_words(read_word_list(__file__)["not_weekdays"])


@load_once
def _load_ordinal_endings() -> str:
    return join_forms(read_word_list(__file__)["ordinal_endings"]) + "?"


def _read_months(kind: str, code: str) -> dict[int, str]:
    return {int(month): name for month, name in read_word_list(__file__)[kind].get(code, {}).items()}
