"""Questions for the most or the least, and the row of a table that has it."""

import pytest

from bot.answering.questions.answer_kinds.superlatives import find_extreme_row, find_superlative

RIVERS = (
    ["River", "Length (km)", "Flow (m³/s)"],
    [["Aune", "64", "8"], ["Blenn", "19", "1.5"], ["Corr", "88", "7"]],
)
PRICES = (
    ["Ticket", "1 day", "3 days"],
    [["Child", "7 €", "18 €"], ["Adult", "12 €", "30 €"], ["Group", "30 €", "29 €"]],
)


@pytest.mark.parametrize(
    ("question", "attribute", "is_most"),
    [
        ("Which river is the longest?", "length", True),
        ("whats the cheapest ticket", "money", False),
        ("¿cuál es la entrada más barata?", "money", False),
        ("qual é o rio mais longo", "length", True),
        ("quelle est la carte la moins chère", "money", False),
        ("Welches ist das teuerste Abo?", "money", True),
        ("какая самая дорогая карта", "money", True),
        ("ما أغلى قطعة", "money", True),
        ("最便宜的是哪个", "money", False),
        ("qual è il fiume più lungo", "length", True),
        ("wat is het goedkoopste kaartje", "money", False),
        ("która wyspa jest największa", "size", True),
        ("яка річка найдовша", "length", True),
        ("en ucuz bilet hangisi", "money", False),
        ("一番高いのはどれ", "money", True),
        ("가장 긴 강은 무엇인가요", "length", True),
        ("सबसे लंबी नदी कौन सी है", "length", True),
        ("which village has the most inhabitants", None, True),
    ],
)
def test_a_superlative_tells_attribute_and_direction(question: str, attribute: str | None, is_most: bool) -> None:  # noqa: FBT001
    """Each language has words of its own."""
    found = find_superlative(question)
    assert found is not None
    assert (attribute, is_most) == (found.attribute, found.is_most)


def test_other_questions_have_no_superlative() -> None:
    """A length alone is none."""
    assert find_superlative("How long is the river?") is None


@pytest.mark.parametrize(
    ("question", "table", "name"),
    [
        ("Which river is the longest?", RIVERS, "Corr"),
        ("which river has the most flow", RIVERS, "Aune"),
        ("what's the shortest river", RIVERS, "Blenn"),
        ("cheapest ticket", PRICES, "Child"),
        ("dearest ticket for 3 days", PRICES, "Adult"),
        ("the most expensive ticket for 1 day", PRICES, "Group"),
    ],
)
def test_the_row_with_the_extreme_value_is_found(
    question: str, table: tuple[list[str], list[list[str]]], name: str
) -> None:
    """Its column has the attribute in its name or its units, or the question names it."""
    asked = find_superlative(question)
    assert asked is not None
    found = find_extreme_row(asked, *table, "en")
    assert found is not None
    assert (name, True) == (table[1][found.at][0], found.is_certain)


@pytest.mark.parametrize(
    ("question", "table"), [("Which river is the heaviest?", RIVERS), ("which ticket is the longest", PRICES)]
)
def test_a_table_without_the_attribute_has_no_such_row(question: str, table: tuple[list[str], list[list[str]]]) -> None:
    """No column has a weight, or a length."""
    asked = find_superlative(question)
    assert asked is not None
    assert find_extreme_row(asked, *table, "en") is None


def test_a_row_is_not_certain_where_columns_differ() -> None:
    """The dearest ticket of a day is not that of three days; and a question about other things does not name it."""
    asked = find_superlative("the most expensive ticket")
    assert asked is not None
    found = find_extreme_row(asked, *PRICES, "en")
    assert found is not None
    assert (True, False) == (found.is_named, found.is_certain)
    other = find_superlative("the most expensive fish")
    assert other is not None
    found = find_extreme_row(other, *PRICES, "en")
    assert found is not None
    assert not found.is_named
