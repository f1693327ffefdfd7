"""Labelled values: a line of minutes, a form or a fact box says each value of its own label alone."""

import pytest

from bot.answering.facts import Evidence, check_statement

DE = "Datum: 14. März 2025 Leitung: Petra Holm Protokoll: Jonas Wieland Anwesend: 43 von 71 Mitgliedern"
EN = "Chair: Ann Lee, Minutes: Bo Ray, Present: 12 members"
ES = "Presidenta: Ana Gil Secretario: Luis Mora Presentes: 30 socios"
RU = "Председатель: Анна Лапина Секретарь: Пётр Громов"
FALSE = [
    ("de", "Wer hat das Protokoll geschrieben?", "Petra Holm hat das Protokoll geschrieben.", DE),
    ("de", "Wer hat das Protokoll geschrieben?", "Petra Holm.", DE),
    ("en", "Who wrote the minutes?", "Ann Lee wrote the minutes.", EN),
    ("en", "Who was the chair?", "Bo Ray.", EN),
    ("es", "¿Quién es el secretario?", "El secretario es Ana Gil.", ES),
    ("ru", "Кто секретарь?", "Секретарь — Анна Лапина.", RU),
]
TRUE = [
    ("de", "Wer hat das Protokoll geschrieben?", "Jonas Wieland hat das Protokoll geschrieben.", DE),
    ("de", "Wer hat das Protokoll geschrieben?", "Protokoll: Jonas Wieland", DE),
    ("de", "Wer leitete die Versammlung?", "Die Leitung hatte Petra Holm, Protokoll führte Jonas Wieland.", DE),
    ("de", "Wann war das?", "Datum: 14. März 2025", DE),
    ("en", "Who wrote the minutes?", "Bo Ray.", EN),
    ("en", "How many members were present?", "12 members were present.", EN),
    ("es", "¿Quién es el secretario?", "El secretario es Luis Mora.", ES),
    ("ru", "Кто секретарь?", "Пётр Громов.", RU),
    ("en", "Who paid?", "Bo Ray paid the fee.", "The chair said: Bo Ray paid the fee, and Ann Lee did not."),
]


def find_roles(language: str, question: str, answer: str, evidence: str) -> list[str]:
    """Find what the evidence says of another role."""
    found = check_statement(answer, Evidence((evidence,), language=language), question=question, language=language)
    return [mismatch.text for mismatch in found if mismatch.kind == "role"]


@pytest.mark.parametrize(("language", "question", "answer", "evidence"), FALSE)
def test_a_value_of_another_label_is_told_as_contradicted(
    language: str, question: str, answer: str, evidence: str
) -> None:
    """The label that the statement names, or else the question, has another value."""
    assert [] != find_roles(language, question, answer, evidence)


@pytest.mark.parametrize(("language", "question", "answer", "evidence"), TRUE)
def test_a_value_of_its_own_label_is_supported(language: str, question: str, answer: str, evidence: str) -> None:
    """Without a label, and in speech, the rule says nothing."""
    assert [] == find_roles(language, question, answer, evidence)
