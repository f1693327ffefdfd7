"""An amount in a period is another amount in another period, in every language."""

import pytest

from bot.answering.facts import Evidence, check_statement
from bot.answering.facts.amounts.rates import find_rates

LINE = "The line carried eight words a minute and cost 900 pounds a year."


@pytest.mark.parametrize(
    ("statement", "language"),
    [
        ("The line carried eight words an hour.", "en"),
        ("The line cost 900 pounds per month.", "en"),
        ("Die Leitung schaffte acht Wörter pro Stunde.", "de"),
        ("La ligne coûtait 900 livres par mois.", "fr"),
        ("La línea costaba 900 libras al mes.", "es"),
        ("Линия передавала восемь слов в час.", "ru"),
        ("La linea trasmetteva otto parole all'ora.", "it"),
        ("线路每小时传送八个词。", "zh"),
        ("回線は1時間に8語を送った。", "ja"),
        ("Hat saatte sekiz kelime taşıyordu.", "tr"),
        ("Linia przesyłała osiem słów na godzinę.", "pl"),
    ],
)
def test_another_period_contradicts(statement: str, language: str) -> None:
    """The number and its noun are the same; its period is not."""
    found = check_statement(statement, Evidence((LINE,), language="en"), language=language)
    assert [mismatch.contradicts for mismatch in found if mismatch.kind == "unit"][:1] == [True]


@pytest.mark.parametrize(
    ("statement", "language"),
    [
        ("The line carried eight words per minute.", "en"),
        ("Die Leitung kostete jährlich 900 Pfund.", "de"),
        ("La línea costaba 900 libras al año.", "es"),
        ("线路每分钟传送八个词。", "zh"),
        ("The line carried eight words.", "en"),
    ],
)
def test_the_same_period_agrees(statement: str, language: str) -> None:
    """The period may be said in another way, or not at all."""
    found = check_statement(statement, Evidence((LINE,), language="en"), language=language)
    assert [mismatch for mismatch in found if mismatch.kind == "unit"] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It moved eight weeks a year ago.", "en"),
        ("Im Ort wurden 20 Häuser im Jahr 1990 gebaut.", "de"),
        ("For an hour a crowd of 200 waited.", "en"),
        ("الجسر الذي بني من 20 قطعة في عام 1990", "ar"),
    ],
)
def test_a_point_in_time_is_no_period(text: str, language: str) -> None:
    """A year with its number, and a period before the amount, tell when or how long."""
    assert find_rates(text, language) == ()
