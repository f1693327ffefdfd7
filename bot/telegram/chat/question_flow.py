"""From a question in a chat to its answer there."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answering.chat_language.answer_length import is_length_wish
from bot.answering.chat_language.reactions import addresses_bot, is_personal
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.claims.claim_words import is_claim
from bot.answering.questions.follow_ups import asks_nothing
from bot.answering.questions.intent import classify_intent
from bot.answering.quotes.selection import contains_words
from bot.answering.statement_errors import MAX_STATEMENTS, NoStatementError, TooManyStatementsError
from bot.answering.types import MAX_QUESTION_CHARS, Answer, Question, Turn
from bot.state.conversations import ConversationMemory, LatestQuestion
from bot.state.job_queue import IndexJob
from bot.telegram.callback_data import question_fingerprint
from bot.telegram.chat.source_filter import SourceFilter, filter_sentence
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.deep_links import link_to
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.answer import AnswerLayout, answer_messages
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.page_links import PageLinks
from bot.telegram.messages.translations import language_of_answer, no_question_text, translate
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.streaming_preview import StreamingPreviews
from index.errors import NothingIndexedError
from index.types import Source

UNANSWERABLE = (NothingIndexedError, NoStatementError, TooManyStatementsError)
"""The errors that the user is told of: the question cannot be answered as it is."""


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
        context: What somebody else wrote and the question refers to; None without it.
        user_language: What the user's Telegram speaks, ISO 639-1, even if the bot does not; None if it is unknown.
        message_id: The user's message; None for a question behind a button.
        edited: The question before the user edited the message; the new answer replaces its reply. None if it is new.
    """

    text: str
    topic: ChatTopic
    user_id: int
    language: str
    reply_to: Callable[[], int | None]
    follows: int | None = None
    is_visible: bool = True
    is_statement: bool = False
    context: str | None = None
    user_language: str | None = None
    message_id: int | None = None
    edited: LatestQuestion | None = None

    @property
    def fingerprint(self) -> str:
        """A hash of what the question asks."""
        return question_fingerprint(f"{self.text}\n{self.context or ''}\n{self.is_statement:d}")


@dataclass(frozen=True, slots=True)
class _Reply:
    """The messages to send, none for a withdrawn question; ``answer_id`` is the stored answer, if they are one."""

    messages: list[OutgoingMessage]
    answer_id: int | None = None


@dataclass(frozen=True, slots=True)
class _OngoingAnswer:
    """An answer that is not finished, and the question."""

    asked: ChatQuestion
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
        self._withdrawn: set[ChatTopic] = set()

    async def ask(self, asked: ChatQuestion) -> None:
        """Answer a question, or say what is wrong with it."""
        reply = await self._reply(asked)
        if reply.messages:
            sent: Sequence[int] = await self._send(asked, reply)
        else:  # the edit replaces what was said before
            sent = asked.edited.reply_ids if asked.edited else ()
        if asked.message_id is not None:
            latest = LatestQuestion(asked.message_id, asked.fingerprint, reply.answer_id, tuple(sent))
            topic, conversations = asked.topic, self._dependencies.conversations
            await self._run(conversations.set_latest_question, topic.chat_id, topic.thread_id, asked.user_id, latest)

    async def show(self, asked: ChatQuestion, answer: Answer, follows: int | None = None) -> None:
        """Store and send an answer that was found otherwise, perhaps after another answer."""
        chosen = await self._run(self._sources.chosen_sources, asked.topic)
        await self._send(asked, await self._store(asked, answer, chosen, follows))

    async def ask_of_job(self, job: IndexJob) -> None:
        """Answer the question that an admin sent with a source, once the source is indexed."""
        topic = ChatTopic(job.chat_id, None, private=True)
        await self.ask(
            ChatQuestion(str(job.question), topic, job.user_id, job.language, lambda: None, is_visible=False)
        )

    async def _send(self, asked: ChatQuestion, reply: _Reply) -> list[int]:
        sent = await self._delivery.send(
            asked.topic,
            reply.messages,
            reply_to=asked.reply_to(),
            answer_id=reply.answer_id,
            replaced_ids=asked.edited.reply_ids if asked.edited else (),
        )
        if reply.answer_id is not None:
            await self._run(self._dependencies.answers.add_messages, reply.answer_id, sent)
        return sent

    async def check_latest(self, asked: ChatQuestion) -> bool:
        """Check what the user stated before "is that true?"; returns False if the latest message is no statement."""
        topic, run, conversations = asked.topic, self._run, self._dependencies.conversations
        answer_id = await run(conversations.find_answer, topic.chat_id, topic.thread_id, asked.follows)
        memory = await run(conversations.memory, topic.chat_id, topic.thread_id, answer_id)
        stated = strip_small_talk(memory.turns[-1].question) if memory.turns else ""
        if not stated or not await run(is_claim, stated):
            return False
        await self.ask(replace(asked, text=stated, is_statement=True))
        return True

    async def say(self, asked: ChatQuestion, key: str) -> None:
        """Reply to a question with one of the bot's own messages."""
        await self._send(asked, _Reply([plain_message(translate(asked.language, key))]))

    def stop(self, topic: ChatTopic, user_id: int) -> bool:
        """Stop the answer that a user waits for in a chat and topic; returns whether there was one."""
        found = self._ongoing.get(topic)
        return found is not None and found.asked.user_id == user_id and found.task.cancel()

    def withdraw(self, edited: ChatQuestion) -> None:
        """Stop the answer to a question without a word, if it is the one that its user edited to another."""
        found = self._ongoing.get(edited.topic)
        if found is None or found.asked.message_id != edited.message_id:
            return
        if found.asked.fingerprint != edited.fingerprint and found.task.cancel():
            self._withdrawn.add(edited.topic)

    async def _reply(self, asked: ChatQuestion) -> _Reply:
        if len(asked.text) > MAX_QUESTION_CHARS:
            return _Reply([plain_message(too_long_text(asked.text, asked.language))])
        try:
            return await self._answer(asked)
        except UNANSWERABLE as error:
            return _Reply([plain_message(explain_error(error, asked.language))])

    async def _answer(self, asked: ChatQuestion) -> _Reply:
        topic, run = asked.topic, self._run
        memory = await self._find_memory(asked)
        turns = memory.turns if asked.context is None else (*memory.turns, Turn(asked.context, ""))
        if not (turns or asked.is_statement) and (asks_nothing(asked.text) or _is_length_alone(asked.text)):
            return _Reply([plain_message(no_question_text(asked.language))])
        if is_personal(asked.text) and not asked.is_statement and not await self._is_quoted(asked.text):
            return _Reply([plain_message(no_question_text(asked.language))])
        chosen = await run(self._sources.chosen_sources, topic)
        answer = await self._generate(asked, turns, [source.id for source in chosen] or None)
        if answer is None and topic in self._withdrawn:
            self._withdrawn.remove(topic)
            return _Reply([], asked.edited.answer_id if asked.edited else None)
        if answer is None:
            return _Reply([plain_message(translate(asked.language, "stopped"))])
        await self._alerts.watch_model(answer)
        is_unknown = answer.status == "not_found" and not answer.nearest and answer.notice is None
        if is_unknown and addresses_bot(asked.text):
            return _Reply([plain_message(translate(asked.language, "about-me"))])
        return await self._store(asked, answer, chosen, memory.follows)

    async def _is_quoted(self, text: str) -> bool:
        """Return whether the sources contain the words of a message, such as "We had no water"."""
        quotes = await self._dependencies.executors.run_search(self._dependencies.quote, Question(text))
        return any(contains_words(citation.quote, text) for citation in quotes.citations)

    async def _find_memory(self, asked: ChatQuestion) -> ConversationMemory:
        """Find the turns before a question; an edited one has those that it had before."""
        topic, run, conversations = asked.topic, self._run, self._dependencies.conversations
        if asked.edited is not None and asked.edited.answer_id is not None:
            return await run(conversations.memory_before, topic.chat_id, topic.thread_id, asked.edited.answer_id)
        replied = None
        if asked.follows is not None:
            replied = await run(conversations.answer_of_message, topic.chat_id, asked.follows)
        return await run(conversations.memory, topic.chat_id, topic.thread_id, replied)

    async def _store(
        self, asked: ChatQuestion, answer: Answer, chosen: Sequence[Source], follows: int | None
    ) -> _Reply:
        """Store an answer, and lay it out for its chat."""
        topic = asked.topic
        stored = await self._run(
            self._dependencies.answers.save_answer,
            answer,
            chat_id=topic.chat_id,
            thread_id=topic.thread_id,
            user_id=asked.user_id,
            follows=follows,
        )
        if asked.edited is not None and asked.edited.answer_id is not None:
            await self._run(self._dependencies.answers.replace_answer, asked.edited.answer_id, stored.id)
        language = language_of_answer(answer.language, asked.text, asked.language)
        layout = AnswerLayout(
            language,
            keys=stored.keys,
            answer_id=stored.id,
            question=None if asked.is_visible else asked.text,
            is_private=topic.private,
            share=link_to(self._get_username(), "answer", stored.share_key) if stored.share_key else None,
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
            self._previews.open(topic, asked.language, _first_reply(asked)) as on_text,
        ):
            question = Question(asked.text, source_ids, history, str(asked.user_id), on_text, asked.user_language)
            answers = self._dependencies.check if asked.is_statement else self._dependencies.answerer.answer
            task = asyncio.ensure_future(answers(question))
            ongoing = self._ongoing[topic] = _OngoingAnswer(asked, task)
            try:
                return await task
            except asyncio.CancelledError:
                waiting = asyncio.current_task()
                if waiting is None or waiting.cancelling():
                    raise  # the bot is stopping, not only this answer
                return None
            finally:
                if self._ongoing.get(topic) == ongoing:
                    del self._ongoing[topic]


def _is_length_alone(text: str) -> bool:
    """Return whether a message only wishes for a length; "in two sentences" alone asks for a summary."""
    return is_length_wish(text) and classify_intent(text) == "lookup"


def too_long_text(text: str, language: str) -> str:
    """Return what the bot says to a question that is too long."""
    return translate(language, "too-long", length=len(text), most=MAX_QUESTION_CHARS)


def explain_error(error: Exception, language: str) -> str:
    """Return what the bot says to a question that cannot be answered, for one of ``UNANSWERABLE``."""
    if isinstance(error, TooManyStatementsError):
        return translate(language, "too-many-statements", sentences=error.sentences, most=MAX_STATEMENTS)
    return translate(language, "what-to-check" if isinstance(error, NoStatementError) else "nothing-indexed")


def _first_reply(asked: ChatQuestion) -> int | None:
    """Return the message that the answer to an edited question replaces."""
    return asked.edited.reply_ids[0] if asked.edited and asked.edited.reply_ids else None
