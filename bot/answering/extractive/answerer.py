"""The extractive answerer: retrieves sentences, and answers with quotes of them."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.chat_language.answer_length import (
    add_length_wish,
    find_asked_count,
    repeat_question,
    strip_length_wish,
    take_length_wish,
)
from bot.answering.chat_language.reactions import classify_message
from bot.answering.chat_language.several_questions import (
    MAX_QUESTIONS,
    join_answers,
    split_joined,
    split_questions,
)
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.conversation_retrieval import (
    ConversationRetrieval,
    RanksSentences,
    Retrieved,
    leave_out,
    milliseconds_since,
)
from bot.answering.extractive.citing import Citing, FindsSources
from bot.answering.extractive.composing import QuoteComposer
from bot.answering.extractive.limited_questions import quote_within_limits
from bot.answering.extractive.source_answers import SourceAnswers
from bot.answering.facts.languages import read_script
from bot.answering.named_sources import name_sources
from bot.answering.questions.answer_kinds.asked_years import lacks_asked_years
from bot.answering.questions.intent import classify_intent
from bot.answering.questions.named_sections import promote_section
from bot.answering.quotes.copies import merge_copies
from bot.answering.quotes.selection import is_shown
from bot.answering.types import Answer, Question, Turn
from bot.executors import Executors
from index.errors import NothingIndexedError
from index.retrieval.ranking import Ranking
from index.text import language
from index.types import Source

if TYPE_CHECKING:
    from bot.answering.quotes.whole_source import WholeSourceTask


class ExtractiveAnswerer:
    """Answers with sentences of the sources, quoted as they are. Methods block, except ``answer``."""

    def __init__(self, retriever: RanksSentences, catalog: FindsSources, executors: Executors) -> None:
        """Answer from the sentences that ``retriever`` ranks; ``answer`` searches on a thread of ``executors``."""
        self._retriever = retriever
        self._retrieval = ConversationRetrieval(retriever)
        self._catalog = catalog
        self._executors = executors
        self.citing = Citing(catalog)
        self.composer = QuoteComposer(catalog, self.citing)
        self._source_answers = SourceAnswers(retriever, catalog, self.citing)

    async def answer(self, question: Question) -> Answer:
        """See ``AnswersQuestions``."""
        return await self._executors.run_search(self.quote, question)

    def quote(self, question: Question) -> Answer:
        """Answer with quotes.

        Those for a question that asks for a judgement or a calculation never answer it surely, and a notice says why.
        """
        return quote_within_limits(question, self._quote)

    def _quote(self, question: Question) -> Answer:
        repeated = repeat_question(question)
        if repeated is not question:
            return replace(self.quote(repeated), question=question.text)
        named = self.name_sources(question)
        if named is not None:
            return replace(self._quote(named), question=question.text)
        text, wish = take_length_wish(strip_small_talk(question.text))
        several = split_questions(text)
        if several:
            return self._quote_each(question, several, wish)
        answer, joined = self._quote_one(question), split_joined(text)
        return _choose(answer, self._quote_each(question, joined, wish)) if joined else answer

    def _quote_each(self, question: Question, parts: Sequence[str], wish: str) -> Answer:
        """Answer the questions of one message in their order; a later one may refer to those before it.

        The wish for a length that stands before or after them holds for each.
        """
        history, spoken = tuple(question.history), detect_message_language(question)
        answers: list[Answer] = []
        for part in parts[:MAX_QUESTIONS]:
            asked = replace(question, text=add_length_wish(part, wish), history=history, user_language=spoken)
            answers.append(replace(quote_within_limits(asked, self._quote_one), question=part))
            history = (*history, Turn(part, ""))
        return join_answers(question.text, answers, spoken, is_complete=len(answers) == len(parts))

    def _quote_one(self, question: Question) -> Answer:
        unsearched = self.answer_without_search(question)
        if unsearched is not None:
            return unsearched
        text = strip_small_talk(question.text)
        retrieved = self._arrange(text, self._retrieval.retrieve_in_conversation(text, question))
        task = self.plan_whole_source(text, question.source_ids, retrieved)
        if question.shown:
            retrieved = leave_out(retrieved, question.shown)
            task = task and replace(task, hits=tuple(hit for hit in task.hits if not is_shown(hit, question.shown)))
        answer = self.composer.compose(question.text, retrieved, task)
        return replace(answer, language=detect_question_language(question, retrieved))

    def _quote_further(self, question: Question, *, continues: bool) -> Answer:
        """Quote passages that the user has not seen, in the order of the text."""
        from bot.answering.quotes.whole_source import plan_further  # noqa: PLC0415 - few questions need it

        started = time.perf_counter()
        sources = self._list_ordered_sources()
        if not sources:
            raise NothingIndexedError
        if question.source_ids is not None:
            sources = [source for source in sources if source.id in question.source_ids]
        list_sentences = self._retriever.list_sentences
        task = plan_further(list_sentences, sources, question.shown, continues=continues)
        retrieved = Retrieved(Ranking((), (), 0.0, None), milliseconds_since(started))
        answer = self.composer.compose(question.text, retrieved, task)
        return replace(answer, language=language.detect_question(question.text, question.user_language))

    def _list_ordered_sources(self) -> list[Source]:
        """List every source, the article first."""
        article = self._catalog.find_article()
        return sorted(self._catalog.list_sources(), key=lambda source: source != article)

    def retrieve(self, question: str, source_ids: Sequence[str] | None, user_language: str | None = None) -> Retrieved:
        """Rank the sentences of these sources against a question that needs no conversation."""
        return self._arrange(question, self._retrieval.retrieve(question, source_ids, user_language))

    def _arrange(self, question: str, retrieved: Retrieved) -> Retrieved:
        """Merge copies of sentences, leave out bylines, and put the section that a question names first."""
        from bot.answering.quotes.bylines import leave_out_author  # noqa: PLC0415 - see answer_detail

        merged = merge_copies(retrieved.ranking.sentences, self._catalog.get_source)
        sentences = tuple(leave_out_author(question, merged, self._catalog.get_source))
        # The confidence was that of a line that is left out.
        is_sure = retrieved.ranking.is_sure and sentences[:1] == tuple(merged[:1])
        ranking = replace(retrieved.ranking, sentences=sentences, is_sure=is_sure)
        if self._lacks_asked_years(question, ranking):
            ranking = ranking.refuse()
        return replace(retrieved, ranking=promote_section(question, ranking, self._catalog.get_headings))

    def _lacks_asked_years(self, question: str, ranking: Ranking) -> bool:
        found = ranking.sentences
        dates = (self._catalog.get_source(id_).date for id_ in {hit.source_id for hit in found})
        spoken = ranking.question_language or language.UNKNOWN
        return lacks_asked_years(question, spoken, (hit.text for hit in found), dates)

    def name_sources(self, question: Question) -> Question | None:
        """Return a question about the sources that a question names by their place, or all; None for any other."""
        return name_sources(question, self._catalog.list_sources)

    def answer_without_search(self, question: Question) -> Answer | None:
        """Answer a question about a source itself, or for passages that were not shown; None for any other question."""
        kind = classify_message(question.text)
        if kind in {"further", "next"}:
            return self._quote_further(question, continues=kind == "next")
        return self._source_answers.answer_detail(question)

    def plan_whole_source(
        self, question: str, source_ids: Sequence[str] | None, retrieved: Retrieved
    ) -> "WholeSourceTask | None":
        """Select the sentences for a question about a whole source; None for any other question."""
        intent = classify_intent(strip_length_wish(question))
        if intent == "lookup":
            return None
        from bot.answering.quotes.whole_source import plan_whole_source  # noqa: PLC0415 - few questions need it

        ordered, ranked = self._list_ordered_sources(), retrieved.ranking.sentences
        task = plan_whole_source(intent, self._retriever.list_sentences, ordered, source_ids, ranked)
        most = find_asked_count(question) if intent == "summary" else None
        return replace(task, most=most) if task is not None and most is not None else task


def _choose(answer: Answer, each: Answer) -> Answer:
    """Choose between the answer to two joined questions as one, and the answers to ``each``."""
    if each.status == "answered" and answer.status == "not_found":
        return each
    if not answer.is_sure:
        return each if any(part.status == "answered" and part.is_sure for part in each.parts) else answer
    # One sentence may answer both; the answers apart must add something.
    adds = {citation.span for citation in each.citations} - {citation.span for citation in answer.citations}
    return each if each.is_sure and adds else answer


def detect_question_language(question: Question, retrieved: Retrieved) -> str:
    """Detect the language of a question, ISO 639-1.

    A question too short for that is in its user's language, or else in the best source's.
    """
    spoken, matched = question.user_language, retrieved.ranking.question_language
    if matched not in {None, language.UNKNOWN} and (spoken in {None, matched} or _tells_its_language(question.text)):
        return matched
    detected = read_script(question.text, language.detect_question(question.text, spoken))
    if detected != language.UNKNOWN or not retrieved.ranking.sentences:
        return detected
    return language.detect(retrieved.ranking.sentences[0].text)


def detect_message_language(question: Question) -> str | None:
    """Detect the language of a message of several questions, each of which may be too short for that."""
    spoken = language.detect_question(question.text, question.user_language)
    return question.user_language if spoken == language.UNKNOWN else spoken


def _tells_its_language(question: str) -> bool:
    return language.detect_question(question) != language.UNKNOWN
