"""Contradictions: sentences about the same thing with different numbers are found, in one source or in two."""

from dataclasses import replace

import numpy as np
import pytest

from bot.answering.facts import find_conflicts
from bot.answering.questions.expected_answers import asks_for_amount
from bot.answering.quotes.contradictions import find_contradiction, find_other_amount, is_contested_by
from index.text.tables import find_rows
from index.types import SentenceHit, Span

COST = "The bridge cost 412 million euros."
AUDIT = "The auditors arrive at 538 million euros for the bridge."


def hit(text: str, score: float, source: str, *, alike: float = 1.0) -> SentenceHit:
    """A sentence of a source, whose vector has that similarity to the ones that are alike."""
    vector = np.array([alike, np.sqrt(1 - alike**2)], np.float32)
    return SentenceHit(source, source, Span(0, len(text)), Span(0, len(text)), text, score, vector)


def english(_hit: SentenceHit) -> str:
    """Return the language of every source."""
    return "en"


@pytest.mark.parametrize(
    ("alike", "score", "of_amounts", "found"),
    [
        (0.9, 6.0, False, True),
        (0.85, 6.0, False, False),
        (0.85, 6.0, True, True),
        (0.85, 1.0, True, True),
        (0.8, 6.0, True, False),
    ],
)
def test_another_source_may_be_less_alike_if_the_question_asks_for_an_amount(
    alike: float,
    score: float,
    of_amounts: bool,  # noqa: FBT001
    found: bool,  # noqa: FBT001
) -> None:
    """The question names the thing, so a sentence in other words with another number contradicts."""
    ranked = [hit(COST, 7.0, "article"), hit(AUDIT, score, "audit", alike=alike)]
    contradiction = find_contradiction(ranked[:1], ranked, english, of_amounts=of_amounts)
    assert (ranked[1] if found else None) == contradiction


COUNTED = "The coastguard says that 31 people were hurt."


@pytest.mark.parametrize(
    ("after", "contested"),
    [
        ("The hospital, however, reported 44 patients.", True),
        ("The hospital, however, reported no name.", False),
        ("The hospital reported 44 patients in May.", False),
        ("But the ship has 44 cabins.", True),
    ],
)
def test_the_next_sentence_may_set_another_amount_against_one(after: str, *, contested: bool) -> None:
    """A word of contrast and another amount are needed, and one of the two says whose amount it gives."""
    assert contested is is_contested_by(hit(COUNTED, 7.0, "a"), hit(after, 5.0, "a"), english)
    assert not is_contested_by(hit("31 were hurt.", 7.0, "a"), hit("But the ship has 44 cabins.", 5.0, "a"), english)


def test_another_amount_of_the_same_source_is_found() -> None:
    """The sentence is a further quote; a sentence without another amount is not."""
    ranked = [
        hit(COST, 7.0, "article"),
        hit("It opened in May.", 6.5, "article"),
        hit(AUDIT, 5.0, "article", alike=0.9),
    ]
    assert ranked[2] == find_other_amount(ranked[:1], ranked, english)
    assert find_other_amount(ranked[:1], ranked[:2], english) is None


@pytest.mark.parametrize(("row", "conflicts"), [("Tarn | 9", False), ("Brell | 9", True)])
def test_rows_about_two_things_do_not_contradict(row: str, conflicts: bool) -> None:  # noqa: FBT001
    """A row is about what its first cell names, so the ships of another town are no other amount."""
    ranked = []
    for text, source in (("Brell | 12", "article"), (row, "copy")):
        table = f"Town | Ships\n{text}"
        span = Span(table.index(text), len(table))
        [found] = find_rows(table, [span])
        ranked.append(replace(hit(text, 7.0, source), row=found))
    assert conflicts == (find_contradiction(ranked[:1], ranked, english, of_amounts=True) is not None)


@pytest.mark.parametrize(
    ("language", "one", "other", "conflicts"),
    [
        ("en", "The tunnel is 9.4 kilometres long.", "The tunnel has a length of 11 km.", True),
        ("en", "The tunnel is 9.4 kilometres long.", "The tunnel has a length of 9,400 m.", False),
        ("fr", "Le musée a eu 310 000 visiteurs.", "L’office parle de 280 000 visiteurs du musée.", True),
        ("fr", "Le musée a eu 310 000 visiteurs.", "L’office parle de 310 000 visiteurs du musée.", False),
    ],
)
def test_units_and_groups_of_digits_are_compared(language: str, one: str, other: str, conflicts: bool) -> None:  # noqa: FBT001
    """Two units of one dimension are compared by amount, and blanks group the digits of one number."""
    assert conflicts == bool(find_conflicts(one, other, one_language=language, other_language=language))


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("How much did the bridge cost?", True),
        ("When was it built?", True),
        ("Hello! when was it built", True),
        ("What happens when it rains?", False),
        ("¿Qué pasa cuando llueve?", False),
        ("Когда его построили?", True),
        ("Что делать, когда идёт дождь?", False),
        ("Who built it?", False),
        ("¿Cuánto costó?", True),
        ("¿Quién lo construyó?", False),
        ("Quanto custou a ponte?", True),
        ("Quem a construiu?", False),
        ("Combien a-t-il coûté ?", True),
        ("Qui l’a construit ?", False),
        ("Wie viel kostete sie?", True),
        ("Wer baute sie?", False),
        ("Сколько стоил мост?", True),
        ("Кто построил мост?", False),
        ("كم بلغت كلفة الجسر؟", True),
        ("من بنى الجسر؟", False),
        ("大桥花了多少钱？", True),
        ("谁建了大桥？", False),
    ],
)
def test_questions_for_amounts_are_recognized(question: str, amount: bool) -> None:  # noqa: FBT001
    """A question word for a number or a date asks for an amount, in each language of the bot."""
    assert amount == asks_for_amount(question)
