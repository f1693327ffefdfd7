"""From a question in a chat to its answer there."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.statement_errors import MAX_STATEMENTS, NoStatementError, TooManyStatementsError
from bot.answering.types import MAX_QUESTION_CHARS, Answer, Question, Turn
from bot.telegram.chat.source_filter import SourceFilter, filter_sentence
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.deep_links import link_to
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.answer import AnswerLayout, answer_messages
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.page_links import PageLinks
from bot.telegram.messages.translations import LANGUAGES, translate
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.streaming_preview import StreamingPreviews
from index.errors import NothingIndexedError


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question and where it was asked.

    Attributes:
        text: The question.
        topic: Where it was asked.
        user_id: Who asked it.
        language: The user's.
        reply_to: Returns the message that the answer should reply to, if any. It is called when the answer is sent,
            because other messages may have arrived meanwhile.
        follows: The message of the bot that the question replies to; the question continues its conversation.
        is_visible: Whether the chat shows the question; a question behind a button is repeated above the answer.
        is_statement: Whether the text is to be checked instead of answered.
        user_language: What the user's Telegram speaks, ISO 639-1, even if the bot does not; None if it is unknown.
    """

    text: str
    topic: ChatTopic
    user_id: int
    language: str
    reply_to: Callable[[], int | None]
    follows: int | None = None
    is_visible: bool = True
    is_statement: bool = False
    user_language: str | None = None


@dataclass(frozen=True, slots=True)
class _Reply:
    """The messages to send; ``answer_id`` is the stored answer, if they are one."""

    messages: list[OutgoingMessage]
    answer_id: int | None = None


@dataclass(frozen=True, slots=True)
class _OngoingAnswer:
    """An answer that is not finished, and who asked for it."""

    user_id: int
    task: "asyncio.Future[Answer]"


class QuestionFlow:
    """Answers questions, stores the answers and sends them."""

    def __init__(
        self,
        dependencies: Dependencies,
        delivery: Delivery,
        previews: StreamingPreviews,
        alerts: AdminAlerts,
        get_username: Callable[[], str],
    ) -> None:
        """Answer questions.

        Args:
            dependencies: The answerer and the stores.
            delivery: Sends the answers.
            previews: Show an answer while the model writes it.
            alerts: Tell the admins if the model keeps failing.
            get_username: Returns the bot's username, which is known once the bot is connected.
        """
        self._dependencies = dependencies
        self._run = dependencies.executors.run
        self._delivery = delivery
        self._previews = previews
        self._alerts = alerts
        self._get_username = get_username
        self._sources = SourceFilter(dependencies)
        self._ongoing: dict[ChatTopic, _OngoingAnswer] = {}

    async def ask(self, asked: ChatQuestion) -> None:
        """Answer a question, or say what is wrong with it."""
        reply = await self._reply(asked)
        sent = await self._delivery.send(
            asked.topic, reply.messages, reply_to=asked.reply_to(), answer_id=reply.answer_id
        )
        if reply.answer_id is not None:
            await self._run(self._dependencies.answers.add_messages, reply.answer_id, sent)

    def stop(self, topic: ChatTopic, user_id: int) -> bool:
        """Stop the answer that a user waits for in a chat and topic; returns whether there was one."""
        found = self._ongoing.get(topic)
        return found is not None and found.user_id == user_id and found.task.cancel()

    async def _reply(self, asked: ChatQuestion) -> _Reply:
        length = len(asked.text)
        if length > MAX_QUESTION_CHARS:
            sentence = translate(asked.language, "too-long", length=length, most=MAX_QUESTION_CHARS)
            return _Reply([plain_message(sentence)])
        try:
            return await self._answer(asked)
        except NothingIndexedError:
            return _Reply([plain_message(translate(asked.language, "nothing-indexed"))])
        except NoStatementError:
            return _Reply([plain_message(translate(asked.language, "what-to-check"))])
        except TooManyStatementsError as error:
            sentence = translate(asked.language, "too-many-statements", sentences=error.sentences, most=MAX_STATEMENTS)
            return _Reply([plain_message(sentence)])

    async def _answer(self, asked: ChatQuestion) -> _Reply:
        topic, run, conversations = asked.topic, self._run, self._dependencies.conversations
        replied = None
        if asked.follows is not None:
            replied = await run(conversations.answer_of_message, topic.chat_id, asked.follows)
        memory = await run(conversations.memory, topic.chat_id, topic.thread_id, replied)
        chosen = await run(self._sources.chosen_sources, topic)
        answer = await self._generate(asked, memory.turns, [source.id for source in chosen] or None)
        if answer is None:
            return _Reply([plain_message(translate(asked.language, "stopped"))])
        await self._alerts.watch_model(answer)
        stored = await run(
            self._dependencies.answers.save_answer,
            answer,
            chat_id=topic.chat_id,
            thread_id=topic.thread_id,
            user_id=asked.user_id,
            follows=memory.follows,
        )
        language = answer.language if answer.language in LANGUAGES else asked.language
        layout = AnswerLayout(
            language,
            keys=stored.keys,
            answer_id=stored.id,
            question=None if asked.is_visible else asked.text,
            is_private=topic.private,
            links={n: link_to(self._get_username(), "passage", key) for n, key in stored.keys.items()},
            scope=filter_sentence(chosen, language),
            pages=PageLinks.for_chat(self._dependencies.public_url, private=topic.private),
        )
        return _Reply(answer_messages(answer, layout), stored.id)

    async def _generate(
        self, asked: ChatQuestion, history: Sequence[Turn], source_ids: Sequence[str] | None
    ) -> Answer | None:
        """Answer with a preview in the chat; returns None if the user stopped the answer."""
        topic = asked.topic
        async with (
            self._delivery.acknowledgements.show_typing(topic),
            self._previews.open(topic, asked.language) as on_text,
        ):
            question = Question(asked.text, source_ids, history, str(asked.user_id), on_text, asked.user_language)
            answers = self._dependencies.check if asked.is_statement else self._dependencies.answerer.answer
            task = asyncio.ensure_future(answers(question))
            self._ongoing[topic] = _OngoingAnswer(asked.user_id, task)
            try:
                return await task
            except asyncio.CancelledError:
                waiting = asyncio.current_task()
                if waiting is None or waiting.cancelling():
                    raise  # the bot is stopping, not only this answer
                return None
            finally:
                del self._ongoing[topic]
