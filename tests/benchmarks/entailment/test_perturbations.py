"""False statements from true sentences: each kind of change, in several languages."""

import random
import re
import tomllib

import pytest
from entailment import perturbations
from entailment.pairs import Label
from entailment.perturbations import Perturber, Surroundings
from hypothesis import given
from hypothesis import strategies as st

from tests.support.paths import ROOT

ENGLISH = "According to Ida Marsh, the old bridge was closed in 1902, and Otto Reinholt opened 12 ferries."
TABLES = tomllib.loads((ROOT / "benchmarks/entailment/perturbations.toml").read_text(encoding="utf-8"))


def make_perturber(seed: int) -> Perturber:
    """Make a perturber that changes the same things in each run."""
    return Perturber(random.Random(seed))  # noqa: S311 - a sample, not a secret


@pytest.fixture
def perturber() -> Perturber:
    """Changes the same things in each run."""
    return make_perturber(1)


def test_a_changed_number_is_the_only_change(perturber: Perturber) -> None:
    """A number becomes another number, and the words stay."""
    changed = perturber.change_number("The bridge has 12 arches.")

    assert changed is not None
    assert changed != "The bridge has 12 arches."
    assert re.fullmatch(r"The bridge has \d+ arches\.", changed)


def test_a_year_stays_near(perturber: Perturber) -> None:
    """A year becomes a year of the same or a neighbouring century."""
    changed = perturber.change_number("Opened in 1902.")

    assert changed is not None
    assert 0 < abs(int(changed[10:14]) - 1902) <= 100


def test_numbers_are_exchanged(perturber: Perturber) -> None:
    """Two numbers change places, even if one contains the other."""
    assert perturber.swap_numbers("It rose from 4 to 48.") == "It rose from 48 to 4."


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Okafor defeated Lena Voss.", "Lena Voss defeated Okafor."),
        ("ru", "Павел Орлов победил Лебедева.", "Лебедева победил Павел Орлов."),
        ("ja", "マリアがトーマスを訪ねた。", "トーマスがマリアを訪ねた。"),
    ],
)
def test_names_are_exchanged(perturber: Perturber, language: str, text: str, expected: str) -> None:
    """Two names change places as whole names."""
    assert expected == perturber.swap_names(text, language)


def test_a_name_is_replaced_by_one_that_the_sentence_lacks(perturber: Perturber) -> None:
    """A name that the sentence already contains replaces nothing."""
    assert perturber.replace_name("The prize went to Okafor.", "en", ["Okafor"]) is None
    assert perturber.replace_name("prize for Okafor", "en", ["Rosa Vega"]) == "prize for Rosa Vega"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "More than 40 came.", "Less than 40 came."),
        ("de", "Der Preis stieg.", "Der Preis sank."),
        ("es", "El precio subió.", "El precio bajó."),
        ("fr", "Le prix a augmenté.", "Le prix a diminué."),
        ("zh", "价格上升了。", "价格下降了。"),
        ("ar", "ارتفع السعر.", "انخفض السعر."),
    ],
)
def test_a_word_is_replaced_by_its_opposite(perturber: Perturber, language: str, text: str, expected: str) -> None:
    """The longest known word is replaced, and its capital letter stays."""
    assert expected == perturber.replace_by_opposite(text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The gate was open.", "The gate was not open."),
        ("fr", "La porte était ouverte.", "La porte n’était pas ouverte."),
        ("fr", "Les portes sont ouvertes.", "Les portes ne sont pas ouvertes."),
        ("ru", "Мост был открыт.", "Мост не был открыт."),
    ],
)
def test_a_verb_is_denied(language: str, text: str, expected: str) -> None:
    """One verb gets the language's "not"."""
    denied = {make_perturber(seed).deny(text, language) for seed in range(8)}

    assert expected in denied
    assert denied <= {expected, None}


def test_a_denial_is_removed(perturber: Perturber) -> None:
    """The sentence says the contrary without its "not"."""
    assert perturber.remove_denial("The gate was not open.", "en") == "The gate was open."
    assert perturber.remove_denial("大门没有打开。", "zh") == "大门打开。"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "According to the mayor, the gate was open.", "The gate was open."),
        ("en", "Ida Marsh claimed that the gate was open.", "The gate was open."),
        ("en", "The gate was possibly open.", "The gate was open."),
        ("en", "The gate may have been open.", "The gate was open."),
        ("de", "Ida Marsch sagte, dass das Tor offen war.", "Das Tor offen war."),
        ("es", "Según el alcalde, la puerta estaba abierta.", "La puerta estaba abierta."),
        ("ru", "По словам мэра, ворота были открыты.", "Ворота были открыты."),
    ],
)
def test_a_hedge_is_removed(perturber: Perturber, language: str, text: str, expected: str) -> None:
    """Nothing remains of the speaker or the hedge."""
    assert expected == perturber.remove_hedge(text, language)


def test_a_word_is_replaced_by_one_with_the_same_ending(perturber: Perturber) -> None:
    """Another word of the paragraph replaces a word if its ending and case fit."""
    assert perturber.replace_word("walking", ["Sailing", "ferries", "sailing"]) == "sailing"
    assert perturber.replace_word("walking", ["ferries"]) is None


def test_a_clause_of_another_sentence_is_added(perturber: Perturber) -> None:
    """The addition comes from another sentence of the paragraph."""
    added = perturber.add_clause("The gate was open.", "en", ["The ferry crossed the river twice a day."])

    assert added == "The gate was open, and The ferry crossed the river twice a day."
    assert perturber.add_clause("The gate was open.", "en", []) is None


def test_a_shortened_sentence_keeps_what_it_says(perturber: Perturber) -> None:
    """Parentheses go first, then what follows a comma and a subordinating word."""
    long = "The old stone bridge over the river (built in 1902) was closed."

    assert perturber.shorten(long, "en") == "The old stone bridge over the river was closed."
    assert (
        perturber.shorten("The old stone bridge over the river was closed, which nobody had expected.", "en")
        == "The old stone bridge over the river was closed."
    )
    assert perturber.shorten("The gate was open.", "en") is None


def test_sentences_are_merged(perturber: Perturber) -> None:
    """One statement joins two sentences in the language's way."""
    assert perturber.merge("Das Tor war offen.", "Niemand kam.", "de") == "Das Tor war offen, und Niemand kam."


@given(st.integers(0, 1000))
def test_made_statements_differ_from_their_sentence(seed: int) -> None:
    """No statement equals its sentence, and none is called supported."""
    around = Surroundings(["Rosa Vega"], ["closer", "opened"], ["The ferry crossed the river twice a day."])
    made = list(make_perturber(seed).make_false(ENGLISH, "en", around))

    assert made
    assert ENGLISH not in {found.text for found in made}
    assert Label.SUPPORTED not in {found.label for found in made}


def test_languages_without_a_table_change_numbers_and_names(perturber: Perturber) -> None:
    """A language without words of its own still has numbers, names and additions."""
    made = {found.kind for found in perturber.make_false("Silta avattiin 1902.", "fi", Surroundings())}

    assert {"number"} == made


@pytest.mark.parametrize("language", sorted(TABLES))
def test_tables_have_no_doubles(language: str) -> None:
    """Each pair of opposites is listed once, and no word is its own opposite."""
    pairs = [frozenset(word.lower() for word in pair) for pair in TABLES[language]["opposites"]]

    assert [] == [pair for pair in pairs if len(pair) < 2 or pairs.count(pair) > 1]


def test_dense_languages_have_tables() -> None:
    """Each language without spaces between words has its own full stop and tables."""
    assert perturbations.DENSE_LANGUAGES <= set(TABLES)
