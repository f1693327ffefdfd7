"""Retrieval for a question of a conversation: alone, together with an earlier question, or as a keyword."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.chat_language.answer_length import strip_length_wish
from bot.answering.chat_language.small_talk import find_asking_sentence
from bot.answering.facts.languages import UNKNOWN, detect_script
from bot.answering.questions.answer_kinds.keyword_questions import find_keyword_question
from bot.answering.questions.answer_kinds.kind_evidence import answers_follow_up
from bot.answering.questions.antecedents import find_antecedents, find_asked_person, is_about_other
from bot.answering.questions.asking_words import asks_by_its_words
from bot.answering.questions.follow_ups import (
    classify_follow_up,
    has_topic,
    is_keyword,
    join_previous,
    strip_openings,
)
from bot.answering.questions.foreign_names import (
    find_foreign_names,
    find_only_name,
    find_spelling,
    is_full_name,
    is_missing,
    is_sure_spelling,
    may_be_whole,
)
from bot.answering.questions.spelling import correct_spelling
from bot.answering.questions.suggestions import ask_about, find_asked_topic
from bot.answering.quotes.selection import is_shown
from bot.answering.types import Question
from index.retrieval.confidence import estimate_confidence
from index.retrieval.ranking import Ranking
from index.text import language
from index.types import SentenceHit, Span

MIN_CONFIDENCE = 0.5
_MIN_MODEL_CONFIDENCE = 0.3
_MIN_KEYWORD_CONFIDENCE = 0.98
"""For a keyword in another language than the text. Below it are most keywords that the text does not mention."""

_MIN_MENTION_CONFIDENCE = 0.8
"""For a keyword in the language of the text, from similarities alone."""

_OWN_WEIGHT = 0.7
"""The weight of a follow-up's own words beside those of the question before it."""
_UNRANKED = -8.0
_MAX_FURTHER_GAP = 7.0
"""The distance from the best sentence up to which further sentences are on the same question."""
_MAX_MOVE_GAP = 3.5
"""The same for a follow-up such as "why?", whose sentences must also have what it asks for."""


class RanksSentences(Protocol):
    """Ranks indexed passages and sentences against a question. Blocking."""

    def rank(
        self,
        question: str,
        *,
        source_ids: Sequence[str] | None = None,
        user_language: str | None = None,
        is_question: bool = True,
    ) -> Ranking:
        """Rank the passages and sentences of these sources, best first; of all sources if None.

        ``is_question`` tells whether sentences are to answer the text; a topic or a statement is only looked up.
        """

    def list_sentences(self, source_ids: Sequence[str] | None = None) -> list[SentenceHit]:
        """List the sentences of these sources in reading order; of all sources if None."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The ranking for a question, and the milliseconds that ranking took."""

    ranking: Ranking
    ms: float

    @property
    def is_relevant(self) -> bool:
        """Whether the ranking is confident enough to answer from."""
        return self.ranking.confidence >= MIN_CONFIDENCE

    @property
    def may_be_relevant(self) -> bool:
        """Whether the ranking is confident enough for a language model, which then confirms its answer."""
        return self.ranking.confidence >= _MIN_MODEL_CONFIDENCE


class ConversationRetrieval:
    """Retrieves the sentences for a question. Methods block."""

    def __init__(self, retriever: RanksSentences) -> None:
        """Rank with ``retriever``."""
        self._retriever = retriever

    def retrieve(
        self, text: str, source_ids: Sequence[str] | None = None, user_language: str | None = None
    ) -> Retrieved:
        """Rank the sentences of these sources against a question that needs no conversation.

        A message such as "I read it twice. Who paid?" surrounds its question with sentences that help the search or
        mislead it. If the whole message finds nothing sure, the asking sentence is ranked too, and the better ranking
        counts.
        """
        started = time.perf_counter()
        text = strip_length_wish(text)
        ranking = self._rank(text, source_ids, user_language)
        ranking = self._rank_corrected(text, ranking, source_ids, user_language)
        sentence = None if ranking.is_sure else find_asking_sentence(text)
        if sentence is not None:
            alone = self._rank(sentence, source_ids, user_language)
            ranking = max(ranking, alone, key=lambda found: found.confidence)
        return Retrieved(ranking, milliseconds_since(started))

    def retrieve_in_conversation(self, text: str, question: Question) -> Retrieved:
        """Rank the sentences against a question, whose text may lean on the turns before it.

        Args:
            text: The question without small talk.
            question: Its history, its sources and the language of its user.
        """
        text = strip_length_wish(text)
        person = find_asked_person(text, question.history)
        if person is not None:
            found = self.retrieve(person.question, question.source_ids, question.user_language)
            is_sure = found.ranking.is_sure and person.is_only_one
            return replace(found, ranking=replace(found.ranking, is_sure=is_sure))
        leaning = classify_follow_up(text, question.history)
        alone = self.retrieve(text, question.source_ids, question.user_language)
        if leaning == "alone" or (leaning == "short" and alone.ranking.is_sure):
            return alone
        joined_text = join_previous(text, question.history)
        if joined_text == text:
            return alone
        joined = self.retrieve(joined_text, question.source_ids, question.user_language)
        if not has_topic(text):  # "why?" says nothing of its own subject, and would find any reason
            said = "\n".join(turn.answer for turn in question.history)
            return _move_on(joined, strip_openings(text), said)
        names = find_antecedents(text, joined_text, (hit.text for hit in joined.ranking.sentences))
        return Retrieved(_fuse(alone.ranking, joined.ranking, names), round(alone.ms + joined.ms, 2))

    def _rank_corrected(
        self, text: str, ranking: Ranking, source_ids: Sequence[str] | None, user_language: str | None
    ) -> Ranking:
        """Rank a question again with the words of the text that it misspells, if the first ranking is not sure.

        The words may be other ones, so the result is never sure.
        """
        is_right = ranking.is_sure or find_keyword_question(text) is not None
        corrected = None if is_right else correct_spelling(text, (hit.text for hit in ranking.sentences))
        if corrected is None:
            return ranking
        found = self._rank(corrected, source_ids, user_language)
        return replace(found, is_sure=False) if found.confidence > ranking.confidence else ranking

    def _rank(self, text: str, source_ids: Sequence[str] | None, user_language: str | None) -> Ranking:
        topic = find_asked_topic(text)
        if topic is not None and not has_topic(topic):
            topic = None
        text = topic or text  # the words around a topic only mislead the search
        ranking = self._retriever.rank(
            text, source_ids=source_ids, user_language=user_language, is_question=topic is None
        )
        ranking = self._rank_names(text, ranking, source_ids, user_language)
        if ranking.features is None:
            return ranking
        is_same_language, stands_for = ranking.features.same_language, find_keyword_question(text)
        if stands_for is not None and not (ranking.is_sure and is_same_language):
            asked = self._retriever.rank(stands_for, source_ids=source_ids, user_language=user_language)
            return _choose_surer(ranking, asked) if is_same_language else asked
        if not is_keyword(text):
            return ranking
        if is_same_language:
            return _mention_keyword(ranking)
        # "comment nettoyer l'appareil" has few words, but asks
        return ranking if asks_by_its_words(text) else self._rank_foreign_keyword(text, source_ids, user_language)

    def _rank_foreign_keyword(self, text: str, source_ids: Sequence[str] | None, user_language: str | None) -> Ranking:
        """Rank a keyword in another language than the text as a question about it.

        The confidence was fitted to questions: two keywords in different languages are alike by chance.
        """
        about = ask_about(text, user_language)
        ranking = self._retriever.rank(about, source_ids=source_ids, user_language=user_language, is_question=False)
        if ranking.confidence >= _MIN_KEYWORD_CONFIDENCE:
            return ranking
        return replace(ranking, confidence=min(ranking.confidence, MIN_CONFIDENCE / 2), is_sure=False)

    def _rank_names(
        self, text: str, ranking: Ranking, source_ids: Sequence[str] | None, user_language: str | None
    ) -> Ranking:
        """Rank again with the text's spelling of the only name of a question, and refuse names that the text lacks."""
        if ranking.features is None or ranking.features.same_language or not ranking.sentences:
            return ranking
        name = find_only_name(text, language.detect_question(text, user_language))
        found = [hit.text for hit in ranking.sentences]
        if name is not None and detect_script(name) != detect_script(found[0]):
            listed = (hit.text for hit in self._retriever.list_sentences(source_ids))
            spelled = find_spelling(name, found) or find_spelling(name, listed)
            if spelled is not None and may_be_whole(name, spelled):
                named = self._retriever.rank(spelled, source_ids=source_ids, is_question=False)
                is_sure = named.is_sure and is_sure_spelling(name)
                named = replace(named, is_sure=is_sure, question_language=ranking.question_language)
                return max(named, ranking, key=lambda one: one.confidence)
        names = find_foreign_names(text) or ([name] if name is not None and is_full_name(name) else [])
        if any(is_missing(name, found) for name in names):
            return replace(ranking, confidence=0.0, is_sure=False)
        return ranking


def _choose_surer(keyword: Ranking, asked: Ranking) -> Ranking:
    """Choose the ranking of a keyword, or that of the question that the keyword stands for if it alone finds something.

    The chosen one is sure if both find the same and one is sure.
    """
    are_relevant = keyword.confidence >= MIN_CONFIDENCE, asked.confidence >= MIN_CONFIDENCE
    prefers_question = not are_relevant[0] or (asked.is_sure and not keyword.is_sure)
    is_same = [hit.place for hit in keyword.sentences[:1]] == [hit.place for hit in asked.sentences[:1]]
    is_sure = all(are_relevant) and is_same and (keyword.is_sure or asked.is_sure)
    return replace(asked if prefers_question else keyword, is_sure=is_sure)


def _mention_keyword(ranking: Ranking) -> Ranking:
    """Return a ranking that finds what mentions a keyword, though a keyword asks nothing that it could answer."""
    if ranking.features is None or ranking.confidence >= MIN_CONFIDENCE:
        return ranking
    alike = estimate_confidence(replace(ranking.features, answerability=None))
    return replace(ranking, confidence=alike) if alike >= _MIN_MENTION_CONFIDENCE else ranking


def _fuse(alone: Ranking, joined: Ranking, antecedents: frozenset[str]) -> Ranking:
    """Order the sentences for a follow-up by both of its rankings: its own words decide among those on the subject.

    If its pronouns stand for ``antecedents``, sentences about other names are not on the subject.
    """
    own = {hit.place: hit.score for hit in alone.sentences}
    about_other = (hit for hit in joined.sentences if antecedents and is_about_other(hit.text, antecedents))
    others = {hit.place for hit in about_other}
    fused = [replace(hit, score=hit.score + _OWN_WEIGHT * _get_own_score(own, hit, others)) for hit in joined.sentences]
    fused.sort(key=lambda hit: -hit.score)
    # Both rankings found the same sentence: the surer one tells how sure.
    is_same = bool(fused and alone.sentences) and fused[0].span == alone.sentences[0].span
    best = max(alone, joined, key=lambda found: found.confidence) if is_same else joined
    is_sure = best.is_sure and not (fused and fused[0].place in others)
    return replace(joined, sentences=tuple(fused), confidence=best.confidence, is_sure=is_sure)


def _move_on(joined: Retrieved, question: str, said: str) -> Retrieved:
    """Leave out what the answers before quoted, unless it answers "why?" or "since when?" too.

    Of the further sentences only those near the best one are on the subject, and none of them is sure.

    Args:
        joined: The ranking for the question before and this one.
        question: This question, which has no subject of its own.
        said: The answers before.
    """
    ranked, language = joined.ranking.sentences, joined.ranking.question_language or UNKNOWN
    left = tuple(hit for hit in ranked if hit.text not in said or answers_follow_up(question, hit.text, language))
    if left[:1] == ranked[:1]:
        return replace(joined, ranking=replace(joined.ranking, sentences=left))
    near = (hit for hit in left if hit.score >= ranked[0].score - _MAX_MOVE_GAP)
    telling = tuple(hit for hit in near if answers_follow_up(question, hit.text, language))
    confidence = joined.ranking.confidence if telling else 0.0
    ranking = replace(joined.ranking, sentences=telling or left, confidence=confidence, is_sure=False)
    return replace(joined, ranking=ranking)


def _get_own_score(
    own: Mapping[tuple[str, Span], float], hit: SentenceHit, others: Collection[tuple[str, Span]]
) -> float:
    place = hit.text_id, hit.span
    return _UNRANKED if place in others else own.get(place, _UNRANKED)


def leave_out(retrieved: Retrieved, shown: Sequence[tuple[str, Span]]) -> Retrieved:
    """Leave out the sentences that a user has seen, and those that are far worse than the best of all."""
    ranked = retrieved.ranking.sentences
    least = ranked[0].score - _MAX_FURTHER_GAP if ranked else 0.0
    left = tuple(hit for hit in ranked if hit.score >= least and not is_shown(hit, shown))
    confidence = retrieved.ranking.confidence if left else 0.0
    return replace(retrieved, ranking=replace(retrieved.ranking, sentences=left, confidence=confidence))


def milliseconds_since(started: float) -> float:
    """Return the milliseconds since a moment of ``time.perf_counter()``."""
    return round((time.perf_counter() - started) * 1000, 2)
