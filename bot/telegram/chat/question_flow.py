"""From a question in a chat to its answer there."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.types import MAX_QUESTION_CHARS, Answer, Question, Turn
from bot.telegram.chat.source_filter import SourceChoice, scope_sentence
from bot.telegram.chat_topics import Place
from bot.telegram.dependencies import Services
from bot.telegram.messages import translations as words
from bot.telegram.messages.answer import Frame, answer_messages
from bot.telegram.messages.message import Outgoing, plain
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.streaming_preview import Previews
from index.errors import NothingIndexedError


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where it was asked.

    Attributes:
        language: The user's.
        reply_to: The message that the answer replies to, where that helps; asked for when the answer is sent, because
            others may have come in meanwhile.
        follows: The message of the bot's that the question replies to; its conversation is continued.
        shown: Whether the question stands in the chat; one that came from a button does not.
    """

    question: str
    place: Place
    user_id: int
    language: str
    reply_to: Callable[[], int | None]
    follows: int | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class _Reply:
    """What to send; ``answer_id`` names the stored answer, if it is one."""

    messages: list[Outgoing]
    answer_id: int | None = None


@dataclass(frozen=True, slots=True)
class _AtWork:
    """An answer that is being written, and who asked for it."""

    user_id: int
    writing: "asyncio.Future[Answer]"


class Asking:
    """Answers questions and remembers the answers."""

    def __init__(self, services: Services, delivery: Delivery, previews: Previews) -> None:
        """Ask ``services``, reply through ``delivery``, and show how an answer grows in ``previews``."""
        self._services = services
        self._delivery = delivery
        self._previews = previews
        self._sources = SourceChoice(services)
        self._at_work: dict[Place, _AtWork] = {}

    async def ask(self, asked: Asked) -> None:
        """Answer a question, or say what is wrong with it."""
        reply = await self._reply(asked)
        sent = await self._delivery.send(
            asked.place, reply.messages, reply_to=asked.reply_to(), answer_id=reply.answer_id
        )
        if reply.answer_id is not None:
            await self._services.worker.run(self._services.chats.add_messages, reply.answer_id, sent)

    def stop(self, place: Place, user_id: int) -> bool:
        """Stop the answer that a user waits for in a chat and topic; returns whether there was one."""
        found = self._at_work.get(place)
        return found is not None and found.user_id == user_id and found.writing.cancel()

    async def _reply(self, asked: Asked) -> _Reply:
        length = len(asked.question)
        if length > MAX_QUESTION_CHARS:
            sentence = words.say(asked.language, "too-long", length=length, most=MAX_QUESTION_CHARS)
            return _Reply([plain(sentence)])
        try:
            return await self._answer(asked)
        except NothingIndexedError:
            return _Reply([plain(words.say(asked.language, "nothing-indexed"))])

    async def _answer(self, asked: Asked) -> _Reply:
        place, run, conversations = asked.place, self._services.worker.run, self._services.conversations
        before = (
            None if asked.follows is None else await run(conversations.answer_of_message, place.chat_id, asked.follows)
        )
        memory = await run(conversations.memory, place.chat_id, place.thread_id, before)
        scope = await run(self._sources.scope, place)
        answer = await self._written(asked, memory.turns, [source.id for source in scope] or None)
        if answer is None:
            return _Reply([plain(words.say(asked.language, "stopped"))])
        stored = await run(
            self._services.chats.save_answer,
            answer,
            chat_id=place.chat_id,
            thread_id=place.thread_id,
            user_id=asked.user_id,
            follows=memory.follows,
        )
        language = answer.language if answer.language in words.LANGUAGES else asked.language
        frame = Frame(
            language,
            keys=stored.keys,
            answer_id=stored.id,
            asked=None if asked.shown else asked.question,
            scope=scope_sentence(scope, language),
        )
        return _Reply(answer_messages(answer, frame), stored.id)

    async def _written(self, asked: Asked, history: Sequence[Turn], source_ids: Sequence[str] | None) -> Answer | None:
        """The answer, shown while it is written; None where the user stopped it."""
        place = asked.place
        async with self._delivery.signs.typing(place), self._previews.shown(place, asked.language) as on_text:
            question = Question(asked.question, source_ids, history, str(asked.user_id), on_text)
            writing = asyncio.ensure_future(self._services.answerer.answer(question))
            self._at_work[place] = _AtWork(asked.user_id, writing)
            try:
                return await writing
            except asyncio.CancelledError:
                waiting = asyncio.current_task()
                if waiting is None or waiting.cancelling():
                    raise  # it was not the answer that was stopped, but the bot
                return None
            finally:
                del self._at_work[place]
