"""Halves: numbers with a half or another part behind them, in the words of many languages."""

import pytest

from bot.answering.facts.quantities.numbers import find_numbers

HALVES = [
    ("en", "two years and a half", 2.5),
    ("en", "an hour and a half", 1.5),
    ("en", "three and a quarter hours", 3.25),
    ("de", "dreieinhalb Wochen", 3.5),
    ("de", "zweieinviertel Stunden", 2.25),
    ("de", "vier und eine halbe Woche", 4.5),
    ("fr", "trois semaines et demie", 3.5),
    ("fr", "une journée et demie", 1.5),
    ("es", "cuatro meses y medio", 4.5),
    ("pt", "três anos e meio", 3.5),
    ("it", "due settimane e mezza", 2.5),
    ("nl", "anderhalve dag", 1.5),
    ("nl", "drie en een halve week", 3.5),
    ("sv", "fyra och en halv vecka", 4.5),
    ("da", "halvanden måned", 1.5),
    ("no", "tre og en halv uke", 3.5),
    ("ru", "три с половиной недели", 3.5),
    ("uk", "чотири з половиною дні", 4.5),
    ("pl", "trzy i pół tygodnia", 3.5),
    ("cs", "čtyři a půl dne", 4.5),
    ("hu", "másfél nap", 1.5),
    ("fi", "puolitoista viikkoa", 1.5),
    ("ro", "trei luni și jumătate", 3.5),
    ("el", "τρεισήμισι μέρες", 3.5),
    ("tr", "üç buçuk gün", 3.5),
    ("fa", "سه سال و نیم", 3.5),
    ("hi", "साढ़े पाँच घंटे", 5.5),
    ("zh", "三个半月", 3.5),
    ("zh", "四年半", 4.5),
    ("ja", "3週間半", 3.5),
    ("ko", "5년 반", 5.5),
    ("ko", "세 시간 반", 3.5),
    ("ru", "полмиллиона", 500_000),
]
WHOLE = [("zh", "三个半决赛", 3), ("en", "two cakes and a half-eaten pie", 2), ("fr", "deux cafés et demi-sel", 2)]
TENTHS = [("zh", "三成", 30), ("zh", "两成五", 25), ("ja", "4割", 40), ("ja", "3割5分", 35), ("zh", "两成立后", None)]


@pytest.mark.parametrize(("language", "text", "value"), [*HALVES, *WHOLE])
def test_a_half_behind_a_unit_belongs_to_its_number(language: str, text: str, value: float) -> None:
    """The half is no number of its own, and a word that only begins with it is no half."""
    found = [number for number in find_numbers(text, language) if number.sure]

    assert [frozenset({float(value)})] == [number.values for number in found]


@pytest.mark.parametrize(("language", "text", "percent"), TENTHS)
def test_tenths_are_percentages(language: str, text: str, percent: int | None) -> None:
    """A character of tenths behind a digit makes a percentage of it, unless it begins another word."""
    shares = [number for number in find_numbers(text, language) if number.percent]

    assert [percent] * bool(percent) == [max(number.values) for number in shares]


@pytest.mark.parametrize(("text", "value"), [("이틀 동안", 2), ("열흘 뒤", 10), ("다섯 명", 5), ("네 시간", 4)])
def test_native_korean_numbers_are_read_but_need_no_match(text: str, value: int) -> None:
    """Korean has words of its own for days and before counters; short ones are often no numbers."""
    assert [(frozenset({float(value)}), False)] == [(n.values, n.sure) for n in find_numbers(text, "ko")]
