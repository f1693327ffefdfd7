"""Derived numbers: sums, differences, shares, spans of years and times that follow from the evidence."""

import pytest

from bot.answering.facts import Evidence, check_statement

TRUE = [
    ("en", "The tunnel took six years to dig.", "The tunnel was dug from 1902 to 1908.", "en"),
    ("fr", "Le creusement dura six ans.", "The tunnel was dug from 1902 to 1908.", "en"),
    ("en", "She lived to be 64 or 65.", "The botanist Ilse Varn (1850–1915) collected mosses.", "en"),
    ("en", "Ruiz bought the mill in 1931.", "Ruiz inherited it in 1927 and four years later bought the mill.", "en"),
    ("en", "The bus takes 2 hours and 35 minutes.", "The bus leaves at 22:40 and arrives at 1:15.", "en"),
    ("es", "El autobús llega a las 11:30.", "The bus leaves at 8:15 and takes three and a quarter hours.", "en"),
    ("en", "About 150 of the 600 sheep were lame.", "A quarter of the 600 sheep were lame.", "en"),
    ("en", "The council paid 8 million euros.", "Of the 12 million euros, a third came from the state.", "en"),
    ("de", "Kinder zahlten 15 Kronen.", "The ticket cost 30 crowns, and children paid half of that.", "en"),
    ("en", "The old barn held 40 cows.", "Der neue Stall fasst 80 Kühe, doppelt so viele wie der alte.", "de"),
    ("en", "The two villages lost 1,310 sheep.", "Brell lost 940 sheep and Osk 370.", "en"),
    ("nl", "Een opknapbeurt kost 1,3 miljoen euro.", "Een nieuw dak kost 1,9 miljoen euro, 600.000 meer.", "nl"),
    (
        "it",
        "Un quarto dei fondi va alla scuola.",
        "Three quarters of the money goes to the road; the rest to the school.",
        "en",
    ),
    ("en", "Bread costs £0.95.", "Bread costs 95 pence.", "en"),
    ("en", "Heat the oven to 392 °F.", "Den Ofen auf 200 °C heizen.", "de"),
    ("en", "It was 22 degrees Celsius in the cave.", "W jaskini było 22 °C przez 40 minut.", "pl"),
    ("en", "The phone costs 990,000 won.", "전화기는 99만 원이다.", "ko"),
    ("en", "A ticket is 9 euros.", "Το εισιτήριο κοστίζει 18 ευρώ για ενήλικες και 9 για παιδιά.", "el"),
    ("de", "Es waren gut eine halbe Million Besucher.", "Some 508,000 people came.", "en"),
    ("en", "Sales grew by 30 percent.", "销量增长了三成。", "zh"),
    ("en", "The repair takes 4 days.", "수리는 나흘 걸린다.", "ko"),
    ("en", "The fair opens in July.", "היריד ייפתח ביולי.", "he"),
    ("en", "He talked for an hour and a half.", "He talked for 90 minutes.", "en"),
]
FALSE = [
    ("en", "The tunnel took nine years to dig.", "The tunnel was dug from 1902 to 1908.", "en"),
    ("en", "Ruiz bought the mill in 1935.", "Ruiz inherited it in 1927 and four years later bought the mill.", "en"),
    ("en", "The bus takes 3 hours and 35 minutes.", "The bus leaves at 22:40 and arrives at 1:15.", "en"),
    ("en", "The council paid 5 million euros.", "Of the 12 million euros, a third came from the state.", "en"),
    ("en", "Heat the oven to 300 °F.", "Den Ofen auf 200 °C heizen.", "de"),
    ("en", "Bread costs £95.", "Bread costs 95 pence.", "en"),
    ("de", "Das Dach hielt zweieinhalb Wochen.", "The roof held for two and a half months.", "en"),
    ("en", "The lecture lasts two and a half minutes.", "La conférence dure deux heures et demie.", "fr"),
    ("en", "The phone costs 990,000 yen.", "전화기는 99만 원이다.", "ko"),
]


def agrees(language: str, statement: str, sentence: str, source_language: str) -> bool:
    """Return whether a statement agrees with a sentence."""
    evidence = Evidence((sentence,), passage=sentence, language=source_language)
    return not check_statement(statement, evidence, language=language)


@pytest.mark.parametrize(("language", "statement", "sentence", "source_language"), TRUE)
def test_a_number_that_follows_from_the_evidence_is_given(
    language: str, statement: str, sentence: str, source_language: str
) -> None:
    """Models answer with sums, spans and shares that no sentence has as they are."""
    assert agrees(language, statement, sentence, source_language)


@pytest.mark.parametrize(("language", "statement", "sentence", "source_language"), FALSE)
def test_a_number_that_does_not_follow_is_missing(
    language: str, statement: str, sentence: str, source_language: str
) -> None:
    """Another result, or the same digits with another unit, is no number of the evidence."""
    assert not agrees(language, statement, sentence, source_language)
