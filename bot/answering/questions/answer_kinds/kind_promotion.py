"""The order of ranked sentences by the kind of answer that a question asks for. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.questions.answer_kinds.kind_evidence import EXPLAINING, has_kind
from bot.answering.questions.answer_kinds.named_person import find_asked_name, promote_introduction
from bot.answering.questions.answer_kinds.question_kinds import find_kind
from index.retrieval.ranking import Ranking
from index.types import SentenceHit

_NEAR_GAP, _MAX_GAP = 5.0, 3.0
"""The distance from the best sentence up to which others are on its subject, and up to which one with the kind replaces
one without it: farther behind, most are about something else that has a price or a reason."""
_ANSWERS = 1.0
"""From this answerability on the best sentence stays the first: it answers in words that no list has."""


def promote_kind(question: str, ranking: Ranking, get_language: Callable[[SentenceHit], str]) -> Ranking:
    """Put the sentences first that have what a question asks for, where the best one has not.

    "What does it cost?" resembles "He paid the costs." more than "It is free on Sundays." The sentences exchange their
    scores. The others near the best one are left out, unless the question asks for a reason, which needs no word of its
    own. For "who is NAME?" the sentence comes first that introduces the person.

    Args:
        question: The question.
        ranking: Its ranking.
        get_language: Returns the language of a sentence.

    Returns:
        The ranking; it is not sure if another sentence is the first now.
    """
    kind = find_kind(question)
    if kind == "manner":  # a sentence may tell how without any of the words; they only tell what comes next
        return ranking
    if kind == "person":
        name = find_asked_name(question)
        return ranking if name is None else promote_introduction(name, ranking)
    near = list_near(ranking) if kind is not None else []
    if kind is None or not near:
        return ranking
    best = near[0]
    having = [hit for hit in near if has_kind(kind, question, hit.reading, get_language(hit))]
    if not having or (having[0] is not best and not _may_replace(ranking, best, having[0])):
        return ranking
    if kind == "reason" and having[0] is best:
        return ranking
    chosen = [having[0], *(hit for hit in near if hit is not having[0])] if kind == "reason" else having
    return replace_near(ranking, near, chosen)


def list_near(ranking: Ranking) -> list[SentenceHit]:
    """List the best sentence and those near it, best first; headings and questions, which answer nothing, are none."""
    candidates = [hit for hit in ranking.sentences if not hit.answers_nothing]
    return [hit for hit in candidates if hit.score >= candidates[0].score - _NEAR_GAP]


def replace_near(ranking: Ranking, near: Sequence[SentenceHit], chosen: Sequence[SentenceHit]) -> Ranking:
    """Put some of the sentences near the best one in the place of all of them, with the scores of the first ones.

    Args:
        ranking: Of a question.
        near: As ``list_near`` gives them.
        chosen: At least one of them.

    Returns:
        The ranking; it is not sure if another sentence is the first now.
    """
    places = {hit.place for hit in near}
    scored = (replace(hit, score=other.score) for hit, other in zip(chosen, near, strict=False))
    far = (hit for hit in ranking.sentences if hit.place not in places)
    return replace(ranking, sentences=(*scored, *far), is_sure=ranking.is_sure and chosen[0] is near[0])


def answers_kind(question: str, hit: SentenceHit, get_language: Callable[[SentenceHit], str]) -> bool:
    """Return whether a sentence has what a question asks for; True for a question that asks for no kind.

    A role answers "who?" as well as a name does.
    """
    kind = find_kind(question)
    return kind in {None, "person", "manner"} or has_kind(kind, question, hit.reading, get_language(hit))


def is_explained_by(
    question: str, get_language: Callable[[SentenceHit], str], hit: SentenceHit, after: SentenceHit
) -> bool:
    """Return whether the sentence after a quote tells the asked reason or way, and the quote does not."""
    kind = find_kind(question)
    if kind not in EXPLAINING:
        return False
    tells = [has_kind(kind, question, one.reading, get_language(one)) for one in (hit, after)]
    return tells == [False, True]


def _may_replace(ranking: Ranking, best: SentenceHit, other: SentenceHit) -> bool:
    """Whether a sentence with the kind may replace the best one; without it, an unsure ranking is refused."""
    answers = ranking.is_sure and best.answerability is not None and best.answerability > _ANSWERS
    return not answers and other.score >= best.score - _MAX_GAP
