"""What a statement says of a name is compared with what the evidence says of it, by meaning."""

import pytest

from bot.answering.facts import Evidence, find_named_pairs
from bot.answering.verification.judge import StatementJudge
from bot.answering.verification.name_alignment import NameAlignment
from bot.answering.verification.types import Judgment, UnverifiedStatement
from tests.support.shared_models import shared_embedder

ENGLISH = Evidence(
    ("Marta Quill designed the drainage of the park.", "The petition against the fence was started by Oskar Brandt."),
    title="The park",
    language="en",
)
GERMAN = Evidence(
    ("Die Försterin Ilse Kamm zählte die Eulen im Moor.", "Der Müller Jost Harder lehnt einen Zaun um das Moor ab."),
    title="Das Moor",
    language="de",
)
RUSSIAN = Evidence(
    ("Смотритель Лев Орлов чинит старый маяк.", "Учительница Анна Седова рисует карты бухты."),
    title="Маяк",
    language="ru",
)
STRAIGHT = [
    (
        "Marta Quill planned the park's drainage, and Oskar Brandt began the petition against the fence.",
        "en",
        ENGLISH,
    ),
    ("Oskar Brandt rief zum Protest gegen den Zaun auf, und Marta Quill plante die Entwässerung.", "de", ENGLISH),
    ("Ilse Kamm hat die Eulen gezählt, während Jost Harder den Zaun ablehnt.", "de", GERMAN),
    ("Лев Орлов ремонтирует маяк, а Анна Седова делает карты бухты.", "ru", RUSSIAN),
    ("Lev Orlov repairs the lighthouse, while Anna Sedova draws maps of the bay.", "en", RUSSIAN),
]
EXCHANGED = [
    (
        "Oskar Brandt planned the park's drainage, and Marta Quill began the petition against the fence.",
        "en",
        ENGLISH,
    ),
    ("Marta Quill rief zum Protest gegen den Zaun auf, und Oskar Brandt plante die Entwässerung.", "de", ENGLISH),
    ("Jost Harder hat die Eulen gezählt, während Ilse Kamm den Zaun ablehnt.", "de", GERMAN),
    ("Анна Седова ремонтирует маяк, а Лев Орлов делает карты бухты.", "ru", RUSSIAN),
    ("Anna Sedova repairs the lighthouse, while Lev Orlov draws maps of the bay.", "en", RUSSIAN),
]


def find_exchanged(text: str, language: str, evidence: Evidence) -> str | None:
    """Compare with the built-in embedder."""
    return NameAlignment(shared_embedder).find_exchanged(UnverifiedStatement(text, language=language), evidence)


@pytest.mark.parametrize(("text", "language", "evidence"), STRAIGHT)
def test_names_that_keep_their_deeds_agree(text: str, language: str, evidence: Evidence) -> None:
    """Other words, another language and another order of the clauses change nothing."""
    assert find_exchanged(text, language, evidence) is None


@pytest.mark.parametrize(
    "text",
    [
        "Marta Quill designed the drainage of the park, and Oskar Brandt started the petition against the fence.",
        "Marta Quill designed the drainage of the park",
    ],
)
def test_what_is_copied_from_the_evidence_needs_no_vectors(text: str) -> None:
    """Models often copy; the embedder is not even loaded for it."""
    sentence = "Marta Quill designed the drainage of the park, and Oskar Brandt started the petition against the fence."
    names = NameAlignment(lambda: pytest.fail("the embedder was loaded"))
    assert names.find_exchanged(UnverifiedStatement(text, language="en"), Evidence((sentence,), language="en")) is None


@pytest.mark.parametrize(("text", "language", "evidence"), EXCHANGED)
def test_exchanged_names_are_found(text: str, language: str, evidence: Evidence) -> None:
    """The statement says of each name what the evidence says of the other one."""
    assert find_exchanged(text, language, evidence) is not None


def test_the_judge_says_that_the_evidence_says_otherwise() -> None:
    """The reason has the first of the two names."""
    judge = StatementJudge(names=NameAlignment(shared_embedder))
    text, language, evidence = EXCHANGED[1]

    found = judge.judge(UnverifiedStatement(text, language=language), evidence)

    assert Judgment("contradicted", "role differs from the sources: Marta Quill", "role") == found


@pytest.mark.parametrize(
    "text",
    [
        "Marta Quill designed the drainage.",
        "Marta Quill and Oskar Brandt live near the park.",
        "Marta Quill designed the drainage, and the petition was about the fence.",
        "Marta Quill designed the drainage, and Erik Holm started the petition.",
    ],
)
def test_a_statement_without_two_known_names_in_clauses_of_their_own_needs_no_vectors(text: str) -> None:
    """Nothing can be exchanged there."""
    assert [] == find_named_pairs(text, ENGLISH, language="en")


def test_a_clause_about_both_names_decides_nothing() -> None:
    """Only clauses about one of the two names tell them apart."""
    both = Evidence(("Marta Quill and Oskar Brandt designed the drainage of the park.",), language="en")

    assert [] == find_named_pairs(EXCHANGED[0][0], both, language="en")
