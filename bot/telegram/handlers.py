"""Commands, questions, and messages that are neither."""

import logging
from collections.abc import Callable
from functools import partial

from telegram import Message, Update, User
from telegram.ext import ContextTypes

from bot.telegram import places, words
from bot.telegram.asking import Asked, Asking
from bot.telegram.delivery import Delivery
from bot.telegram.gate import command_of, question_of
from bot.telegram.rendering import Outgoing, introduction_message, plain, sources_message
from bot.telegram.services import Services

_log = logging.getLogger(__name__)

CLAIM = "claim_"
"""Before the token in the payload of the link that makes an admin."""


class Handlers:
    """What the bot does with messages; the gate has let them in, so each has a sender."""

    def __init__(
        self, services: Services, delivery: Delivery, asking: Asking, is_crowded: Callable[[Update], bool]
    ) -> None:
        """Handle messages.

        Args:
            services: What stands behind the bot.
            delivery: Sends.
            asking: Answers questions.
            is_crowded: Whether an answer should say which message it is to.
        """
        self._services = services
        self._delivery = delivery
        self._asking = asking
        self._is_crowded = is_crowded

    async def start(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Introduce the article, or make the user an admin who comes with the claim link."""
        message, user = _sent(update)
        payload = (message.text or "").partition(" ")[2].strip()
        language = words.language_of(user.language_code)
        if payload.startswith(CLAIM) and places.of_message(message).private:
            key = await self._services.worker.run(self._claim, payload, user.id)
            await self._reply(update, plain(words.say(language, key)))
        await self._reply(update, await self._services.worker.run(self._introduction, language))

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how the bot is used."""
        await self._reply(update, plain(words.help_(_language(update), context.bot.username)))

    async def sources(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the sources, the first page of them."""
        found = await self._services.worker.run(self._services.catalog.sources)
        language = _language(update)
        outgoing = sources_message(found, 0, language) if found else plain(words.say(language, "nothing-indexed"))
        await self._reply(update, outgoing)

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question: a text, or what follows the command for questions."""
        message, user = _sent(update)
        question = question_of(context.bot.bot, message)
        place = places.of_message(message)
        if not question:
            command = command_of(message)
            call = f"/{command}" if command else f"@{context.bot.username}"
            await self._reply(update, plain(words.ask_something(_language(update), call)))
            return
        await self._asking.ask(Asked(question, place, user.id, _language(update), partial(self._reply_to, update)))

    async def unknown_command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that there is no such command."""
        await self._reply(update, plain(words.say(_language(update), "unknown-command")))

    async def no_text(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that only text is read."""
        await self._reply(update, plain(words.say(_language(update), "text-only")))

    async def _reply(self, update: Update, outgoing: Outgoing) -> None:
        message, _ = _sent(update)
        await self._delivery.send(places.of_message(message), [outgoing], reply_to=self._reply_to(update))

    def _reply_to(self, update: Update) -> int | None:
        message, _ = _sent(update)
        return message.message_id if not places.of_message(message).private or self._is_crowded(update) else None

    def _claim(self, payload: str, user_id: int) -> str:
        """Try a claim; returns the key of what to say about it."""
        if self._services.chats.claim(payload.removeprefix(CLAIM), user_id):
            _log.info("User %d claimed the bot and is an admin now", user_id)
            return "claimed"
        if user_id in self._services.admins or self._services.chats.is_admin(user_id):
            return "already-admin"
        return "claim-refused"

    def _introduction(self, language: str) -> Outgoing:
        introduction = self._services.introduction()
        if introduction is None:
            return plain(words.say(language, "nothing-indexed"))
        return introduction_message(introduction, language)


def _sent(update: Update) -> tuple[Message, User]:
    """The message and its sender, which the gate made sure of."""
    message = update.message
    if message is None or message.from_user is None:
        raise ValueError("a handler of messages got an update without a message or its sender")
    return message, message.from_user


def _language(update: Update) -> str:
    """What the sender is spoken to in."""
    _, user = _sent(update)
    return words.language_of(user.language_code)
