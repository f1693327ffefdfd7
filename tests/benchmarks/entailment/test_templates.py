"""Pairs of invented sentences: every language fills every template."""

import random

import pytest
from entailment.pairs import Label, LabelledPair
from entailment.templates import LANGUAGES, TemplatePairs

SENTENCE = "The ship left the port in the evening with forty people."


def make(language: str, count: int = 300) -> list[LabelledPair]:
    """Fill templates of a language."""
    draw = random.Random(1)  # noqa: S311 - a sample, not a secret
    return list(TemplatePairs(language, draw).make([SENTENCE], count))


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_leave_no_gap(language: str) -> None:
    """Every gap of a template is filled, in evidence and statement."""
    assert [] == [pair for pair in make(language) if set(pair.evidence + pair.statement) & set("{}")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_made(language: str) -> None:
    """Each language makes the same kinds of pairs."""
    assert {pair.kind for pair in make("en")} == {pair.kind for pair in make(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_false_statement_repeats_its_evidence(language: str) -> None:
    """A statement in the words of its evidence is supported."""
    false = [pair for pair in make(language) if pair.label is not Label.SUPPORTED]

    assert false
    assert [] == [pair for pair in false if pair.statement == pair.evidence]


def test_a_number_that_falls_does_not_rise() -> None:
    """A supported direction has the numbers in the order of its evidence."""
    for pair in make("de"):
        if pair.kind == "made: direction":
            same_end = pair.evidence.rsplit(" ", 1)[1] == pair.statement.rsplit(" ", 1)[1]
            assert same_end or pair.label is Label.CONTRADICTED
