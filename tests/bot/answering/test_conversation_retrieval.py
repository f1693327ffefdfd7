"""A keyword is ranked as it is, and as the question that it stands for."""

from dataclasses import replace

import pytest

from bot.answering.conversation_retrieval import ConversationRetrieval
from index.retrieval.confidence import ConfidenceFeatures
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span

HOURS, BUS = "The museum opens at eight.", "The bus takes an hour."
ALIKE = ConfidenceFeatures(0.9, 0.88, 0.78, 0.4, same_language=True, cross_encoder_score=2.0, answerability=-2.4)


def rank(text: str, confidence: float, *, is_sure: bool = False) -> Ranking:
    """Rank one sentence."""
    hit = SentenceHit("source", text, Span(0, len(text)), Span(0, len(text)), text, 9.0)
    return Ranking((), (hit,), confidence, ALIKE, "en", is_sure=is_sure)


class KnownRankings:
    """Ranks the messages that it knows."""

    def __init__(self, **rankings: Ranking) -> None:
        """Know rankings by the first word of the message."""
        self._rankings = rankings

    def rank(self, question: str, **searched: object) -> Ranking:
        """Return the ranking of a message."""
        del searched
        return self._rankings[question.partition(" ")[0]]

    def list_sentences(self, source_ids: object = None) -> list[SentenceHit]:
        """Return no sentence."""
        del source_ids
        return []


SURE = rank(HOURS, 0.95, is_sure=True)


@pytest.mark.parametrize(
    ("keyword", "asked", "found", "is_sure"),
    [
        (rank(HOURS, 0.4), SURE, HOURS, False),
        (rank(HOURS, 0.6), SURE, HOURS, True),
        (rank(BUS, 0.7), SURE, HOURS, False),
        (rank(BUS, 0.7), rank(HOURS, 0.8), BUS, False),
        (rank(BUS, 0.9, is_sure=True), SURE, BUS, True),
    ],
)
def test_a_keyword_and_its_question_agree_or_are_not_sure(
    keyword: Ranking, asked: Ranking, found: str, *, is_sure: bool
) -> None:
    """The keyword's sentence counts if it finds one, unless the question alone is sure."""
    for message in ("opening hours", "opening hours?"):
        ranking = ConversationRetrieval(KnownRankings(opening=keyword, When=asked)).retrieve(message).ranking
        assert (found, is_sure) == (ranking.sentences[0].text, ranking.is_sure)


def test_a_keyword_that_the_text_mentions_is_found() -> None:
    """A keyword asks nothing, so no sentence answers it; similarities alone tell."""
    retrieval = ConversationRetrieval(
        KnownRankings(hotel=rank(BUS, 0.4), weather=replace(rank(BUS, 0.4), features=None))
    )
    assert [True, False] == [retrieval.retrieve(word).is_relevant for word in ("hotel", "weather")]


@pytest.mark.parametrize("message", ["comment nettoyer l'appareil", "wie reinigen", "как почистить"])
def test_a_short_question_in_another_language_is_no_keyword(message: str) -> None:
    """It asks by its first word, so its confidence counts, while a keyword must be much nearer to a text."""
    other = replace(rank(HOURS, 0.9), features=replace(ALIKE, same_language=False), question_language=None)
    first = message.partition(" ")[0]
    assert ConversationRetrieval(KnownRankings(**{first: other})).retrieve(message).is_relevant
