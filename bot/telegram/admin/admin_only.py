"""What every part of the admins' side needs: who speaks, in which language, and that only admins get in."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot.telegram import chat_topics as places
from bot.telegram.chat_topics import Place
from bot.telegram.dependencies import Services
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import Outgoing, plain
from bot.telegram.sending.delivery import Delivery

Context: TypeAlias = ContextTypes.DEFAULT_TYPE
Handler: TypeAlias = Callable[["Sent"], Awaitable[None]]
Pressed: TypeAlias = Callable[["Press"], Awaitable[None]]

T = TypeVar("T")

PREFIX = "a:"
"""Before what a button of an admin means."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message to the bot, in private; ``rest`` is what follows the command."""

    message: Message
    place: Place
    user_id: int
    language: str
    rest: str


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button of an admin: ``a:ACTION:ARGUMENT``."""

    query: CallbackQuery
    place: Place
    message_id: int
    language: str
    argument: str


class Desk:
    """Lets admins in, and replies."""

    def __init__(self, services: Services, delivery: Delivery) -> None:
        """Reply through ``delivery``."""
        self.services = services
        self.delivery = delivery
        self._presses: dict[str, Pressed] = {}

    def everybody(self, handler: Handler) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """A handler of messages from anybody."""

        async def handle(update: Update, _context: Context) -> None:
            await handler(_sent(update))

        return handle

    def admins(self, handler: Handler) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """A handler of messages from admins; others are told that they are none."""

        async def handle(update: Update, _context: Context) -> None:
            sent = _sent(update)
            if await self.is_admin(sent.user_id):
                await handler(sent)
            else:
                await self.say(sent, "admins-only")

        return handle

    async def called(self, handler: Callable[["Sent"], Awaitable[T]], update: Update) -> T:
        """Call a handler of messages and return what it returns."""
        return await handler(_sent(update))

    def on(self, action: str, handler: Pressed) -> None:
        """What to do when a button with this action is pressed by an admin."""
        self._presses[action] = handler

    async def press(self, update: Update, _context: Context) -> None:
        """Handle a button; one that is not an admin's any more does nothing."""
        query, place = update.callback_query, places.of_update(update)
        if query is None:
            return
        language = words.language_of(query.from_user.language_code)
        action, _, argument = (query.data or "").removeprefix(PREFIX).partition(":")
        handler = self._presses.get(action)
        if not await self.is_admin(query.from_user.id):
            await self.delivery.signs.answer_press(query.id, words.say(language, "admins-only"))
        elif handler is None or place is None or query.message is None:
            await self.delivery.signs.answer_press(query.id, words.say(language, "stale-button"))
        else:
            await handler(Press(query, place, query.message.message_id, language, argument))

    async def is_admin(self, user_id: int) -> bool:
        """Whether that user may administer the bot."""
        return await self.services.records.worker.run(self.services.records.access.is_admin, user_id)

    async def reply(self, sent: Sent, outgoing: Outgoing) -> int | None:
        """Reply to a message; returns the reply's id if it arrived."""
        ids = await self.delivery.send(sent.place, [outgoing])
        return ids[0] if ids else None

    async def say(self, sent: Sent, key: str, **values: str | int) -> None:
        """Reply with one message of the bot's own words."""
        await self.reply(sent, plain(words.say(sent.language, key, **values)))

    async def show(self, press: Press, outgoing: Outgoing) -> None:
        """Put something in the place of the message whose button was pressed."""
        await self.delivery.edit(press.place, press.message_id, outgoing)
        await self.delivery.signs.answer_press(press.query.id)


def _sent(update: Update) -> Sent:
    message = update.message
    if message is None or message.from_user is None:
        raise ValueError("a handler of messages got an update without a message or its sender")
    rest = (message.text or "").partition(" ")[2].strip()
    language = words.language_of(message.from_user.language_code)
    return Sent(message, places.of_message(message), message.from_user.id, language, rest)


def button(label: str, action: str, argument: str) -> InlineKeyboardButton:
    """A button for admins, which the handler of that action gets."""
    return InlineKeyboardButton(label, callback_data=f"{PREFIX}{action}:{argument}")


def with_management(shown: Outgoing, language: str) -> Outgoing:
    """The list of sources with one more button, which leads to renewing and removing them."""
    rows = shown.keyboard.inline_keyboard if shown.keyboard else ()
    manage = button(words.say(language, "manage"), "list", "0")
    return Outgoing(shown.text, shown.entities, InlineKeyboardMarkup([*rows, [manage]]))
