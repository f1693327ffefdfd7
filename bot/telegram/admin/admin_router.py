"""Routing of commands and callback queries to handlers for admins; users who are no admins are refused."""

import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from telegram import CallbackQuery, Message, Update

from bot.telegram.callback_data import AdminData, parse
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.keyboards import admin_button, with_row
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.sending.delivery import Delivery
from bot.telegram.types import HandlerContext

ANY_ARGUMENT = re.compile(r".*")
NUMBER = re.compile(r"\d{1,18}", re.ASCII)
"""The form of the argument of a button: an id of Telegram or of a store, or the number of a page."""


@dataclass(frozen=True, slots=True)
class PrivateMessage:
    """A message in a private chat; ``rest`` is what follows the command."""

    message: Message
    topic: ChatTopic
    user_id: int
    language: str
    rest: str

    @classmethod
    def from_update(cls, update: Update) -> "PrivateMessage":
        """Read a message that passed the access gate, so that it has a sender."""
        message = update.message or update.edited_message
        if message is None or message.from_user is None:
            raise ValueError("a handler of messages got an update without a message or its sender")
        rest = (message.text or "").partition(" ")[2].strip()
        language = supported_language(message.from_user.language_code)
        return cls(message, ChatTopic.from_message(message), message.from_user.id, language, rest)


@dataclass(frozen=True, slots=True)
class AdminCallback:
    """A callback query of an admin, with the argument behind the button."""

    query: CallbackQuery
    topic: ChatTopic
    message_id: int
    language: str
    argument: str


MessageAction: TypeAlias = Callable[[PrivateMessage], Awaitable[None]]
CallbackAction: TypeAlias = Callable[[AdminCallback], Awaitable[None]]
UpdateHandler: TypeAlias = Callable[[Update, HandlerContext], Coroutine[Any, Any, None]]


class AdminRouter:
    """Routes messages and callback queries, and replies to them.

    Attributes:
        dependencies: The stores and the sources.
        delivery: Sends.
    """

    def __init__(self, dependencies: Dependencies, delivery: Delivery) -> None:
        """Reply through ``delivery``."""
        self.dependencies = dependencies
        self.delivery = delivery
        self._callback_actions: dict[str, CallbackAction] = {}
        self._arguments: dict[str, re.Pattern[str]] = {}

    def for_everyone(self, action: MessageAction) -> UpdateHandler:
        """Return a handler that passes messages of all users to ``action``."""

        async def handle(update: Update, _context: HandlerContext) -> None:
            await action(PrivateMessage.from_update(update))

        return handle

    def for_admins(self, action: MessageAction, refusal: str = "admins-only") -> UpdateHandler:
        """Return a handler that passes messages of admins to ``action``, and answers others with ``refusal``."""

        async def handle(update: Update, _context: HandlerContext) -> None:
            sent = PrivateMessage.from_update(update)
            if await self.is_admin(sent.user_id):
                await action(sent)
            else:
                await self.say(sent, refusal)

        return handle

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of all registered actions."""
        return tuple(self._callback_actions)

    def register(self, name: str, action: CallbackAction, argument: re.Pattern[str] = ANY_ARGUMENT) -> None:
        """Call ``action`` when an admin presses a button with the action of this name and such an argument."""
        self._callback_actions[name] = action
        self._arguments[name] = argument

    async def handle_callback(self, update: Update, _context: HandlerContext) -> None:
        """Call the action of a pressed button; the button of a former admin does nothing."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        if query is None:
            return
        language = supported_language(query.from_user.language_code)
        data = parse(query.data)
        action = self._callback_actions.get(data.action) if isinstance(data, AdminData) else None
        if not await self.is_admin(query.from_user.id):
            await self.delivery.acknowledgements.answer_callback(query.id, translate(language, "admins-only"))
        elif (
            action is None
            or not isinstance(data, AdminData)
            or self._arguments[data.action].fullmatch(data.argument) is None
            or topic is None
            or query.message is None
            or not topic.private  # buttons for admins are in private chats only
        ):
            await self.delivery.acknowledgements.answer_callback(query.id, translate(language, "stale-button"))
        else:
            await action(AdminCallback(query, topic, query.message.message_id, language, data.argument))

    async def is_admin(self, user_id: int) -> bool:
        """Return whether a user is an admin of the bot."""
        stores = self.dependencies.stores
        return await stores.executors.run(stores.access.is_admin, user_id)

    async def reply(self, sent: PrivateMessage, reply: OutgoingMessage) -> int | None:
        """Reply to a message; returns the id of the reply if it arrived."""
        ids = await self.delivery.send(sent.topic, [reply])
        return ids[0] if ids else None

    async def say(self, sent: PrivateMessage, key: str, **values: str | int) -> None:
        """Reply to a message with one of the bot's own messages."""
        await self.reply(sent, plain_message(translate(sent.language, key, **values)))

    async def acknowledge(self, callback: AdminCallback, key: str) -> None:
        """Answer a callback query with one of the bot's own messages, in a window."""
        text = translate(callback.language, key)
        await self.delivery.acknowledgements.answer_callback(callback.query.id, text)

    async def show(self, callback: AdminCallback, message: OutgoingMessage) -> None:
        """Replace the message of the pressed button, and answer the callback query."""
        await self.delivery.edit(callback.topic, callback.message_id, message)
        await self.delivery.acknowledgements.answer_callback(callback.query.id)


def with_manage_button(message: OutgoingMessage, language: str) -> OutgoingMessage:
    """Return the list of sources with one more button, which leads to re-indexing and removing them."""
    manage = admin_button(translate(language, "manage"), "list", "0")
    return replace(message, keyboard=with_row(message.keyboard, manage))
