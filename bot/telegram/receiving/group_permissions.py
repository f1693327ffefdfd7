"""Who may ask in a group: everyone, or only its admins."""

import logging
import time
from collections.abc import Callable

from telegram import Bot, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries

_log = logging.getLogger(__name__)

_ADMINS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
_TRUSTED_S = 60.0
_LONGEST_WAIT_S = 5.0
_KEPT = 1_000


def message_sender_id(message: Message) -> int:
    """Who wrote a message: the user, or the group itself where an admin writes anonymously."""
    if message.sender_chat is not None and message.sender_chat.id == message.chat.id:
        return message.chat.id
    return message.from_user.id if message.from_user else 0


class GroupPermissions:
    """Knows groups. An admin who writes anonymously has the group's own id as theirs."""

    def __init__(self, dependencies: Dependencies, bot: Bot, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask Telegram as ``bot`` who is an admin, and believe it for a minute."""
        self._dependencies = dependencies
        self._bot = bot
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}

    async def may_ask(self, topic: ChatTopic, user_id: int) -> bool:
        """Whether a user may ask in a chat, as far as its own admins decide."""
        if topic.private:
            return True
        restricted = await self._dependencies.executors.run(
            self._dependencies.conversations.is_restricted, topic.chat_id
        )
        return not restricted or await self.is_admin(topic.chat_id, user_id)

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Whether a user is an admin of a group; not where Telegram does not tell."""
        if user_id == chat_id:
            return True
        now = self._clock()
        known = self._known.get((chat_id, user_id))
        if known is None or known[0] < now:
            if len(self._known) > _KEPT:
                self._known = {key: found for key, found in self._known.items() if found[0] >= now}
            try:
                member = await call_with_retries(lambda: self._bot.get_chat_member(chat_id, user_id), _LONGEST_WAIT_S)
            except (TelegramError, DeliveryUnknownError) as error:
                _log.info("Telegram did not tell who is an admin of chat %d: %s", chat_id, error)
                return False
            known = self._known[chat_id, user_id] = (now + _TRUSTED_S, member.status in _ADMINS)
        return known[1]

    async def migrate(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup: what is known of it goes over to its new id."""
        message = update.message
        if message is None:
            return
        old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
        await self._dependencies.executors.run(self._dependencies.conversations.move_chat, old, new)
