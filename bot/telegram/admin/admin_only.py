"""What every part of the admins' side needs: who speaks, in which language, and that only admins get in."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.sending.delivery import Delivery

Context: TypeAlias = ContextTypes.DEFAULT_TYPE
Handler: TypeAlias = Callable[["PrivateMessage"], Awaitable[None]]
Pressed: TypeAlias = Callable[["AdminCallback"], Awaitable[None]]

T = TypeVar("T")

PREFIX = "a:"
"""Before what a button of an admin means."""


@dataclass(frozen=True, slots=True)
class PrivateMessage:
    """A message to the bot, in private; ``rest`` is what follows the command."""

    message: Message
    topic: ChatTopic
    user_id: int
    language: str
    rest: str


@dataclass(frozen=True, slots=True)
class AdminCallback:
    """A pressed button of an admin: ``a:ACTION:ARGUMENT``."""

    query: CallbackQuery
    topic: ChatTopic
    message_id: int
    language: str
    argument: str


class AdminRouter:
    """Lets admins in, and replies."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery) -> None:
        """Reply through ``delivery``."""
        self.dependencies = dependencies
        self.delivery = delivery
        self._callbacks: dict[str, Pressed] = {}

    def for_everyone(self, handler: Handler) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """A handler of messages from anybody."""

        async def handle(update: Update, _context: Context) -> None:
            await handler(_sent(update))

        return handle

    def for_admins(self, handler: Handler) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """A handler of messages from admins; others are told that they are none."""

        async def handle(update: Update, _context: Context) -> None:
            sent = _sent(update)
            if await self.is_admin(sent.user_id):
                await handler(sent)
            else:
                await self.say(sent, "admins-only")

        return handle

    async def call(self, handler: Callable[["PrivateMessage"], Awaitable[T]], update: Update) -> T:
        """Call a handler of messages and return what it returns."""
        return await handler(_sent(update))

    def register(self, action: str, handler: Pressed) -> None:
        """What to do when a button with this action is pressed by an admin."""
        self._callbacks[action] = handler

    async def handle_callback(self, update: Update, _context: Context) -> None:
        """Handle a button; one that is not an admin's any more does nothing."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        if query is None:
            return
        language = supported_language(query.from_user.language_code)
        action, _, argument = (query.data or "").removeprefix(PREFIX).partition(":")
        handler = self._callbacks.get(action)
        if not await self.is_admin(query.from_user.id):
            await self.delivery.acknowledgements.answer_callback(query.id, translate(language, "admins-only"))
        elif handler is None or topic is None or query.message is None:
            await self.delivery.acknowledgements.answer_callback(query.id, translate(language, "stale-button"))
        else:
            await handler(AdminCallback(query, topic, query.message.message_id, language, argument))

    async def is_admin(self, user_id: int) -> bool:
        """Whether that user may administer the bot."""
        return await self.dependencies.stores.executors.run(self.dependencies.stores.access.is_admin, user_id)

    async def reply(self, sent: PrivateMessage, outgoing: OutgoingMessage) -> int | None:
        """Reply to a message; returns the reply's id if it arrived."""
        ids = await self.delivery.send(sent.topic, [outgoing])
        return ids[0] if ids else None

    async def say(self, sent: PrivateMessage, key: str, **values: str | int) -> None:
        """Reply with one message of the bot's own words."""
        await self.reply(sent, plain_message(translate(sent.language, key, **values)))

    async def show(self, callback: AdminCallback, outgoing: OutgoingMessage) -> None:
        """Put something in the place of the message whose button was pressed."""
        await self.delivery.edit(callback.topic, callback.message_id, outgoing)
        await self.delivery.acknowledgements.answer_callback(callback.query.id)


def _sent(update: Update) -> PrivateMessage:
    message = update.message
    if message is None or message.from_user is None:
        raise ValueError("a handler of messages got an update without a message or its sender")
    rest = (message.text or "").partition(" ")[2].strip()
    language = supported_language(message.from_user.language_code)
    return PrivateMessage(message, ChatTopic.from_message(message), message.from_user.id, language, rest)


def button(label: str, action: str, argument: str) -> InlineKeyboardButton:
    """A button for admins, which the handler of that action gets."""
    return InlineKeyboardButton(label, callback_data=f"{PREFIX}{action}:{argument}")


def with_manage_button(shown: OutgoingMessage, language: str) -> OutgoingMessage:
    """The list of sources with one more button, which leads to renewing and removing them."""
    rows = shown.keyboard.inline_keyboard if shown.keyboard else ()
    manage = button(translate(language, "manage"), "list", "0")
    return OutgoingMessage(shown.text, shown.entities, InlineKeyboardMarkup([*rows, [manage]]))
