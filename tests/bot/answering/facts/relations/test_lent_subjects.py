"""A subject is not lent from another sentence, nor from the other side of a pronoun."""

import pytest

from bot.answering.facts import Evidence, check_statement

TOWER = (
    "Keller drove the signals with induction coils of five feet.",
    "Marsh preferred weak currents and a mirror that turned the faintest signal into light.",
)
AROUND = f"The engineers were Ida Keller and Tom Marsh. {' '.join(TOWER)} Later Keller retired, and so did Marsh."


def find(statement: str, sentences: tuple[str, ...], language: str = "en", passage: str = "") -> list[str]:
    """Return the texts of the roles that the evidence has otherwise."""
    evidence = Evidence(sentences, passage=passage or " ".join(sentences), language=language)
    return [each.text for each in check_statement(statement, evidence, language=language) if each.kind == "role"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("Marsh drove the signals with induction coils.", ["Marsh"]),
        ("Keller drove the signals with induction coils.", []),
        ("Marsh preferred weak currents and a mirror.", []),
    ],
)
def test_a_name_of_another_sentence_is_no_subject(statement: str, found: list[str]) -> None:
    """All other words are said of the name that begins their own sentence."""
    assert found == find(statement, TOWER, passage=AROUND)


@pytest.mark.parametrize(
    ("statement", "sentence", "language", "found"),
    [
        ("Keller dismissed the trustees.", "Keller had failed; the trustees dismissed her in May.", "en", ["trustees"]),
        ("The trustees dismissed Keller.", "Keller had failed; the trustees dismissed her in May.", "en", []),
        ("Keller was dismissed by the trustees.", "Keller had failed; the trustees dismissed her.", "en", []),
        ("The trustees met her mother.", "The trustees met her mother.", "en", []),
        ("Lang entließ den Vorstand.", "Lang war krank, und der Vorstand entließ ihn.", "de", ["Vorstand"]),
        ("Der Vorstand entließ Lang.", "Lang war krank, und der Vorstand entließ ihn.", "de", []),
        ("Ланг обвинила директора.", "Ланг молчала, директор обвинил её во лжи.", "ru", ["директора"]),
    ],
)
def test_the_object_of_a_pronoun_is_no_subject(statement: str, sentence: str, language: str, found: list[str]) -> None:
    """A pronoun behind the verb is the object, so the word before the verb is the subject."""
    assert found == find(statement, (sentence,), language)[:1]
