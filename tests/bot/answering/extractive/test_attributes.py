"""Sentences that do not tell an asked attribute are left out."""

from bot.answering.extractive.attributes import keep_attributes
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span

LED = "Until 1974 Ida Krug led the yard."
BORN = "Ida Krug was born in 1921 in Kell."
OTHER = "The founder Peter Hake was born in 1880."


def rank(*texts: str) -> Ranking:
    """Rank some sentences surely."""
    hits = [
        SentenceHit("source", "text", Span(100 * n, 100 * n + len(text)), Span(0, 999), text, 9.0 - n)
        for n, text in enumerate(texts)
    ]
    return Ranking((), tuple(hits), 0.9, None, "en", is_sure=True)


def keep(question: str, ranking: Ranking) -> Ranking:
    """Keep sentences of an English text."""
    return keep_attributes(question, ranking, lambda _hit: "en")


def test_a_sentence_that_tells_the_attribute_is_the_first() -> None:
    """It gets the score of the first one, and the ranking is sure only if it was the first before."""
    found = keep("when was ida krug born", rank(LED, BORN))
    assert [(BORN, 9.0)] == [(hit.text, hit.score) for hit in found.sentences]
    assert not found.is_sure
    assert keep("when was ida krug born", rank(BORN, LED)).is_sure


def test_an_attribute_that_nothing_tells_is_not_found() -> None:
    """Neither a sentence with another date nor one about somebody else answers."""
    assert keep("when was ida krug born", rank(LED, OTHER)).confidence < 0.5
    assert keep("when did ida krug die", rank(LED, BORN)).confidence < 0.5


def test_another_question_keeps_its_ranking() -> None:
    """It asks for no attribute."""
    ranking = rank(LED, BORN)
    assert ranking == keep("how long did she lead the yard", ranking)
