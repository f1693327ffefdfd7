"""Sentences with what a question asks for come before sentences without it."""

from dataclasses import replace

import pytest

from bot.answering.questions.answer_kinds.kind_promotion import answers_kind, is_explained_by, promote_kind
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
    ranking = rank((PAID, 9.0), (OFFERED, 5.5))
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


def test_a_sentence_that_answers_stays_the_first() -> None:
    """No list has every word that tells a reason, and the entailment model read one here."""
    ranking = rank(("He never used onions: they soften the rice.", 9.0), ("Butter is bad because it burns.", 8.0))
    read = tuple(replace(hit, answerability=2.0) for hit in ranking.sentences[:1])
    ranking = replace(ranking, sentences=read + ranking.sentences[1:])
    assert ranking == promote("why did he never use onions", ranking)


def test_a_sentence_without_the_kind_does_not_answer() -> None:
    """A question for no kind, or for a person, is answered by any sentence."""
    hit = rank((PAID, 9.0)).sentences[0]
    asked = ("how much did they pay", "why did they pay late", "who paid late", "tell me about the wages")
    assert [False, False, True, True] == [answers_kind(question, hit, lambda _hit: "en") for question in asked]


def test_the_next_sentence_may_tell_the_reason() -> None:
    """It explains a quote without a reason of its own, and only for a question that asks for one."""
    first, second = rank(
        ("They will build in Poland.", 9.0), ("The aim is to save freight, due to its price.", 8.0)
    ).sentences
    for question, explains in (("why will they build there", True), ("where will they build", False)):
        assert explains is is_explained_by(question, lambda _hit: "en", first, second)
    assert not is_explained_by("why is freight saved", lambda _hit: "en", second, first)


@pytest.mark.parametrize(
    ("question", "language", "first", "after"),
    [
        ("how do I change the blades", "en", "The blades last eight weeks.", "To do so, loosen three screws."),
        ("wie wechsle ich die Messer", "de", "Messer halten acht Wochen.", "Lösen Sie dazu drei Schrauben."),
        ("comment changer les lames", "fr", "Les lames durent huit semaines.", "Pour cela, desserrez trois vis."),
        ("cómo se cambian las cuchillas", "es", "Duran ocho semanas.", "Para ello, afloje tres tornillos."),
        ("как заменить ножи", "ru", "Ножи служат восемь недель.", "Для этого отверните три винта."),
        ("怎么换刀片", "zh", "刀片八周一换。", "为此请拧下三颗螺丝。"),
    ],
)
def test_the_next_sentence_may_tell_how(question: str, language: str, first: str, after: str) -> None:
    """An instruction often follows the sentence that says what is done; a question for a degree asks for none."""
    hit, following = rank((first, 9.0), (after, 8.0)).sentences
    assert is_explained_by(question, lambda _hit: language, hit, following)
    assert not is_explained_by(question, lambda _hit: language, following, hit)
    assert not is_explained_by("wie laut ist der Mäher", lambda _hit: language, hit, following)
