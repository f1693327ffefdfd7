"""Sentences in which somebody says what a question asks for: "What does the mayor say about the bridge?". Pure."""

from collections.abc import Callable
from dataclasses import replace

from bot.answering.questions.answer_kinds.kind_promotion import list_near, replace_near
from bot.answering.questions.answer_kinds.reported_speech import AskedSpeech, find_asked_speech
from bot.answering.quotes.quote_context import points_back
from bot.answering.quotes.telling_sentences import speaks
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span

_RELEVANT = 0.5
"""The least confidence of an answer."""
_MIN_SHARE = 0.5
_CLEARLY_ANSWERS = 2.5
"""From this answerability on a sentence stays in any case: the text may name the speaker by another word."""


def promote_speaker(question: str, ranking: Ranking, get_language: Callable[[SentenceHit], str]) -> Ranking:
    """Put the sentences first in which the asked speaker speaks on the topic, and leave out what others say.

    Args:
        question: The question.
        ranking: Its ranking.
        get_language: Returns the language of a sentence.

    Returns:
        For a question that asks what somebody says, a ranking that is sure where the speaker's sentence has all words
        of the topic, and at least relevant where it has half of them. Where it has none, or the question is in another
        language, the speaker's own sentences among the nearest come first. A speaker whom the text does not name says
        nothing that could be told from the words of others, so the ranking stays.
    """
    asked = find_asked_speech(question)
    near = list_near(ranking) if asked else []
    if asked is None or not near:
        return ranking
    said = [
        hit for hit in ranking.sentences if not hit.answers_nothing and asked.is_said_in(hit.text, get_language(hit))
    ]
    told = _list_on_topic(asked, said)
    if told:
        places = {hit.place for hit in (*near, *told)}
        ordered = (*(replace(hit, score=near[0].score) for hit in told), *_leave(ranking, places))
        is_sure = asked.get_share(told[0].text) == 1.0 or (ranking.is_sure and told[0].place == near[0].place)
        return replace(ranking, sentences=ordered, confidence=max(ranking.confidence, _RELEVANT), is_sure=is_sure)
    if not any(asked.is_named_in(hit.text) for hit in ranking.sentences):
        return ranking
    own = [hit for hit in near if hit in said]
    others = [hit for hit in near if hit not in own and not _is_of_another(asked, hit, get_language)]
    return replace_near(ranking, near, [*own, *others]) if own or others else ranking.refuse()


def _list_on_topic(asked: AskedSpeech, said: list[SentenceHit]) -> list[SentenceHit]:
    """List the sentences with half of the topic's words or more, those with the most of them first."""
    shares = [(asked.get_share(hit.text), hit) for hit in said]
    return [hit for share, hit in sorted(shares, key=lambda one: -one[0]) if share >= _MIN_SHARE]


def _leave(ranking: Ranking, places: set[tuple[str, Span]]) -> list[SentenceHit]:
    return [hit for hit in ranking.sentences if hit.place not in places]


def _is_of_another(asked: AskedSpeech, hit: SentenceHit, get_language: Callable[[SentenceHit], str]) -> bool:
    """Whether somebody else speaks in a sentence, which does not clearly answer."""
    if asked.is_named_in(hit.text) or points_back(hit.text) or (hit.answerability or 0.0) >= _CLEARLY_ANSWERS:
        return False
    return speaks(hit.text, get_language(hit))
