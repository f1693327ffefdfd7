"""Handlers of buttons by which a user asks to be told: when cited words change, when a question has an answer."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.state.subscriptions.citation_watches import CitationWatch
from bot.state.subscriptions.open_questions import AwaitedAnswer
from bot.telegram.chat.chat_callback import ChatCallback
from bot.telegram.chat.passages.passage_lookup import PassageLookup
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.keyboards import await_button, watch_button
from bot.telegram.sending.delivery import Delivery


class SubscriptionHandlers:
    """Handles these buttons, which are in private chats only; the button shows what holds."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery) -> None:
        """Store subscriptions in ``dependencies``, and show them through ``delivery``."""
        self._run = dependencies.executors.run
        self._stores = dependencies.stores
        self._answers = dependencies.answers
        self._passages = PassageLookup(dependencies)
        self._delivery = delivery

    async def watch(self, callback: ChatCallback, key: str) -> None:
        """Tell the user when cited words change, or no longer."""
        citation = await self._run(self._passages.find, key)
        if citation is None or not callback.topic.private:
            await callback.acknowledge("stale-passage" if citation is None else "stale-button")
            return
        topic, user_id = callback.topic, callback.query.from_user.id
        watch = CitationWatch(key, user_id, topic.chat_id, topic.thread_id, callback.language, citation.text_id)
        is_watched = await self._run(self._stores.citation_watches.toggle, watch)
        await callback.acknowledge("watching" if is_watched else "not-watching", window=False)
        await self._mark(callback, watch_button(key, callback.language, watched=is_watched))

    async def await_answer(self, callback: ChatCallback, answer_id: int) -> None:
        """Tell the user when the sources answer a question, or no longer."""
        answer = await self._run(self._answers.answer, answer_id)
        topic, user_id = callback.topic, callback.query.from_user.id
        if answer is None or answer.chat_id != topic.chat_id or not topic.private:
            await callback.acknowledge("stale-button")
            return
        awaited = AwaitedAnswer(answer_id, user_id, topic.chat_id, topic.thread_id, callback.language, answer.question)
        is_awaited = await self._run(self._stores.open_questions.toggle_awaited, awaited)
        await callback.acknowledge("awaiting" if is_awaited else "not-awaiting", window=False)
        await self._mark(callback, await_button(answer_id, callback.language, awaited=is_awaited))

    async def _mark(self, callback: ChatCallback, marked: InlineKeyboardButton) -> None:
        """Replace the pressed button, if Telegram still sends the message."""
        if callback.keyboard is None:
            return
        rows = [
            [marked if button.callback_data == marked.callback_data else button for button in row]
            for row in callback.keyboard.inline_keyboard
        ]
        await self._delivery.edit_keyboard(callback.topic, callback.message_id, InlineKeyboardMarkup(rows))
