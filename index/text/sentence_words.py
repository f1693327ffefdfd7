"""Words of a language that decide where a sentence ends, from ``sentence_words.toml``.

Abbreviations become patterns once per language. A language without a list of its own takes the English titles.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Self

from index.text.word_files import read_word_list

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚΆΈ-ΏΑ-ΩЀ-ЯҐӘҒҚҢӨҰҮҺ"
"""Capitals of the Latin, Greek and Cyrillic scripts, for a character class."""

_FALLBACK_LANGUAGE = "en"
_BEFORE_WORD = r"(?:^|(?<=[\s(\[«“„\"'’/—–\u2e80-\u9fff-])|(?<=\sو))"  # "و" is the Arabic "and"
_OPENING = r"[\s\"'“”„«»‘’(\[¿¡—–-]*"
_NOT_IN_A_LIST = r"(?![\w.,;&]| et\b| and\b)"  # "C. He et al.", "А. С. Иванов"
_NOTHING = r"(?!)"


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """Patterns of one language.

    ``before_names``, ``may_end`` and ``before_numbers`` match a text that ends with such an abbreviation,
    ``before_letters`` one that ends with a noun and its letter, ``dates`` one that is only a date. ``opens`` matches
    a text that begins like a sentence, ``saying`` one that begins with who said the words before it. ``ends`` matches
    the end of a sentence that an abbreviation, an initial, an ellipsis or a quotation ends.
    """

    before_names: re.Pattern[str]
    may_end: re.Pattern[str]
    before_numbers: re.Pattern[str]
    before_letters: re.Pattern[str]
    dates: re.Pattern[str]
    opens: re.Pattern[str]
    ends: re.Pattern[str]
    saying: re.Pattern[str]
    after_hours: frozenset[str]

    @classmethod
    @cache
    def of(cls, language: str) -> Self:
        """Load the words of a language (ISO 639-1 code, or ``und``)."""
        known = language if language != "und" else _FALLBACK_LANGUAGE
        tables = {kind: words.get(known, []) for kind, words in read_word_list(__file__).items()}
        titles = tables["before_names"] or read_word_list(__file__)["before_names"][_FALLBACK_LANGUAGE]
        return cls(
            before_names=_compile_ending(titles),
            may_end=_compile_ending(tables["may_end"]),
            before_numbers=_compile_ending(tables["before_numbers"], re.IGNORECASE),
            before_letters=re.compile(rf"\b{_any_of(tables['before_letters'])} [{UPPER}]\.$", re.IGNORECASE),
            dates=_compile_dates(tables["before_dates"], tables["before_openers"]),
            opens=re.compile(_OPENING + _any_of(tables["openers"]) + _NOT_IN_A_LIST),
            ends=re.compile(
                "|".join(
                    (
                        _write_ends(
                            [*tables["may_end"], *tables["before_openers"]], tables["closing"], tables["openers"]
                        ),
                        _write_ends_after(tables["after_numbers"], tables["before_letters"], tables["before_openers"]),
                    )
                )
            ),
            saying=_compile_saying(tables["saying"], language),
            after_hours=frozenset(tables["after_hours"]),
        )

    def is_abbreviated(self, text: str) -> bool:
        """Whether a text ends with an abbreviation, and blanks after it."""
        text = text.rstrip()
        return any(pattern.search(text) for pattern in (self.before_names, self.may_end, self.before_numbers))


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words)) or _NOTHING})"


def _compile_ending(words: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Compile a pattern of a text that ends with one of these abbreviations; "-str" is the end of a longer word."""
    whole = [word for word in words if not word.startswith("-")]
    endings = [word[1:] for word in words if word.startswith("-")]
    return re.compile(rf"(?:{_BEFORE_WORD}{_any_of(whole)}|{_any_of(endings)})\.$", flags)


def _compile_dates(words: Iterable[str], abbreviations: Iterable[str]) -> re.Pattern[str]:
    """Compile a pattern of a text that is only the year or century in which something happened."""
    number = r"(?:\d{1,4}\.?|[IVXL]+)"
    return re.compile(rf"^{_OPENING}{_any_of(words)} (?:[^\s.,\d]+ ){{0,2}}{number} ?{_any_of(abbreviations)}\.$")


def _write_ends_after(units: Iterable[str], nouns: Iterable[str], parts: Iterable[str]) -> str:
    """Write a pattern of a unit after its number, or a letter after its noun, and the blank after it.

    A part of the number may be abbreviated: "5 mio. kr."
    """
    opens = rf"(?={_OPENING}[{UPPER}])"
    money = r"(?![A-Z]{2}|Kč|Ft\b|Eur)"
    letter = rf"\b(?i:{_any_of(nouns)}) [{UPPER}]\.\s+{opens}"
    numbers = "|".join((r"(?<=\d\s)", *(rf"(?<=\d\s{re.escape(part)}\.\s)" for part in parts)))
    return rf"(?:{numbers}){_any_of(units)}\.\s+{money}{opens}|{letter}"


def _write_ends(may_end: Iterable[str], closing: Iterable[str], openers: list[str]) -> str:
    """Write a pattern of the end of a sentence and the blank after it."""
    parts_of_names = read_word_list(__file__)["parts_of_names"]["all"]  # "J. Le Goff"
    opens = _OPENING + _any_of(openers) + _NOT_IN_A_LIST
    opens_after_initial = _OPENING + _any_of(word for word in openers if word not in parts_of_names) + _NOT_IN_A_LIST
    return (
        rf"{_BEFORE_WORD}(?:{_any_of(may_end)}\.\s+(?={opens})|{_any_of(closing)}\.\s+(?={_OPENING}[{UPPER}]))"
        rf"|(?<=[^\s.!?…]\s)(?:(?:[{UPPER}]\.)*[{UPPER}]|[IVXL]+)\.\s+(?={opens_after_initial})"
        rf"|(?:…|\.{{3}}|[.!?…]\s?[”»])\s+(?={opens})"
    )


def _compile_saying(verbs: Iterable[str], language: str) -> re.Pattern[str]:
    """Compile a pattern of a few words and a verb of saying that no other quotation follows: "Anna asked."."""
    if language == "en":
        pattern = (
            rf"(?:(?:He|She|I|We|They)|[{UPPER}][\w’'-]+(?: [{UPPER}][\w’'.-]*){{0,2}}) {_any_of(verbs)}(?=[.,;]|$)"
        )
    elif language in {"zh", "ja"}:
        pattern = rf"[^\s。，、！？：；「“]{{0,8}}?{_any_of(verbs)}(?=[，。；！]|$)"
    else:
        pattern = rf"(?:[^\s.,;:!?…।]+ ){{0,3}}{_any_of(verbs)}(?![\w:])"
    return re.compile(pattern)
