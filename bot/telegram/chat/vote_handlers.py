"""Handlers of votes on answers, and of the reasons for dislikes."""

from bot.state.answers import StoredAnswer
from bot.state.conversations import Reason
from bot.telegram.chat.chat_callback import ChatCallback
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.keyboards import voted_keyboard
from bot.telegram.sending.delivery import Delivery

_DISLIKE = -1


class VoteHandlers:
    """Handles votes. The buttons of an answer show its votes, and a dislike asks for its reason."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery) -> None:
        """Store votes in ``dependencies``, and show them through ``delivery``."""
        self._run = dependencies.executors.run
        self._answers = dependencies.answers
        self._conversations = dependencies.conversations
        self._delivery = delivery

    async def vote(self, callback: ChatCallback, value: int, answer_id: int) -> None:
        """Record a vote, or undo it; mark the button."""
        answer = await self._find(callback, answer_id)
        if answer is None:
            return
        counts = await self._run(self._conversations.vote, answer.id, callback.query.from_user.id, value)
        asks_why = counts and value == _DISLIKE
        heard = "why-disliked" if asks_why else "noted" if counts else "taken-back"
        await callback.acknowledge(heard, window=False)
        await self._mark(callback, answer, why=asks_why)

    async def give_reason(self, callback: ChatCallback, reason: Reason, answer_id: int) -> None:
        """Store why a user disliked an answer; a user who did not dislike it changes nothing."""
        answer = await self._find(callback, answer_id)
        if answer is None:
            return
        if await self._run(self._conversations.give_reason, answer.id, callback.query.from_user.id, reason):
            await callback.acknowledge("reason-noted", window=False)
            await self._mark(callback, answer, why=False)
        else:
            await callback.acknowledge("dislike-first", window=False)

    async def _find(self, callback: ChatCallback, answer_id: int) -> StoredAnswer | None:
        """Find an answer of the chat; if there is none, tell the user and return None."""
        answer = await self._run(self._answers.answer, answer_id)
        if answer is not None and answer.chat_id == callback.topic.chat_id:
            return answer
        await callback.acknowledge("stale-button")
        return None

    async def _mark(self, callback: ChatCallback, answer: StoredAnswer, *, why: bool) -> None:
        if callback.keyboard is None:
            return
        counts = await self._run(self._conversations.count_votes, answer.id)
        keyboard = voted_keyboard(
            callback.keyboard, counts, private=callback.topic.private, why=why, language=callback.language
        )
        await self._delivery.edit_keyboard(callback.topic, callback.message_id, keyboard)
