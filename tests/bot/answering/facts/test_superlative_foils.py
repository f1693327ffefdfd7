"""A superlative of one thing is none of the thing that it is set against."""

import pytest

from bot.answering.facts import Evidence, check_statement

STOPS = "The Friday stop is the busiest, with about 140 loans a night, compared with 60 at the docks."
FALSE = [
    ("en", "The docks stop is the busiest.", STOPS),
    ("en", "Orm is the largest town.", "Vell is the largest town, followed by Orm and Tarn."),
    ("en", "The barge is the slowest.", "The ferry is the slowest, at five knots, unlike the barge."),
    (
        "de",
        "Der Markt am Hafen ist der beliebteste.",
        "Der Markt am Tor ist der beliebteste, anders als der am Hafen.",
    ),
    ("es", "Orm es la ciudad más grande.", "Vell es la ciudad más grande, seguida de Orm."),
    ("fr", "Orm est la plus grande ville.", "Vell est la plus grande ville, suivie de Orm."),
    ("ru", "Орм — самый большой город.", "Велл — самый большой город, по сравнению с городом Орм."),
]
TRUE = [
    ("en", "The Friday stop is the busiest.", STOPS),
    ("en", "The docks had 60 loans a night.", STOPS),
    ("en", "The docks stop is not the busiest.", STOPS),
    ("en", "Vell is the largest town.", "Vell is the largest town, followed by Orm and Tarn."),
    ("en", "Vell is the largest town, ahead of Orm.", "Vell is the largest town, followed by Orm and Tarn."),
    ("en", "The town is the largest.", "Vell is the largest town, followed by the town of Orm."),
    ("es", "Vell es la ciudad más grande.", "Vell es la ciudad más grande, seguida de Orm."),
]


def find_contradictions(language: str, statement: str, sentence: str) -> list[str]:
    """Return the kinds of facts that contradict."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    return [mismatch.kind for mismatch in found if mismatch.contradicts]


@pytest.mark.parametrize(("language", "statement", "sentence"), FALSE)
def test_the_thing_beside_the_best_one_is_not_the_best(language: str, statement: str, sentence: str) -> None:
    """All words of the statement are in the sentence, but the superlative is of another thing."""
    assert "role" in find_contradictions(language, statement, sentence)


@pytest.mark.parametrize(("language", "statement", "sentence"), TRUE)
def test_the_best_one_keeps_its_superlative(language: str, statement: str, sentence: str) -> None:
    """The thing itself, a denial, and what is said of the other thing without a superlative are no contradiction."""
    assert [] == find_contradictions(language, statement, sentence)
