"""Sentences with what a question asks for come before sentences without it."""

from bot.answering.questions.answer_kinds.kind_promotion import promote_kind
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span

PAID = "The owners paid the wages late."
OFFERED = "Abroad she was offered 5,200 dollars a month."
LONG_AGO = "A ticket was 2 dollars."


def rank(*rows: tuple[str, float]) -> Ranking:
    """Rank some sentences surely."""
    hits = [
        SentenceHit("source", "text", Span(100 * n, 100 * n + len(text)), Span(0, 999), text, score)
        for n, (text, score) in enumerate(rows)
    ]
    return Ranking((), tuple(hits), 0.9, None, "en", is_sure=True)


def promote(question: str, ranking: Ranking) -> Ranking:
    """Promote sentences of an English text."""
    return promote_kind(question, ranking, lambda _hit: "en")


def test_an_amount_of_money_comes_first() -> None:
    """It gets the score of the first sentence, which has none; that one is left out, and the ranking is not sure."""
    found = promote("how much would they pay her", rank((PAID, 9.0), (OFFERED, 6.0), (LONG_AGO, 1.0)))
    assert [(OFFERED, 9.0), (LONG_AGO, 1.0)] == [(hit.text, hit.score) for hit in found.sentences]
    assert not found.is_sure


def test_other_sentences_stay_if_the_first_has_the_kind() -> None:
    """Near sentences without an amount answer no question for one; the ranking is as sure as it was."""
    found = promote("how much would they pay her", rank((OFFERED, 9.0), (PAID, 8.0), (LONG_AGO, 1.0)))
    assert [OFFERED, LONG_AGO] == [hit.text for hit in found.sentences]
    assert found.is_sure


def test_a_sentence_far_behind_is_not_promoted() -> None:
    """It is about something else."""
    ranking = rank((PAID, 9.0), (OFFERED, 3.0))
    assert ranking == promote("how much would they pay her", ranking)


def test_a_reason_comes_before_what_it_explains() -> None:
    """The sentence that only says what happened remains behind it."""
    ranking = rank(("Profits fell last year.", 9.0), ("Sales were lower because copper was dear.", 7.0))
    assert [7.0, 9.0] == [hit.score for hit in reversed(promote("why did profits fall", ranking).sentences)]
    assert "Sales were lower because copper was dear." == promote("why did profits fall", ranking).sentences[0].text


def test_a_question_without_a_kind_changes_nothing() -> None:
    """So does one for a person, because many sentences name somebody."""
    ranking = rank((PAID, 9.0), (OFFERED, 8.0))
    assert ranking == promote("tell me about the wages", ranking) == promote("who paid the wages", ranking)
