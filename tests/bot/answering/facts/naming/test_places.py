"""Places that languages call otherwise."""

import pytest

from bot.answering.facts import Evidence, check_statement
from bot.answering.facts.naming.places import find_place_names


@pytest.mark.parametrize(
    ("folded", "language", "other", "name"),
    [
        ("suede", "fr", "en", "sweden"),
        ("allemagne", "fr", "de", "deutschland"),
        ("vienne", "fr", "pl", "wieden"),
        ("moscow", "en", "tr", "moskova"),
        ("caire", "fr", "de", "kairo"),
        ("shanghai", "en", "zh", "上海"),
        ("brelltown", "en", "de", None),
    ],
)
def test_countries_and_cities_have_names_in_other_languages(
    folded: str, language: str, other: str, name: str | None
) -> None:
    """The CLDR has countries, and the cities that time zones are called after."""
    found = find_place_names(folded, language, other)
    assert (name in found) if name else not found


def test_a_place_may_have_another_name_in_the_evidence() -> None:
    """A statement about Sweden needs evidence about Sweden, in whichever language."""
    evidence = Evidence(("She studied in Vienna, and her wine went to Sweden.",), language="en")

    assert () == check_statement("Elle a étudié à Vienne.", evidence, language="fr")
    assert () == check_statement("Son vin partait en Suède.", evidence, language="fr")
    assert ["name"] == [one.kind for one in check_statement("Son vin partait en Norvège.", evidence, language="fr")][:1]
