"""The composition of an extractive answer: which ranked sentences are quoted, and how sure the answer is."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from bot.answering.chat_language.answer_length import find_wished_count, strip_length_wish
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.conversation_retrieval import MIN_CONFIDENCE, Retrieved, milliseconds_since
from bot.answering.extractive.attributes import keep_attributes
from bot.answering.extractive.citing import Citing, FindsSources
from bot.answering.extractive.extreme_rows import promote_extreme_row
from bot.answering.extractive.reported_statements import promote_speaker
from bot.answering.questions.answer_kinds.kind_evidence import may_answer, names_counted
from bot.answering.questions.answer_kinds.kind_promotion import answers_kind, is_explained_by, promote_kind
from bot.answering.questions.answer_kinds.question_kinds import find_kind
from bot.answering.questions.expected_answers import asks_for_amount
from bot.answering.quotes.contradictions import find_contradiction, find_other_amount, is_contested_by
from bot.answering.quotes.passage_sentences import PassageSentences
from bot.answering.quotes.quote_context import widen_quotes
from bot.answering.quotes.selection import prefer_statements, select_for_question, select_rows
from bot.answering.types import Answer, Citation, Shape, Statement, Status, Timings
from index.retrieval.confidence import reads_as_answer
from index.retrieval.ranking import Ranking
from index.types import SentenceHit

if TYPE_CHECKING:
    from bot.answering.quotes.whole_source import WholeSourceTask

_NEAREST = 3
_REQUIRED = frozenset({"age", "money", "mass"})
"""Kinds of answers whose words are few."""
_MIN_NEAREST_CONFIDENCE = 0.3
"""Below it are nine in ten questions about other subjects."""


class QuoteComposer:
    """Composes answers of quotes. Methods block."""

    def __init__(self, catalog: FindsSources, citing: Citing) -> None:
        """Read the languages of sources from ``catalog``, and cite with ``citing``."""
        self._catalog = catalog
        self._citing = citing

    def compose(self, question: str, retrieved: Retrieved, task: "WholeSourceTask | None" = None) -> Answer:
        """Compose an answer of one to three quotes, or of the quotes that a task about a whole source selects.

        Without a relevant sentence the status is ``not_found``, and the answer has the nearest sentences.
        """
        started = time.perf_counter()
        get_language = self._get_language()
        asked, most = question, find_wished_count(strip_small_talk(question))
        question = question if most is None else strip_length_wish(strip_small_talk(question))
        ranking, hits = self._choose(question, retrieved, get_language)
        hits = hits[:most]
        if task is not None:
            from bot.answering.quotes.whole_source import select_whole_source_quotes  # noqa: PLC0415 - few need it

            hits = select_whole_source_quotes(task)
        contradiction = self.find_contradiction(question, hits[:1], retrieved) if task is None else None
        other = self._find_other_amount(question, hits, retrieved) if task is None and most is None else None
        for further in (other, contradiction):
            if further is not None:
                hits = [*(hit for hit in hits if hit.place != further.place), further]
        around = retrieved.ranking.sentences if task is None else (*retrieved.ranking.sentences, *task.hits)
        quoted = widen_quotes(hits, PassageSentences.of(around), partial(_continues, question, get_language))
        citations = tuple(self._citing.cite(n, hit, span) for n, (hit, span) in enumerate(quoted, start=1))
        statements = tuple(
            Statement(citation.quote, (citation.n,), "contrast" if hit is contradiction else "quoted")
            for (hit, _), citation in zip(quoted, citations, strict=True)
        )
        nearest = () if citations else self.cite_nearest(retrieved)
        answer_ms = milliseconds_since(started)
        timings = Timings(retrieved.ms, answer_ms, round(retrieved.ms + answer_ms, 2))
        status: Status = "answered" if citations else "not_found"
        shape: Shape = "prose" if task is None else "list"
        has_kind = any(may_answer(question, one.quote, one.source.language) for one in citations[:1])
        is_counted = ranking.question_language is None or all(names_counted(question, hit.reading) for hit in hits[:1])
        reads_so = ranking.features is None or reads_as_answer(ranking.features)
        is_sure = task is not None or (ranking.is_sure and has_kind and is_counted and reads_so)
        return Answer(asked, status, "quotes", statements, citations, timings, nearest, shape=shape, is_sure=is_sure)

    def _choose(
        self, question: str, retrieved: Retrieved, get_language: Callable[[SentenceHit], str]
    ) -> tuple[Ranking, list[SentenceHit]]:
        """Choose the sentences that answer; none if the first has not what is asked for, and the ranking is unsure.

        Between two languages an unsure ranking may still have it behind the first. A sure one may have it in words that
        no list has, but not without an age or an amount that is asked for.
        """
        extreme = promote_extreme_row(question, retrieved.ranking, get_language, self._catalog.get_text)
        if extreme is not None:
            return extreme, list(extreme.sentences[:1])
        ranking = replace(retrieved.ranking, sentences=tuple(select_rows(retrieved.ranking.sentences, question)))
        ranking = promote_speaker(question, keep_attributes(question, ranking, get_language), get_language)
        ranking = promote_kind(question, ranking, get_language)
        chosen = select_for_question(question, ranking) if ranking.confidence >= MIN_CONFIDENCE else []
        may_lack = ranking.question_language is None or (ranking.is_sure and find_kind(question) not in _REQUIRED)
        return ranking, chosen if may_lack or not chosen or answers_kind(question, chosen[0], get_language) else []

    def cite_nearest(self, retrieved: Retrieved) -> tuple[Citation, ...]:
        """Cite the three nearest sentences, numbered from 1; none if they are on another subject."""
        if retrieved.ranking.confidence < _MIN_NEAREST_CONFIDENCE:
            return ()
        ranked = retrieved.ranking.sentences
        nearest = prefer_statements(ranked, ranked)[:_NEAREST]
        return tuple(self._citing.cite(n, hit) for n, hit in enumerate(nearest, start=1))

    def find_contradiction(
        self, question: str, cited: Sequence[SentenceHit], retrieved: Retrieved
    ) -> SentenceHit | None:
        """Find a sentence of another source that gives another number or date than the cited sentences."""
        of_amounts = asks_for_amount(question)
        return find_contradiction(cited, retrieved.ranking.sentences, self._get_language(), of_amounts=of_amounts)

    def _find_other_amount(
        self, question: str, chosen: Sequence[SentenceHit], retrieved: Retrieved
    ) -> SentenceHit | None:
        """Find a further sentence with another amount than the only quote, if the question asks for an amount."""
        if len(chosen) != 1 or not asks_for_amount(question):
            return None
        return find_other_amount(chosen, retrieved.ranking.sentences, self._get_language())

    def _get_language(self) -> Callable[[SentenceHit], str]:
        """Return a function that tells the language of a sentence; it lists the sources when it is first called."""

        @cache
        def list_languages() -> dict[str, str]:
            return {source.id: source.language for source in self._catalog.list_sources()}

        return lambda hit: list_languages().get(hit.source_id, "und")


def _continues(question: str, get_language: Callable[[SentenceHit], str], hit: SentenceHit, after: SentenceHit) -> bool:
    """Whether the best quote needs the sentence after it: for the reason, or for another amount of somebody else."""
    if is_explained_by(question, get_language, hit, after):
        return True
    if not asks_for_amount(question) or not may_answer(question, after.reading, get_language(after)):
        return False
    return is_contested_by(hit, after, get_language)
