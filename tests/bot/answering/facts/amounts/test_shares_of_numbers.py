"""Shares of numbers: a third of ninety is thirty, and the words tell of which part a statement may say it."""

import pytest

from bot.answering.facts import Evidence, check_statement

CHILDREN = "A third of the 90 passengers were children, and the rest were soldiers."
STAYED = "A third of the crew of 120 stayed on board."
KINDER = "Ein Viertel der 200 Gäste waren Kinder, der Rest waren Soldaten."


@pytest.mark.parametrize(
    ("statement", "sentence", "language", "follows"),
    [
        ("Thirty passengers were children.", CHILDREN, "en", True),
        ("Sixty passengers were soldiers.", CHILDREN, "en", True),
        ("Thirty passengers were soldiers.", CHILDREN, "en", False),
        ("Sixty passengers were children.", CHILDREN, "en", False),
        ("Two thirds of the passengers were soldiers.", CHILDREN, "en", True),
        ("Two thirds of the passengers were children.", CHILDREN, "en", False),
        ("Forty of the crew stayed on board.", STAYED, "en", True),
        ("Eighty of the crew stayed on board.", STAYED, "en", False),
        ("Eighty of the crew did not stay on board.", STAYED, "en", True),
        ("Eighty of the crew left the ship.", STAYED, "en", True),
        ("50 Gäste waren Kinder.", KINDER, "de", True),
        ("150 Gäste waren Soldaten.", KINDER, "de", True),
        ("150 Gäste waren Kinder.", KINDER, "de", False),
        ("50 Gäste waren Soldaten.", KINDER, "de", False),
        ("Un quart des 80 arbres est mort.", "Trois quarts des 80 arbres ont survécu.", "fr", False),
        ("20 arbres sont morts.", "Un quart des 80 arbres sont morts.", "fr", True),
        ("60 arbres sont morts.", "Un quart des 80 arbres sont morts.", "fr", False),
    ],
)
def test_a_share_is_of_the_part_that_the_words_name(
    statement: str, sentence: str, language: str, *, follows: bool
) -> None:
    """What a share leaves is told in other words than the share."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    assert follows == (not any(each.kind == "number" for each in found))
