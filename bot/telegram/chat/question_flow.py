"""From a question in a chat to its answer there."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.types import MAX_QUESTION_CHARS, Answer, Question, Turn
from bot.telegram.chat.source_filter import SourceFilter, scope_sentence
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.answer import AnswerLayout, answer_messages
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import LANGUAGES, translate
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.streaming_preview import StreamingPreviews
from index.errors import NothingIndexedError


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question and where it was asked.

    Attributes:
        language: The user's.
        reply_to: The message that the answer replies to, where that helps; asked for when the answer is sent, because
            others may have come in meanwhile.
        follows: The message of the bot's that the question replies to; its conversation is continued.
        shown: Whether the question stands in the chat; one that came from a button does not.
    """

    question: str
    topic: ChatTopic
    user_id: int
    language: str
    reply_to: Callable[[], int | None]
    follows: int | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class _Reply:
    """What to send; ``answer_id`` names the stored answer, if it is one."""

    messages: list[OutgoingMessage]
    answer_id: int | None = None


@dataclass(frozen=True, slots=True)
class _OngoingAnswer:
    """An answer that is being written, and who asked for it."""

    user_id: int
    writing: "asyncio.Future[Answer]"


class QuestionFlow:
    """Answers questions and remembers the answers."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery, previews: StreamingPreviews) -> None:
        """Ask ``dependencies``, reply through ``delivery``, and show how an answer grows in ``previews``."""
        self._dependencies = dependencies
        self._delivery = delivery
        self._previews = previews
        self._sources = SourceFilter(dependencies)
        self._at_work: dict[ChatTopic, _OngoingAnswer] = {}

    async def ask(self, asked: ChatQuestion) -> None:
        """Answer a question, or say what is wrong with it."""
        reply = await self._reply(asked)
        sent = await self._delivery.send(
            asked.topic, reply.messages, reply_to=asked.reply_to(), answer_id=reply.answer_id
        )
        if reply.answer_id is not None:
            await self._dependencies.executors.run(self._dependencies.answers.add_messages, reply.answer_id, sent)

    def stop(self, topic: ChatTopic, user_id: int) -> bool:
        """Stop the answer that a user waits for in a chat and topic; returns whether there was one."""
        found = self._at_work.get(topic)
        return found is not None and found.user_id == user_id and found.writing.cancel()

    async def _reply(self, asked: ChatQuestion) -> _Reply:
        length = len(asked.question)
        if length > MAX_QUESTION_CHARS:
            sentence = translate(asked.language, "too-long", length=length, most=MAX_QUESTION_CHARS)
            return _Reply([plain_message(sentence)])
        try:
            return await self._answer(asked)
        except NothingIndexedError:
            return _Reply([plain_message(translate(asked.language, "nothing-indexed"))])

    async def _answer(self, asked: ChatQuestion) -> _Reply:
        topic, run, conversations = asked.topic, self._dependencies.executors.run, self._dependencies.conversations
        before = (
            None if asked.follows is None else await run(conversations.answer_of_message, topic.chat_id, asked.follows)
        )
        memory = await run(conversations.memory, topic.chat_id, topic.thread_id, before)
        scope = await run(self._sources.scope, topic)
        answer = await self._written(asked, memory.turns, [source.id for source in scope] or None)
        if answer is None:
            return _Reply([plain_message(translate(asked.language, "stopped"))])
        stored = await run(
            self._dependencies.answers.save_answer,
            answer,
            chat_id=topic.chat_id,
            thread_id=topic.thread_id,
            user_id=asked.user_id,
            follows=memory.follows,
        )
        language = answer.language if answer.language in LANGUAGES else asked.language
        frame = AnswerLayout(
            language,
            keys=stored.keys,
            answer_id=stored.id,
            asked=None if asked.shown else asked.question,
            scope=scope_sentence(scope, language),
        )
        return _Reply(answer_messages(answer, frame), stored.id)

    async def _written(
        self, asked: ChatQuestion, history: Sequence[Turn], source_ids: Sequence[str] | None
    ) -> Answer | None:
        """The answer, shown while it is written; None where the user stopped it."""
        topic = asked.topic
        async with (
            self._delivery.acknowledgements.show_typing(topic),
            self._previews.shown(topic, asked.language) as on_text,
        ):
            question = Question(asked.question, source_ids, history, str(asked.user_id), on_text)
            writing = asyncio.ensure_future(self._dependencies.answerer.answer(question))
            self._at_work[topic] = _OngoingAnswer(asked.user_id, writing)
            try:
                return await writing
            except asyncio.CancelledError:
                waiting = asyncio.current_task()
                if waiting is None or waiting.cancelling():
                    raise  # it was not the answer that was stopped, but the bot
                return None
            finally:
                del self._at_work[topic]
