"""Whether the Bot API server knows version 10.2 and later, which python-telegram-bot does not know yet.

A server ignores parameters that it does not know, so the bot asks once, by a method that came with that version and
that changes nothing.
"""

import logging

from telegram import Bot
from telegram.error import BadRequest, EndPointNotFound, TelegramError

_log = logging.getLogger(__name__)

_NO_MESSAGE = 2_147_483_647  # an id that no ephemeral message has


class ServerCapabilities:
    """Knows whether the server has ephemeral messages, and drafts that their reader can stop."""

    def __init__(self, bot: Bot) -> None:
        """Ask as ``bot``."""
        self._bot = bot
        self._is_recent: bool | None = None

    async def is_recent(self, chat_id: int, user_id: int) -> bool:
        """Return whether the server knows version 10.2; False as long as it does not tell."""
        if self._is_recent is None:
            parameters = {"chat_id": chat_id, "receiver_user_id": user_id, "ephemeral_message_id": _NO_MESSAGE}
            try:
                await self._bot.do_api_request("deleteEphemeralMessage", api_kwargs=parameters)
            except EndPointNotFound:
                _log.info("Telegram has no messages for one member of a group, and no button that stops a draft")
                self._is_recent = False
            except BadRequest:
                self._is_recent = True
            except TelegramError as error:
                _log.info("Which methods Telegram has is not known yet: %s", error)
                return False
            else:
                self._is_recent = True
        return self._is_recent
