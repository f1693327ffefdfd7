"""Who may ask in a group: everyone, or only its admins."""

import logging
import time
from collections.abc import Callable

from telegram import Bot, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries
from bot.telegram.types import HandlerContext

_log = logging.getLogger(__name__)

_ADMINS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
_TRUSTED_S = 60.0
_LONGEST_WAIT_S = 5.0
_MEMBERS_KEPT = 1_000


def message_sender_id(message: Message) -> int:
    """Return the id of a message's sender: the user, or the group or channel in whose name they write."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user else 0


class GroupPermissions:
    """Decides who may ask in a group. An admin who writes anonymously has the group's own id."""

    def __init__(self, dependencies: Dependencies, bot: Bot, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask Telegram as ``bot`` who is an admin, and trust its answer for a minute."""
        self._dependencies = dependencies
        self._bot = bot
        self._clock = clock
        self._members: dict[tuple[int, int], tuple[float, bool]] = {}

    async def may_ask(self, topic: ChatTopic, user_id: int) -> bool:
        """Return whether the admins of a chat let a user ask there."""
        if topic.private:
            return True
        is_restricted = self._dependencies.conversations.is_restricted
        restricted = await self._dependencies.executors.run(is_restricted, topic.chat_id)
        return not restricted or await self.is_admin(topic.chat_id, user_id)

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Return whether a user is an admin of a group; False if Telegram does not tell."""
        if user_id == chat_id:
            return True
        now = self._clock()
        known = self._members.get((chat_id, user_id))
        if known is None or known[0] < now:
            if len(self._members) > _MEMBERS_KEPT:
                self._members = {key: found for key, found in self._members.items() if found[0] >= now}
            try:
                member = await call_with_retries(lambda: self._bot.get_chat_member(chat_id, user_id), _LONGEST_WAIT_S)
            except (TelegramError, DeliveryUnknownError) as error:
                _log.info("Telegram did not tell whether a member is an admin of a group: %s", error)
                return False
            known = self._members[chat_id, user_id] = (now + _TRUSTED_S, member.status in _ADMINS)
        return known[1]

    async def migrate(self, update: Update, _context: HandlerContext) -> None:
        """Move what is stored about a group to its new id, when Telegram makes it a supergroup."""
        message = update.message
        if message is None:
            return
        old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
        for move in (self._dependencies.stores.access.move_group, self._dependencies.conversations.move_chat):
            await self._dependencies.executors.run(move, old, new)
