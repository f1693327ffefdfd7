"""Numbers of several things in one sentence, each with words of its own."""

import pytest

from bot.answering.facts import Evidence, check_statement

FARE = "A seat costs 48 crowns, a berth 75."
SHEEP = "Treated sheep lived 8 years on average, compared with 11 years for the others in the flock."
TAKINGS = "Sales rose 9% to $310 million last year, while debt fell to $45 million from $52 million."
DE = "Ein Brot kostet im Hofladen 4 Euro, ein Kuchen 18."
FR = "Les tisserandes touchaient 2 francs par jour, les tisserands 3 francs."
CS = "Vlak tam jede 40 minut, loď teď pluje 55 minut."
IT = "La torre è alta 30 metri, il campanile 42."
FALSE = [
    ("en", "A berth costs 48 crowns.", FARE),
    ("en", "A seat costs 75 crowns.", FARE),
    ("en", "Treated sheep lived 11 years.", SHEEP),
    ("en", "Debt was $310 million.", TAKINGS),
    ("de", "Ein Kuchen kostet 4 Euro.", DE),
    ("fr", "Les tisserands touchaient 2 francs par jour.", FR),
    ("cs", "Vlak jede 55 minut.", CS),
    ("it", "La torre è alta 42 metri.", IT),
]
TRUE = [
    ("en", "A seat costs 48 crowns.", FARE),
    ("en", "A berth costs 75 crowns.", FARE),
    ("en", "Treated sheep lived 8 years.", SHEEP),
    ("en", "Sales were $310 million.", TAKINGS),
    ("de", "Ein Kuchen kostet 18 Euro.", DE),
    ("fr", "Les tisserands touchaient 3 francs.", FR),
    ("cs", "Loď pluje 55 minut.", CS),
    ("it", "Il campanile è alto 42 metri.", IT),
    ("de", "Die 40 Spiegel liefern rund 25 Prozent der Wärme.", "Die 40 Spiegel liefern gut ein Viertel der Wärme."),
]


def agrees(language: str, statement: str, *sentences: str) -> bool:
    """Return whether a statement agrees with sentences of its language."""
    evidence = Evidence(sentences, passage=" ".join(sentences), language=language)
    return not check_statement(statement, evidence, language=language)


@pytest.mark.parametrize(("language", "statement", "sentence"), FALSE)
def test_a_number_beside_other_words_is_of_another_thing(language: str, statement: str, sentence: str) -> None:
    """The words of a statement belong to the number of another part of the sentence."""
    assert not agrees(language, statement, sentence)


@pytest.mark.parametrize(("language", "statement", "sentence"), TRUE)
def test_a_number_belongs_to_the_words_of_its_part(language: str, statement: str, sentence: str) -> None:
    """A later part takes the verb of the first one."""
    assert agrees(language, statement, sentence)


def test_opposites_are_compared_with_the_sentence_of_the_number() -> None:
    """What the owners demanded is not what they were granted, though the next sentence grants something."""
    demanded, granted = "The owners demanded 900 dollars for the fence.", "They were awarded 250 dollars."

    assert not agrees("en", "The owners were awarded 900 dollars for the fence.", demanded, granted)
    assert agrees("en", "The owners were awarded 250 dollars.", demanded, granted)
