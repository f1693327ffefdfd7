"""Further quotes: on the question before, or from passages of the sources that were not shown yet."""

from dataclasses import replace

from bot.answering.chat_language.reactions import classify_message
from bot.answering.types import Answer, Question
from bot.telegram.chat.question_flow import ChatQuestion, QuestionFlow
from bot.telegram.chat.source_filter import SourceFilter
from bot.telegram.dependencies import Dependencies
from bot.telegram.sending.acknowledgements import Acknowledgements
from index.errors import NothingIndexedError


class FurtherQuotes:
    """Answers "more" and "what else happened?"."""

    def __init__(
        self, dependencies: Dependencies, acknowledgements: Acknowledgements, question_flow: QuestionFlow
    ) -> None:
        """Find quotes with ``dependencies``, and show them through ``question_flow``."""
        self._dependencies = dependencies
        self._run = dependencies.executors.run
        self._acknowledgements = acknowledgements
        self._question_flow = question_flow
        self._sources = SourceFilter(dependencies)

    async def ask_more(self, asked: ChatQuestion) -> None:
        """Show further quotes for the question of the latest answer, or of the one that the message replies to."""
        topic, run, conversations = asked.topic, self._run, self._dependencies.conversations
        answer_id = await run(conversations.find_answer, topic.chat_id, topic.thread_id, asked.follows)
        memory = await run(conversations.memory, topic.chat_id, topic.thread_id, answer_id)
        if answer_id is None or not memory.turns:
            await self._question_flow.say(asked, "no-answer-yet")
            return
        before = memory.turns[-1].question
        if classify_message(before) in {"further", "next"}:
            await self.ask_further(replace(asked, text=before))
            return
        history = [turn for turn in memory.turns if turn.question != before]
        shown = await run(self._dependencies.answers.shown_spans, answer_id)
        ids = await self._find_source_ids(asked)
        question = Question(before, ids, history, user_language=asked.user_language, shown=shown)
        await self._show(asked, await self._quote(asked, question), answer_id)

    async def ask_again(self, asked: ChatQuestion) -> None:
        """Answer the question of the latest answer again, or of the one that the message replies to."""
        topic, run, conversations = asked.topic, self._run, self._dependencies.conversations
        answer_id = await run(conversations.find_answer, topic.chat_id, topic.thread_id, asked.follows)
        memory = await run(conversations.memory, topic.chat_id, topic.thread_id, answer_id)
        if answer_id is None or not memory.turns:
            await self._question_flow.say(asked, "no-answer-yet")
        else:
            await self._question_flow.ask(replace(asked, text=memory.turns[-1].question, is_visible=False))

    async def ask_further(self, asked: ChatQuestion) -> None:
        """Show passages that the conversation has not shown yet, in the order of the text."""
        topic, run, conversations = asked.topic, self._run, self._dependencies.conversations
        replied = None
        if asked.follows is not None:
            replied = await run(conversations.answer_of_message, topic.chat_id, asked.follows)
        memory = await run(conversations.memory, topic.chat_id, topic.thread_id, replied)
        since = await run(conversations.last_before, topic.chat_id, topic.thread_id)
        latest = memory.follows
        shown = [] if latest is None else await run(self._dependencies.answers.shown_spans, latest, since)
        ids = await self._find_source_ids(asked)
        question = Question(asked.text, ids, user_language=asked.user_language, shown=shown)
        try:
            answer = await self._quote(asked, question)
        except NothingIndexedError:
            await self._question_flow.say(asked, "nothing-indexed")
        else:
            await self._show(asked, answer, latest)

    async def _find_source_ids(self, asked: ChatQuestion) -> list[str] | None:
        chosen = await self._run(self._sources.chosen_sources, asked.topic)
        return [source.id for source in chosen] or None

    async def _quote(self, asked: ChatQuestion, question: Question) -> Answer:
        async with self._acknowledgements.show_typing(asked.topic):
            return await self._dependencies.executors.run_search(self._dependencies.quote, question)

    async def _show(self, asked: ChatQuestion, answer: Answer, follows: int | None) -> None:
        if answer.status == "not_found":
            await self._question_flow.say(asked, "nothing-more")
        else:
            await self._question_flow.show(asked, answer, follows)
