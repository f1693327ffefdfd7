"""Which chats the bot can write to: Telegram tells when a user blocks the bot or a group removes it."""

from telegram import ChatMember, Update

from bot.telegram.dependencies import Dependencies
from bot.telegram.types import HandlerContext


class ReachabilityHandler:
    """Handles changes of the bot's own membership in a chat."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Store changes in ``dependencies``."""
        self._stores = dependencies.stores

    async def record(self, update: Update, _context: HandlerContext) -> None:
        """Store whether the bot can write to the chat from now on."""
        change = update.my_chat_member
        if change is not None:
            is_member = change.new_chat_member.status not in {ChatMember.LEFT, ChatMember.BANNED}
            users = self._stores.users
            await self._stores.executors.run(users.set_reachable, change.chat.id, reachable=is_member)
