"""The bot's own membership: which chats it can write to, and its introduction in a group that added it."""

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import plain_message
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.sending.delivery import Delivery
from bot.telegram.types import HandlerContext

_OUTSIDE = {ChatMember.LEFT, ChatMember.BANNED}


class ReachabilityHandler:
    """Handles changes of the bot's own membership in a chat."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery) -> None:
        """Store changes in ``dependencies``, and introduce the bot through ``delivery``."""
        self._stores = dependencies.stores
        self._delivery = delivery

    async def record(self, update: Update, context: HandlerContext) -> None:
        """Store whether the bot can write to the chat from now on; introduce the bot to a group that added it."""
        change = update.my_chat_member
        if change is None:
            return
        is_member = change.new_chat_member.status not in _OUTSIDE
        users, run = self._stores.users, self._stores.executors.run
        await run(users.set_reachable, change.chat.id, reachable=is_member)
        was_outside = change.old_chat_member.status in _OUTSIDE
        if not is_member or not was_outside or change.chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
            return
        # In a group of strangers the bot stays silent, as it does to their messages.
        if await run(self._stores.access.decide, change.from_user.id, change.chat.id) == "welcome":
            language = supported_language(change.from_user.language_code)
            text = translate(language, "group-introduction", username=f"@{context.bot.username}")
            await self._delivery.send(ChatTopic(change.chat.id, None, private=False), [plain_message(text)])
