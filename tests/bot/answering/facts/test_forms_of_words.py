"""Forms of months, numbers and names that a language bends, and signs that belong to a word."""

import pytest

from bot.answering.facts import Evidence, check_statement
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.numbers import find_numbers

MONTHS = [
    ("cs", "v lednu", 1),
    ("cs", "na duben", 4),
    ("cs", "na červen", 6),
    ("cs", "v červnu", 6),
    ("cs", "v červenci", 7),
    ("cs", "7. července", 7),
    ("cs", "v srpnu", 8),
    ("el", "τον Αύγουστο", 8),
    ("el", "τον Ιανουάριο", 1),
    ("hr", "u lipnju", 6),
    ("tr", "haziranda", 6),
    ("tr", "mayısta", 5),
]
NUMBERS = [
    ("uk", "двадцятьма двома голосами", 22),
    ("uk", "п’ятнадцятьом учням", 15),
    ("uk", "дев'ятьох учнів", 9),
    ("pl", "dwudziestoma dwoma głosami", 22),
    ("pl", "dwojga dzieci", 2),
    ("ru", "пятьюдесятью голосами", 50),
    ("ru", "двумястами жителями", 200),
]
SHARES = "France leads with 41 percent of sales, ahead of Germany (19 percent) and Spain (12 percent)."
TRUE = [
    ("en", "Mathematics will be taught in Kamianka.", "У Кам'янці викладатимуть математику.", "uk"),
    ("uk", "Роботу знайшов В’ячеслав Дем’янюк.", "В'ячеслав Дем'янюк знайшов роботу.", "uk"),
    ("en", "Germany accounts for 19 percent of sales.", SHARES, "en"),
    ("fr", "L'Allemagne fait 19 % des ventes.", "La France fait 41 % des ventes, devant l'Allemagne (19 %).", "fr"),
    ("ko", "매출의 절반 이상이 업체 두 곳에서 나왔다.", "매출 가운데 3분의 2는 업체 두 곳에서 나왔다.", "ko"),
    ("zh", "对鸟停不停歇影响最大的是风向。", "研究者发现风向对鸟是否停歇的影响最大。", "zh"),
    ("fr", "La hausse tient surtout aux volumes et non aux prix.", "La hausse tient surtout aux volumes.", "fr"),
    ("en", "Okonjo came here on a contract of nine months.", "I came here in 2010 on a nine-month contract.", "en"),
]
FALSE = [
    ("en", "Germany accounts for 12 percent of sales.", SHARES, "en"),
    ("ko", "매출의 대부분이 업체 두 곳에서 나왔다.", "매출 가운데 3분의 1은 업체 두 곳에서 나왔다.", "ko"),
    ("zh", "委员会没有批准这座桥。", "委员会批准了这座桥。", "zh"),
    ("cs", "Operaci má v červenci.", "Operaci odložil na červen.", "cs"),
    ("en", "Okonjo says that she was wrong.", "“I was wrong,” said Edwin Marsh.", "en"),
]
AROUND = "Hannah Okonjo has looked after the seed bank for years. Edwin Marsh retired.\n"


@pytest.mark.parametrize(("language", "text", "month"), MONTHS)
def test_each_case_of_a_month_is_read(language: str, text: str, month: int) -> None:
    """Czech drops a vowel, Greek moves the accent, Turkish adds an ending."""
    [date] = find_dates(text, language)

    assert {month} == {day.month for day in date.readings}


def test_a_color_is_no_month() -> None:
    """Czech "červený", red, begins like June."""
    assert [] == list(find_dates("červený dům", "cs"))


@pytest.mark.parametrize(("language", "text", "value"), NUMBERS)
def test_each_case_of_a_number_is_read(language: str, text: str, value: int) -> None:
    """In Slavic languages numbers are bent; an apostrophe is a sign of the word."""
    [number] = find_numbers(text, language)

    assert {value} == set(number.values)


def agrees(language: str, statement: str, sentence: str, source_language: str) -> bool:
    """Return whether a statement agrees with a sentence of an interview."""
    evidence = Evidence((sentence,), passage=AROUND + sentence, language=source_language)
    return not check_statement(statement, evidence, language=language)


@pytest.mark.parametrize(("language", "statement", "sentence", "source_language"), TRUE)
def test_a_true_statement_is_left(language: str, statement: str, sentence: str, source_language: str) -> None:
    """What is in brackets belongs to the name before them, and "I" may be any name of an interview."""
    assert agrees(language, statement, sentence, source_language)


@pytest.mark.parametrize(("language", "statement", "sentence", "source_language"), FALSE)
def test_a_false_statement_is_found(language: str, statement: str, sentence: str, source_language: str) -> None:
    """The number is of another name, the month another one, and "I" in quotation marks is who said it."""
    assert not agrees(language, statement, sentence, source_language)
