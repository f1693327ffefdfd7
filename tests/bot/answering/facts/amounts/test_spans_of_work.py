"""Spans of work: the duration of a search is not that of a cable."""

import pytest

from bot.answering.facts import Evidence, check_statement

SEARCH = "After three weeks of searching, the crew hooked the old cable."


@pytest.mark.parametrize(
    ("statement", "sentence", "language", "is_other"),
    [
        ("The old cable worked for three weeks.", SEARCH, "en", True),
        ("The crew searched for three weeks.", SEARCH, "en", False),
        ("The hunt took three weeks.", SEARCH, "en", False),
        ("The cable failed after three weeks.", "After three weeks the cable failed.", "en", False),
        ("El puente estuvo cerrado tres días.", "Tras tres días de negociaciones, el puente abrió.", "es", True),
        ("A ponte ficou três anos fechada.", "Após três anos de obras, a ponte abriu.", "pt", True),
        ("Die Brücke war drei Wochen gesperrt.", "Nach drei Wochen der Suche fand man die Brücke.", "de", True),
        ("Le pont a tenu trois ans.", "Après trois ans de travaux, le pont ouvrit.", "fr", True),
        ("Il ponte resistette tre anni.", "Dopo tre anni di lavori, il ponte aprì.", "it", True),
        ("De brug hield drie jaar stand.", "Na drie jaar van ruzie ging de brug open.", "nl", True),
    ],
)
def test_a_duration_belongs_to_its_work(statement: str, sentence: str, language: str, *, is_other: bool) -> None:
    """A statement that names neither the work nor how long it took may not have its duration."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    assert is_other == any(each.kind == "number" for each in found)
