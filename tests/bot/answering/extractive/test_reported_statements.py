"""The asked speaker's own sentences come first."""

from bot.answering.extractive.reported_statements import promote_speaker
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span

GUILD = "The guild said the bridge would cost two millions."
MAYOR = "Mayor Berg said the town could not carry the cost of the bridge."
OTHER_TOPIC = "Mayor Berg said the school would stay."
PLAIN = "The bridge has a deck of oak."
QUESTION = "What does the mayor say about the bridge?"


def rank(*texts: str, confidence: float = 0.9, is_sure: bool = True, language: str | None = "en") -> Ranking:
    """Rank some sentences."""
    hits = [
        SentenceHit("source", "text", Span(100 * n, 100 * n + len(text)), Span(0, 999), text, 9.0 - n)
        for n, text in enumerate(texts)
    ]
    return Ranking((), tuple(hits), confidence, None, language, is_sure=is_sure)


def promote(question: str, ranking: Ranking) -> Ranking:
    """Promote the speaker of an English text."""
    return promote_speaker(question, ranking, lambda _hit: "en")


def test_the_speakers_sentence_on_the_topic_is_the_first() -> None:
    """It is surely relevant, even if the search was not, because it has speaker and topic; others are left out."""
    found = promote(QUESTION, rank(GUILD, PLAIN, MAYOR, confidence=0.3, is_sure=False))
    assert [MAYOR] == [hit.text for hit in found.sentences]
    assert found.confidence >= 0.5
    assert found.is_sure


def test_what_others_say_is_left_out() -> None:
    """Without a sentence of the speaker on the topic nothing is sure, and another's words are no answer."""
    found = promote(QUESTION, rank(GUILD, OTHER_TOPIC))
    assert [OTHER_TOPIC] == [hit.text for hit in found.sentences]
    assert not found.is_sure
    named_only = "The mayor crossed the bridge."
    assert GUILD not in [hit.text for hit in promote(QUESTION, rank(GUILD, named_only)).sentences]


def test_nothing_is_told_of_a_speaker_whom_the_text_does_not_name() -> None:
    """The text may name the speaker by another word; and other questions keep their ranking."""
    ranking = rank(GUILD, PLAIN)
    assert ranking == promote("What does the bishop say about the bridge?", ranking)
    assert ranking == promote("What is the bridge made of?", ranking)


def test_only_anothers_words_are_not_found() -> None:
    """The text names the speaker, who says nothing near."""
    far = SentenceHit("source", "text", Span(900, 930), Span(0, 999), "The mayor was born in Kell.", -9.0)
    ranking = rank(GUILD)
    found = promote(QUESTION, Ranking((), (*ranking.sentences, far), 0.9, None, "en", is_sure=True))
    assert found.confidence < 0.5
