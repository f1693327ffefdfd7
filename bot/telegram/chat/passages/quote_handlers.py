"""Handlers of messages about quotes: one by its number, a passage or an answer behind a link, an answer as files."""

from collections.abc import Mapping

from telegram import InlineKeyboardMarkup

from bot.state.answers import StoredCitation
from bot.telegram.chat.chat_message import ChatMessage
from bot.telegram.chat.passages.page_handlers import can_send_page
from bot.telegram.chat.passages.passage_lookup import PassageLookup
from bot.telegram.chat.passages.shared_answers import SharedAnswers
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.receiving.addressing import replied_text


class QuoteHandlers:
    """Shows stored quotes. ``username`` is always the bot's, for the links to passages."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Find answers and quotes in ``dependencies``."""
        self._run = dependencies.executors.run
        self._conversations = dependencies.conversations
        self._passages = PassageLookup(dependencies)
        self._pages = dependencies.pages
        self._shared_answers = SharedAnswers(dependencies)

    async def show_quote(self, sent: ChatMessage, username: str, number: int | None) -> None:
        """Show a quote of the answer that a message replies to, or else of the latest one."""
        keys = await self._find_keys(sent)
        if number is not None and keys:
            citation = await self._run(self._passages.find, keys[number]) if number in keys else None
            await self._show_passage(sent, username, citation, "no-such-quote", number=number)
        elif keys:
            await sent.say("which-quote")

    async def show_origin(self, sent: ChatMessage, username: str) -> None:
        """Show where the quoted part of an answer stands, or else its first quote."""
        citation = await self._find_quoted(sent)
        if citation is not None:
            await self._show_passage(sent, username, citation, "stale-passage")

    async def show_context(self, sent: ChatMessage, username: str) -> None:
        """Show the text around the quote that a user does not understand: the quoted one, or else the first."""
        citation = await self._find_quoted(sent)
        if citation is not None:
            await sent.say("cannot-explain")
            await self._show_passage(sent, username, citation, "stale-passage")

    async def _find_quoted(self, sent: ChatMessage) -> StoredCitation | None:
        """Find the quote that has the quoted part of an answer, or else the first; tell the user if there is none."""
        keys = list((await self._find_keys(sent)).values())
        words = replied_text(sent.message) if sent.message.quote is not None else ""
        for key in keys if words else ():
            citation = await self._run(self._passages.find, key)
            if citation is not None and words in citation.quote:
                return citation
        return await self._run(self._passages.find, keys[0]) if keys else None

    async def _find_keys(self, sent: ChatMessage) -> Mapping[int, str]:
        """Find the keys of the quotes that an answer shows, by number; tell the user if there are none."""
        answer_id = await self._find_answer(sent)
        if answer_id is None:
            await sent.say("no-answer-yet")
            return {}
        keys = await self._run(self._passages.list_shown, answer_id)
        if not keys:
            await sent.say("answer-without-quotes")
        return keys

    async def answer_buttons(self, sent: ChatMessage) -> InlineKeyboardMarkup | None:
        """Lay out the quotes and votes of the answer that a message replies to, or else of the latest one."""
        answer_id = await self._find_answer(sent)
        keys = {} if answer_id is None else await self._run(self._passages.list_shown, answer_id)
        return keyboards.quotes_keyboard(keys, answer_id, sent.language) if keys and answer_id is not None else None

    async def export(self, sent: ChatMessage) -> None:
        """Send the answer that a message replies to, or else the latest one, as files."""
        answer_id = await self._find_answer(sent)
        files = await self._run(self._shared_answers.export, answer_id) if answer_id is not None else []
        if not files:
            await sent.say("no-answer-yet")
        for file in files:
            await sent.delivery.send_file(sent.topic, file)

    async def open_passage(self, sent: ChatMessage, username: str, key: str) -> None:
        """Show the passage behind a link."""
        await self._show_passage(sent, username, await self._run(self._passages.find, key), "stale-passage")

    async def open_answer(self, sent: ChatMessage, username: str, key: str) -> None:
        """Show the answer behind a link."""
        messages = await self._run(self._shared_answers.render, key, username, sent.language)
        if messages:
            await sent.reply(*messages)
        else:
            await sent.say("stale-answer")

    async def _show_passage(
        self, sent: ChatMessage, username: str, citation: StoredCitation | None, otherwise: str, **values: int
    ) -> None:
        """Show a passage, or the message ``otherwise`` if there is no citation."""
        if citation is None:
            await sent.say(otherwise, **values)
            return
        reader = sent.user.id if sent.topic.private else None
        has_picture = await can_send_page(self._pages, sent.topic, citation)
        message = await self._run(
            self._passages.render, citation, username, sent.language, reader=reader, has_picture=has_picture
        )
        await sent.reply(message)

    async def _find_answer(self, sent: ChatMessage) -> int | None:
        topic = sent.topic
        return await self._run(self._conversations.find_answer, topic.chat_id, topic.thread_id, sent.replied_id)
