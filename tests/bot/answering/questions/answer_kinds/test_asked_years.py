"""A question for a year that the text lacks is not answered."""

import pytest

from bot.answering.questions.answer_kinds.asked_years import lacks_asked_years

TEXTS = ["The recipe won a prize in 2014.", "The strike lasted from 1911 to 1913.", "It had 1,500 workers."]


@pytest.mark.parametrize(
    ("question", "language", "lacks"),
    [
        ("What prize did it win in 2015?", "en", True),
        ("¿Qué premio ganó en 2015?", "es", True),
        ("Что случилось в 1943 году?", "ru", True),
        ("What prize did it win in 2014?", "en", False),
        ("What happened in 1912?", "en", False),
        ("What happened in 2020?", "en", False),
        ("What changed between 1990 and 2014?", "en", False),
        ("What prize did it win?", "en", False),
        ("Who were the 1500 workers?", "en", False),
        ("Who were the 1700 workers?", "en", True),
    ],
)
def test_a_year_is_looked_for_in_the_text(question: str, language: str, *, lacks: bool) -> None:
    """A year within a period is there, and so is the year before the article: "last year". Other numbers count too."""
    assert lacks is lacks_asked_years(question, language, TEXTS, ["2021-03-05", None])
