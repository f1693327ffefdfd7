"""The numbers of paragraphs as Word writes them in its formats: "iv", "十二", "г". Pure."""

from collections.abc import Callable

from index.parsing.html.list_numbers import FORMS
from index.text.word_files import read_word_list

_KNOWN = read_word_list(__file__)
_ROMAN = {"lowerRoman": "i", "upperRoman": "I"}
_TEN, _HUNDRED = 10, 100
_MAX_PLACED, _MAX_SUM = 9_999, 499
_NO_ONE = frozenset(("japaneseCounting", "japaneseLegal", "koreanCounting", "koreanLegal"))
"""Formats that write a hundred without "one" before it."""

_NO_ZERO = frozenset(("japaneseCounting", "japaneseLegal", "koreanCounting", "koreanLegal", "chineseLegalSimplified"))
_WITH_DIGITS_ABOVE = frozenset(("chineseCounting", "taiwaneseCounting"))
"""Formats that write the signs of places up to 99 only."""

_HOLY = {"יה": "טו", "יו": "טז"}
"""15 and 16 are written as sums that do not spell a name of God."""


def write_number(form: str, number: int) -> str:
    """Write a number in a format of Word; a format that is not known has the digits 0 to 9."""
    if form == "decimalZero":
        return f"{number:02d}"
    if form in _ROMAN:
        return FORMS[_ROMAN[form]](number)
    if form == "numberInDash":
        return f"- {number} -"
    if number <= 0:
        return str(number)
    return next((write(known[form], form, number) for known, write in _WRITERS if form in known), str(number))


def _write_sign(signs: str, _form: str, number: int) -> str:
    return signs[number - 1] if number <= len(signs) else str(number)


def _write_letters(letters: str, _form: str, number: int) -> str:
    times, place = divmod(number - 1, len(letters))
    return letters[place] * (times + 1)


def _write_digits(digits: str, _form: str, number: int) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _write_places(known: tuple[str, str], form: str, number: int) -> str:
    """Digits with the signs of their places; zeros between two of them are one zero or none."""
    digits, places = known
    if number > _MAX_PLACED:
        return str(number)
    if number >= _HUNDRED and form in _WITH_DIGITS_ABOVE:
        return _write_digits(digits, form, number)
    written = ""
    for place, digit in enumerate(map(int, str(number)), 1 - len(str(number))):
        unit = places[-place - 1] if place else ""
        if digit == 0:
            written += digits[0] if form not in _NO_ZERO and not written.endswith(digits[0]) else ""
            continue
        is_bare = digit == 1 and unit and (form in _NO_ONE or (number < 2 * _TEN and unit == places[0] == "十"))
        written += ("" if is_bare else digits[digit]) + unit
    return written.rstrip(digits[0])


def _write_sum(known: tuple[str, str, str], _form: str, number: int) -> str:
    if number > _MAX_SUM:
        return str(number)
    ones, tens, hundreds = known
    parts = ((hundreds, number // _HUNDRED), (tens, number // _TEN % _TEN), (ones, number % _TEN))
    written = "".join(letters[value - 1] for letters, value in parts if value)
    return written[:-2] + _HOLY.get(written[-2:], written[-2:])


_WRITERS: tuple[tuple[dict[str, str], Callable[..., str]], ...] = (
    (_KNOWN["signs"], _write_sign),
    (_KNOWN["letters"], _write_letters),
    (_KNOWN["digits"], _write_digits),
    (_KNOWN["places"], _write_places),
    (_KNOWN["sums"], _write_sum),
)
