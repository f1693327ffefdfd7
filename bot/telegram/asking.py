"""From a question in a chat to its answer there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.answering.answerer import MAX_QUESTION_CHARS
from bot.answering.types import Answer
from bot.telegram import words
from bot.telegram.delivery import Delivery
from bot.telegram.places import Place
from bot.telegram.rendering import Outgoing, answer_messages, plain
from bot.telegram.services import Services
from index.errors import NothingIndexedError


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where it was asked.

    Attributes:
        language: The user's.
        reply_to: The message that the answer replies to, where that helps; asked for when the answer is sent, because
            others may have come in meanwhile.
        shown: Whether the question stands in the chat; one that came from a button does not.
    """

    question: str
    place: Place
    user_id: int
    language: str
    reply_to: Callable[[], int | None]
    shown: bool = True


@dataclass(frozen=True, slots=True)
class _Reply:
    """What to send; ``answer_id`` names the stored answer, if it is one."""

    messages: list[Outgoing]
    answer_id: int | None = None


class Asking:
    """Answers questions and remembers the answers."""

    def __init__(self, services: Services, delivery: Delivery) -> None:
        """Ask ``services``, reply through ``delivery``."""
        self._services = services
        self._delivery = delivery

    async def ask(self, asked: Asked) -> None:
        """Answer a question, or say what is wrong with it."""
        worker = self._services.worker
        async with self._delivery.typing(asked.place):
            reply = await self._reply(asked)
        sent = await self._delivery.send(asked.place, reply.messages, reply_to=asked.reply_to())
        if reply.answer_id is not None:
            await worker.run(self._services.chats.add_messages, reply.answer_id, sent)

    async def _reply(self, asked: Asked) -> _Reply:
        length = len(asked.question)
        if length > MAX_QUESTION_CHARS:
            sentence = words.say(asked.language, "too-long", length=length, most=MAX_QUESTION_CHARS)
            return _Reply([plain(sentence)])
        try:
            answer = await self._services.answerer.answer(asked.question)
        except NothingIndexedError:
            return _Reply([plain(words.say(asked.language, "nothing-indexed"))])
        stored = await self._services.worker.run(
            self._services.chats.save_answer,
            answer,
            chat_id=asked.place.chat_id,
            thread_id=asked.place.thread_id,
            user_id=asked.user_id,
        )
        return _Reply(_messages(asked, answer, stored.keys), stored.id)


def _messages(asked: Asked, answer: Answer, keys: Mapping[int, str]) -> list[Outgoing]:
    language = answer.language if answer.language in words.LANGUAGES else asked.language
    return answer_messages(answer, keys, language=language, asked=None if asked.shown else asked.question)
