"""Numbers of a text: digits of any script and locale, number words, Chinese characters, Roman numerals.

Words around numbers are in ``numbers.toml``.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bot.answering.facts.languages import UNKNOWN, detect_script
from bot.answering.facts.quantities.halves import join_halves
from bot.answering.facts.quantities.number_cjk import find_cjk_numbers
from bot.answering.facts.quantities.number_lexicon import (
    LANGUAGES,
    read_leading_number,
    read_period,
    split_into_atoms,
)
from bot.answering.facts.quantities.number_words import TextWord, find_word_numbers
from bot.answering.facts.quantities.types import Number
from bot.answering.facts.word_matching import LETTERS, fold_word
from bot.answering.word_lists import join_forms, load_once, merge_words, read_word_list

_DIGITS = re.compile(
    r"(?<!\d)(?:\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*)[¼½¾⅓⅔⅛⅜⅝⅞]?|[¼½¾⅓⅔⅛⅜⅝⅞]"
)
_BLANKS = re.compile(r"[ \u00a0\u202f\u2009]")
_WORD = re.compile(LETTERS)
_SEPARATORS = re.compile(r"[.,'’]")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_FRACTION = re.compile(r"(?<![\d/.,])(\d{1,3})/(\d{1,3})(?![\d/])")
_YEARS = re.compile(r"(?<!\d)(\d{2})(\d{2})[–—/\-](\d{2})(?![\d\-/])")
_ROMAN = re.compile(
    r"(?<![\w.])(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?=(?:e|er|ème|º)?(?![\w'’]))"
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_CYRILLIC_ROMAN = str.maketrans("ХІ", "XI")
_ENUMERATION = re.compile(r"\s*[([]?\d{1,2}[.)\]]\s")
_TENS_OF_THOUSANDS = {"zh", "ja", "ko", UNKNOWN}
_HUNDRED = 100.0
_SIGN_CHARS = 16
_DASHES = frozenset("-–—")
_MAX_DIGITS = 300
"""A float of more digits is infinite."""


@dataclass(frozen=True, slots=True)
class _NumberPhrases:
    """Words around numbers, from ``numbers.toml``."""

    percent: re.Pattern[str]
    percent_before: re.Pattern[str]
    minus: re.Pattern[str]
    below_zero: re.Pattern[str]
    share: re.Pattern[str]
    range_words: frozenset[str]
    ratio_words: frozenset[str]
    attached_scales: Mapping[str, float]


@lru_cache(maxsize=4096)
def to_ascii_digits(text: str) -> str:
    """Convert digits, signs and separators of every script to ASCII, character by character."""
    return text if text.isascii() else text.translate(_TO_ASCII)


@lru_cache(maxsize=4096)
def split_words(text: str, language: str) -> tuple[TextWord, ...]:
    """Split a text into words, each with its number words."""
    found = []
    for match in _WORD.finditer(text):
        folded = fold_word(match[0])
        found.append(TextWord(match.start(), match.end(), folded, split_into_atoms(folded, language)))
    return tuple(found)


@lru_cache(maxsize=4096)
def find_numbers(text: str, language: str) -> tuple[Number, ...]:
    """Find the numbers of a text, in order.

    Args:
        text: Any text.
        language: ISO 639-1 code. For ``und``, words of every language count as numbers that are not ``sure``.
    """
    plain = to_ascii_digits(text)
    words = list(split_words(plain, language))
    found = _find_digits(plain, words)
    taken = {position for number in found for position in range(number.start, number.end)}
    if language in LANGUAGES:
        found += [number for number in find_word_numbers(words, language, plain) if number.start not in taken]
        found += [
            Number(word.start, word.end, frozenset({value}), "word", sure=False)
            for word in words
            if not word.atoms
            and (value := read_period(word.folded) or read_leading_number(word.folded, language)) is not None
        ]
    elif language == UNKNOWN and detect_script(text) in {"latin", "cyrillic", "arabic"}:
        found += [number for number in _find_in_any_language(plain) if number.start not in taken]
    if language in _TENS_OF_THOUSANDS and not plain.isascii():
        chinese = list(find_cjk_numbers(plain))
        starts = {(number.start, number.end) for number in chinese}
        found = [n for n in found if not any(start <= n.start and n.end <= end for start, end in starts)] + chinese
    found = join_halves(sorted(found, key=lambda number: number.start), plain, language)
    found = [_add_share(number, plain) for number in found] + _find_fractions(plain) + _find_romans(plain)
    signed = sorted((_add_signs(number, plain) for number in found), key=lambda number: number.start)
    signed += _find_ratios(plain, signed)
    percents = [(number.start, number.end) for number in signed if number.percent]
    # "ciento" is 100, but not in "43 por ciento".
    return tuple(number for number in signed if not any(start < number.start < end for start, end in percents))


def _add_share(number: Number, text: str) -> Number:
    """Add the share that an ordinal may be: a fifth is 0.2, and every third one is a third."""
    value = max(number.values)
    if number.written != "ordinal" or value <= 1 or not _load_words().share.search(text, 0, number.start):
        return number
    return replace(number, values=number.values | {1 / value})


def _find_digits(text: str, words: list[TextWord]) -> list[Number]:
    starts = [word.start for word in words]
    ends = {match.start(3): float(match[1] + match[3]) for match in _YEARS.finditer(text)}
    listed = _ENUMERATION.match(text)
    found: list[Number] = []
    for match in _DIGITS.finditer(text):
        values = _read_values(match[0])
        start, end = match.span()
        whole = match[0].isdecimal()
        end, values, scale = _apply_scale(text, end, values, words, starts)
        between = text[found[-1].end : start].strip().lower() if found else ""
        if scale != 1 and between in _load_words().range_words:  # "from 1.2 to 1.4 million"
            first = found.pop()
            found.append(replace(first, values=first.values | {value * scale for value in first.values}))
        if start in ends:
            values = values | {ends[start]}
        sure = (
            not text[start - 1 : start].isalpha()
            and text[start - 1 : start] != "["
            and not (listed and end < listed.end())
        )
        found.append(Number(start, end, values, plain=(whole and scale == 1) or start in ends, sure=sure))
    return found


def _apply_scale(
    text: str, end: int, values: frozenset[float], words: list[TextWord], starts: list[int]
) -> tuple[int, frozenset[float], float]:
    """Apply the scales after a number ("million", "Mrd.", "k"); return its end, its values and the scale."""
    scale = 1.0
    at = bisect_left(starts, end)
    while at < len(words) and words[at].start - end <= 1 and not text[end : words[at].start].strip(" \u00a0-\u202f"):
        word = words[at]
        attached = word.start == end
        if attached and word.folded in _load_words().attached_scales and scale == 1:
            scale = _load_words().attached_scales[word.folded]
            return word.end, values | {value * scale for value in values}, scale
        if len(word.atoms) != 1 or word.atoms[0].role != "multiplier" or word.atoms[0].value == _HUNDRED:
            break
        scale *= word.atoms[0].value
        end = word.end
        at += 1
    return end, frozenset(value * scale for value in values), scale


def _read_values(written: str) -> frozenset[float]:
    """Read every possible value of digits with separators, and of their parts, since a blank may separate numbers."""
    fraction = unicodedata.numeric(written[-1]) if not written[-1].isdecimal() else 0.0
    written = written if written[-1].isdecimal() else written[:-1]
    if not written:
        return frozenset({fraction})
    parts = _BLANKS.split(written)
    values = set().union(*(_read_separated(part) for part in parts)) if len(parts) > 1 else set[float]()
    return frozenset(value + fraction for value in values | _read_separated("".join(parts)))


def _read_separated(written: str) -> set[float]:
    signs = _SEPARATORS.findall(written)
    groups = _SEPARATORS.split(written)
    if not signs:
        return {_to_float(written)}
    joined = "".join(groups)
    grouped = len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:])  # noqa: PLR2004
    if len(set(signs)) == 1:
        if len(signs) == 1:
            decimal = set() if signs[0] in "'’" else {_to_float(f"{groups[0]}.{groups[1]}")}
            return ({_to_float(joined)} if grouped else set()) | decimal or {_to_float(group) for group in groups}
        if grouped or _INDIAN.fullmatch(written):
            return {_to_float(joined)}
        return {_to_float(group) for group in groups}
    if len(set(signs)) == 2 and signs.count(signs[-1]) == 1:  # noqa: PLR2004 - groups, then decimals
        return {_to_float("".join(groups[:-1]) + "." + groups[-1])}
    return {_to_float(group) for group in groups}


def _to_float(digits: str) -> float:
    return float(digits[:_MAX_DIGITS])


def _find_ratios(text: str, numbers: list[Number]) -> list[Number]:
    """Find the shares that two numbers are together: "one in five"."""
    return [
        Number(one.start, two.end, frozenset({max(one.values) / max(two.values)}), "fraction", sure=False)
        for one, two in pairwise(numbers)
        if text[one.end : two.start].strip().lower() in _load_words().ratio_words
        and 0 < max(one.values) < max(two.values) <= _HUNDRED
    ]


def _find_fractions(text: str) -> list[Number]:
    return [
        Number(match.start(), match.end(), frozenset({int(match[1]) / int(match[2])}), "fraction", sure=False)
        for match in _FRACTION.finditer(text)
        if int(match[2])
    ]


def _find_romans(text: str) -> list[Number]:
    found = []
    readable = text.translate(_CYRILLIC_ROMAN) if not text.isascii() else text
    for match in _ROMAN.finditer(readable):
        values = [_ROMAN_VALUES[sign] for sign in match[0]]
        value = sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
        before = text[: match.start()].rstrip().rpartition(" ")[2]
        sure = len(match[0]) > 1 and set(match[0]) <= set("IVX") and before[:1].isupper() and before[1:].islower()
        found.append(Number(match.start(), match.end(), frozenset({float(value)}), "roman", sure=sure))
    return found


def _find_in_any_language(text: str) -> list[Number]:
    return [
        replace(number, sure=False)
        for language in sorted(LANGUAGES)
        for number in find_word_numbers(list(split_words(text, language)), language, text)
    ]


def _add_signs(number: Number, text: str) -> Number:
    """Add minus and percent signs to a number."""
    values = number.values
    start, end = number.start, number.end
    before = text[max(0, start - _SIGN_CHARS) : start]
    if _load_words().minus.search(before):
        values = frozenset(-value for value in values)
    elif _load_words().below_zero.match(text, end):
        values = values | {-value for value in values}
    percent = number.percent
    if match := _load_words().percent.match(text, end):
        end, percent = match.end(), True
    elif _load_words().percent_before.search(before):
        percent = True
    if percent:
        values = values | {value / _HUNDRED for value in values}
    if values is number.values:
        return number
    return replace(number, end=end, values=values, percent=percent, plain=False)


@load_once
def _load_words() -> _NumberPhrases:
    words = read_word_list(__file__)
    minus, unspaced_minus = (join_forms(words["minus"], spaced=spaced) for spaced in (True, False))
    return _NumberPhrases(
        percent=re.compile(rf"[\s\u00a0\-]{{0,2}}(?:[%‰٪]|{join_forms(words['percent'])})", re.IGNORECASE),
        percent_before=re.compile(
            rf"(?:(?<![\d\s])\s?[%٪]|\b{join_forms(words['percent_before'])})[\s\u00a0]?$", re.IGNORECASE
        ),
        minus=re.compile(rf"(?:(?:^|[^\w)\]])[-−]|\b{minus}\s|{unspaced_minus})$", re.IGNORECASE),
        below_zero=re.compile(rf"\W{{0,2}}(?:\w+\s){{0,3}}?{join_forms(words['below_zero'])}", re.IGNORECASE),
        share=re.compile(rf"(?<!\w){join_forms(words['share'])}\s$", re.IGNORECASE),
        range_words=merge_words(words["range_words"]) | _DASHES,
        ratio_words=merge_words(words["ratio_words"]),
        attached_scales=words["attached_scales"],
    )


class _AsciiDigits(dict[int, int]):
    """A table for ``str.translate`` that grows with each unknown character."""

    def __missing__(self, code: int) -> int:
        digit = unicodedata.decimal(chr(code), None)
        self[code] = code if digit is None else ord("0") + digit
        return self[code]


_TO_ASCII = _AsciiDigits({ord(sign): ord(plain) for sign, plain in zip("٫٬，．％＄－−", ".,,.%$--", strict=True)})
