"""Reporters: who tells of a deed in the last clause of a sentence is no doer of it."""

import pytest

from bot.answering.facts import Evidence, check_statement
from bot.answering.facts.doers.reporters import find_reporters_as_doers
from bot.answering.facts.types import FactComparison

TOLD = {
    "en": "Harbour master Tomas Lang sent a letter to the council because he wants a pier, Mayor Ada Weber revealed.",
    "de": "Hafenmeister Tomas Lang schickte dem Rat am Montag einen Brief, teilte Bürgermeisterin Ada Weber mit.",
    "es": "El capitán Tomas Lang envió una carta al concejo, reveló el domingo la alcaldesa Ada Weber.",
    "fr": "Le capitaine Tomas Lang a envoyé une lettre au conseil, a révélé la maire Ada Weber.",
}


@pytest.mark.parametrize(
    ("language", "statement", "is_wrong"),
    [
        ("en", "Ada Weber wrote the letter.", True),
        ("en", "Ada Weber sent a letter to the council.", True),
        ("en", "The letter to the council came from Ada Weber.", True),
        ("en", "Tomas Lang sent a letter to the council.", False),
        ("en", "Ada Weber is the mayor.", False),
        ("en", "Ada Weber revealed that Tomas Lang sent a letter.", False),
        ("en", "According to Ada Weber, a letter was sent to the council.", False),
        ("de", "Ada Weber schickte dem Rat einen Brief.", True),
        ("de", "Tomas Lang schickte dem Rat einen Brief.", False),
        ("es", "Ada Weber envió una carta al concejo.", True),
        ("es", "Tomas Lang envió una carta al concejo.", False),
        ("fr", "Ada Weber a envoyé une lettre au conseil.", True),
        ("fr", "Tomas Lang a envoyé une lettre au conseil.", False),
    ],
)
def test_a_reporter_is_no_doer(language: str, statement: str, *, is_wrong: bool) -> None:
    """The deed is that of the name in the clause before."""
    found = check_statement(statement, Evidence((TOLD[language],), language=language), language=language)
    assert is_wrong == any(each.kind == "role" for each in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tomas Lang met her to sign the contract, Ada Weber said.",
        "Tomas Lang and she signed the contract, Ada Weber said.",
        "In her letter Tomas Lang saw Ada Weber sign the contract, the clerk said.",
        "The contract was signed by Ada Weber and Tomas Lang, the clerk said.",
        "Ada Weber signed the contract with Tomas Lang, Ada Weber said.",
    ],
)
def test_a_pronoun_may_stand_for_the_reporter(sentence: str) -> None:
    """What follows a pronoun, and a name in another place, may be the reporter's own deed."""
    evidence = Evidence((sentence,), language="en")
    comparison = FactComparison("Ada Weber signed the contract.", "en", "", evidence, "en")
    assert [] == find_reporters_as_doers(comparison)
