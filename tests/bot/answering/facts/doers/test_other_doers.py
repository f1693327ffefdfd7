"""A deed has the doer that the sentence gives it, in every language; a missing deed is not told."""

import pytest

from bot.answering.facts import Evidence, check_statement

PROMISES = "The town council promised 9,000 crowns for the pier, while the Congress lent a crane."
LETTER = "Copies of the letter were published by Marsh on Sunday."
OTHERS = [
    ("en", "Congress promised 9,000 crowns.", PROMISES, "en"),
    ("es", "El congreso prometió 9.000 coronas.", PROMISES, "en"),
    ("pt", "O congresso prometeu 9.000 coroas.", PROMISES, "en"),
    ("en", "Keller received 40 letters from Marsh.", "Keller sent Marsh 40 letters in May.", "en"),
    ("de", "Marsh schickte Keller 40 Briefe.", "Keller sent Marsh 40 letters in May.", "en"),
    ("fr", "Marsh envoya 40 lettres à Keller.", "Keller sent Marsh 40 letters in May.", "en"),
    ("es", "Keller recibió 40 cartas de Marsh.", "Keller sent Marsh 40 letters in May.", "en"),
    ("de", "Im Mai schickte Keller die Karte an Orban.", "Orban envió el mapa a Keller en mayo.", "es"),
    ("en", "Tilda Maurer handed the cup to a clerk.", "Volker Sand überreichte Tilda Maurer den Pokal.", "de"),
    ("pt", "O Porto venceu a final.", "A equipa de Viana venceu o Porto na final de oito com timoneiro.", "pt"),
    ("en", "Porto beat Viana.", "A equipa de Viana venceu o Porto na final de oito com timoneiro.", "pt"),
    ("en", "Pimenta dedicated the victory to Matos.", "Matos dedicou a vitória a Jorge Pimenta.", "pt"),
    ("en", "The Dane Nils Holm drew the map.", "Карту составил Арсеньев, а гравировал её датчанин Нильс Хольм.", "ru"),
    ("ru", "Линде пригласила Арсеньева.", "Арсеньев пригласил Линде на Печору.", "ru"),
    ("tr", "Leyla Demir tarifi anneannesine öğretti.", "Leyla Demir tarifi anneannesinden öğrendi.", "tr"),
    ("zh", "晨光公司向贝格曼订购了六万只传感器。", "贝格曼向晨光公司订购了六万只传感器。", "zh"),
    (
        "en",
        "The ministry offered 40,000 euros.",
        "El ayuntamiento prometió 40.000 euros y el ministerio un buque.",
        "es",
    ),
]
SAME = [
    ("en", "The race was won by Paul Kiprono.", "Wygrał Kenijczyk Paul Kiprono przed Markiem Dudą.", "pl"),
    ("de", "Ada Orban gewann das Rennen.", "Ganó la carrera Ada Orban, de Vigo.", "es"),
    ("en", "The council promised 9,000 crowns.", PROMISES, "en"),
    ("en", "The town council offered 9,000 crowns.", PROMISES, "en"),
    ("en", "Marsh received 40 letters from Keller.", "Keller sent Marsh 40 letters in May.", "en"),
    ("de", "Marsh erhielt von Keller 40 Briefe.", "Keller sent Marsh 40 letters in May.", "en"),
    ("de", "Den Pokal bekam Tilda Maurer von Volker Sand.", "Volker Sand überreichte Tilda Maurer den Pokal.", "de"),
    ("de", "Den Brief schrieb Anna Ritter.", "Anna Ritter schrieb den Brief an ihren Bruder Paul.", "de"),
    ("de", "Der Hafen fordert so viel wie angeboten.", "Der Hersteller bot Geld an, der Hafen fordert so viel.", "de"),
    ("ru", "Арсеньева пригласил Линде.", "Линде пригласил Арсеньева на Печору.", "ru"),
    ("pt", "A taça foi entregue por Abel Teles.", "O presidente, Abel Teles, entregou a taça a Nuno Faria.", "pt"),
    ("en", "Abel Teles handed the cup to Nuno Faria.", "O presidente, Abel Teles, entregou a taça a Nuno Faria.", "pt"),
    ("tr", "Leyla Demir'e tarifi anneannesi öğretti.", "Leyla Demir tarifi anneannesinden öğrendi.", "tr"),
    ("en", "Harbour master Tomas Rendall lent a crane.", "The harbour master, Tomas Rendall, lent a crane.", "en"),
    ("en", "The board rejected the request.", "Der Vorstand lehnte ihn ab, nämlich den Antrag.", "de"),
]


def find(statement: str, language: str, sentence: str, source: str, kind: str) -> bool:
    """Whether a statement has a mismatch of a kind."""
    found = check_statement(statement, Evidence((sentence,), language=source), language=language)
    return any(each.kind == kind for each in found)


@pytest.mark.parametrize(("language", "statement", "sentence", "source"), OTHERS)
def test_the_deed_of_somebody_else_contradicts(language: str, statement: str, sentence: str, source: str) -> None:
    """Who receives, rejects or is invited has not sent, written or invited."""
    assert find(statement, language, sentence, source, "role")


@pytest.mark.parametrize(("language", "statement", "sentence", "source"), SAME)
def test_the_same_doer_agrees(language: str, statement: str, sentence: str, source: str) -> None:
    """The object may come first, and a deed may be told from its other side."""
    assert not find(statement, language, sentence, source, "role")
    assert not find(statement, language, sentence, source, "deed")


@pytest.mark.parametrize(
    ("statement", "language", "sentence", "is_missing"),
    [
        ("Orban wrote the letter.", "en", LETTER, True),
        ("Orban schrieb den Brief.", "de", LETTER, True),
        ("Orban escribió la carta.", "es", LETTER, True),
        ("Orban wrote the letter.", "en", "The letter was written by Orban.", False),
        ("Orban rejected the plan.", "en", "Orban read the plan in May.", True),
        ("Orban rejected the plan.", "en", "Orban turned the plan down: he refused to pay.", False),
    ],
)
def test_a_deed_without_a_word_is_missing(statement: str, language: str, sentence: str, *, is_missing: bool) -> None:
    """A sentence about publishing does not tell who wrote; it may in other words, so it contradicts nothing."""
    assert is_missing == find(statement, language, sentence, "en", "deed")
