"""The order of ranked sentences by the kind of answer that a question asks for. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.questions.answer_kinds.kind_evidence import has_kind
from bot.answering.questions.answer_kinds.question_kinds import find_kind
from index.retrieval.ranking import Ranking
from index.types import SentenceHit

_MAX_GAP = 5.0
"""The distance from the best sentence up to which one with the kind replaces one without it. Farther behind are
sentences about something else."""


def promote_kind(question: str, ranking: Ranking, get_language: Callable[[SentenceHit], str]) -> Ranking:
    """Put the sentences first that have what a question asks for, where the best one has not.

    "What does it cost?" resembles "He paid the costs." more than "It is free on Sundays." The sentences exchange their
    scores. The others near the best one are left out, unless the question asks for a reason, which needs no word of its
    own.

    Args:
        question: The question.
        ranking: Its ranking.
        get_language: Returns the language of a sentence.

    Returns:
        The ranking; it is not sure if another sentence is the first now.
    """
    kind = find_kind(question)
    candidates = [hit for hit in ranking.sentences if not hit.answers_nothing]
    if kind is None or kind == "person" or not candidates:
        return ranking
    near = [hit for hit in candidates if hit.score >= candidates[0].score - _MAX_GAP]
    having = [hit for hit in near if has_kind(kind, question, hit.reading, get_language(hit))]
    if not having or (kind == "reason" and having[0] is near[0]):
        return ranking
    chosen = [having[0], *(hit for hit in near if hit is not having[0])] if kind == "reason" else having
    scored = (replace(hit, score=other.score) for hit, other in zip(chosen, near, strict=False))
    is_sure = ranking.is_sure and chosen[0] is near[0]
    return replace(ranking, sentences=(*scored, *_list_far(ranking.sentences, near)), is_sure=is_sure)


def _list_far(sentences: Sequence[SentenceHit], near: Sequence[SentenceHit]) -> list[SentenceHit]:
    places = {hit.place for hit in near}
    return [hit for hit in sentences if hit.place not in places]
