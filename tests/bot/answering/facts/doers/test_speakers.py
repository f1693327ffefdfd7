"""Speakers across languages: who is spoken to has not said it."""

import pytest

from bot.answering.facts import Evidence, check_statement

TOLD = "The clerk Tomas Rendall told the engineer Ada Lowe that the pier would close on Monday."


@pytest.mark.parametrize(
    ("language", "statement", "is_wrong"),
    [
        ("de", "Die Ingenieurin Ada Lowe sagte, der Pier werde am Montag schließen.", True),
        ("es", "Según la ingeniera Ada Lowe, el muelle cerrará el lunes.", True),
        ("fr", "Selon Ada Lowe, la jetée fermera lundi.", True),
        ("it", "Secondo Ada Lowe il molo chiuderà lunedì.", True),
        ("nl", "Volgens Ada Lowe gaat de pier maandag dicht.", True),
        ("de", "Tomas Rendall sagte, der Pier werde am Montag schließen.", False),
        ("fr", "Selon Tomas Rendall, la jetée fermera lundi.", False),
        ("de", "Laut seiner Anwältin kommt Ada Lowe nicht.", False),
    ],
)
def test_the_speaker_is_the_one_that_the_sentence_gives(language: str, statement: str, *, is_wrong: bool) -> None:
    """A statement in another language has the speaker of the sentence."""
    found = check_statement(statement, Evidence((TOLD,), language="en"), language=language)
    assert is_wrong == any(each.kind == "speaker" for each in found)
