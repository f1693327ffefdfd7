"""Handlers of buttons about passages: open, turn, copy. In a group the presser alone sees the passage."""

from bot.state.answers import StoredCitation
from bot.telegram.chat.chat_callback import ChatCallback
from bot.telegram.chat.passages.page_handlers import can_send_page
from bot.telegram.chat.passages.passage_lookup import PassageLookup
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.deep_links import link_to
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.keyboards import private_keyboard
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.rich_text import line, utf16_length
from bot.telegram.messages.translations import translate
from bot.telegram.sending.acknowledgements import WINDOW_UNITS
from bot.telegram.sending.delivery import Delivery


class PassageHandlers:
    """Handles buttons about passages. Every callback query is answered."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery) -> None:
        """Find passages in ``dependencies``, and send through ``delivery``."""
        self._run = dependencies.executors.run
        self._conversations = dependencies.conversations
        self._delivery = delivery
        self._passages = PassageLookup(dependencies)
        self._pages = dependencies.pages

    async def open(self, callback: ChatCallback, key: str) -> None:
        """Show the passage of a citation: in one message below each answer, which the next press edits."""
        citation = await self._find(callback, key)
        if citation is None:
            return
        message = await self._render(callback, citation, 0)
        if not callback.topic.private:
            await self._show_presser(callback, citation, message)
            return
        await callback.acknowledge()
        topic, chat_id = _topic_of(citation, callback.topic), callback.topic.chat_id
        shown = await self._run(self._conversations.passage_message, chat_id, callback.message_id)
        if shown is not None:
            passage_id = await self._delivery.edit(topic, shown, message)
        else:
            sent = await self._delivery.send(topic, [message], reply_to=callback.message_id)
            passage_id = sent[0] if sent else None
        if passage_id not in {None, shown}:
            await self._run(self._conversations.set_passage_message, chat_id, callback.message_id, passage_id)

    async def turn(self, callback: ChatCallback, key: str, step: int) -> None:
        """Show a passage beside that of a citation, in the same message."""
        citation = await self._find(callback, key)
        if citation is not None:
            message = await self._render(callback, citation, step)
            await callback.acknowledge()
            await self._delivery.edit(_topic_of(citation, callback.topic), callback.message_id, message)

    async def outline(self, callback: ChatCallback, key: str, page: int) -> None:
        """Show the headings of a cited text in the same message."""
        citation = await self._find(callback, key)
        if citation is None:
            return
        message = await self._run(self._passages.render_outline, citation, callback.language, page)
        if message is None:
            await callback.acknowledge("stale-button")
            return
        await callback.acknowledge()
        await self._delivery.edit(_topic_of(citation, callback.topic), callback.message_id, message)

    async def copy(self, callback: ChatCallback, key: str, step: int) -> None:
        """Send what a reader copies, if it is too long for a button; a group member gets it in the private chat."""
        citation = await self._find(callback, key)
        if citation is None:
            return
        if not callback.topic.private:
            link = link_to(callback.username, "passage", citation.key)
            await callback.acknowledgements.answer_callback(callback.query.id, url=link)
            return
        messages = await self._run(self._passages.render_copy, citation, callback.username, step)
        await callback.acknowledge()
        await self._delivery.send(_topic_of(citation, callback.topic), messages, reply_to=callback.message_id)

    async def _show_presser(self, callback: ChatCallback, citation: StoredCitation, message: OutgoingMessage) -> None:
        """Show a passage to one member of a group: as a message for them alone, or as a window with the quote."""
        link = link_to(callback.username, "passage", citation.key)
        keyboard = private_keyboard(message.keyboard, link, callback.language)
        private = OutgoingMessage(message.text, message.entities, keyboard)
        query = callback.query
        topic = _topic_of(citation, callback.topic)
        if await self._delivery.ephemeral.send(topic, query.from_user.id, query.id, private):
            await callback.acknowledge()
            return
        hint = translate(callback.language, "passage-in-private", number=citation.n)
        quote = line(citation.quote, WINDOW_UNITS - utf16_length(hint) - len("“”\n\n"))
        await callback.acknowledgements.answer_callback(query.id, f"“{quote}”\n\n{hint}")

    async def _find(self, callback: ChatCallback, key: str) -> StoredCitation | None:
        """Find a citation; if it is gone, tell the user and return None."""
        citation = await self._run(self._passages.find, key)
        if citation is None:
            await callback.acknowledge("stale-passage")
        return citation

    async def _render(self, callback: ChatCallback, citation: StoredCitation, step: int) -> OutgoingMessage:
        username, language = callback.username, callback.language
        reader = callback.query.from_user.id if callback.topic.private else None
        has_picture = await can_send_page(self._pages, callback.topic, citation)
        return await self._run(
            self._passages.render, citation, username, language, step, reader=reader, has_picture=has_picture
        )


def _topic_of(citation: StoredCitation, pressed_in: ChatTopic) -> ChatTopic:
    """Return the topic of a citation's answer: Telegram no longer tells the topic of a very old message."""
    if pressed_in.thread_id is None and citation.chat_id == pressed_in.chat_id:
        return ChatTopic(pressed_in.chat_id, citation.thread_id, pressed_in.private)
    return pressed_in
