"""One message to one chat: at the chat's pace, into the right topic, and on to where the chat has moved."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from io import BytesIO

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.telegram.chat_topics import Place
from bot.telegram.dependencies import Records
from bot.telegram.messages.message import Outgoing
from bot.telegram.sending.chat_rate_limit import Pace
from bot.telegram.sending.retries import UnsureError, attempt, insist

_log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# In these words Telegram says that nothing can be written there, whatever it is.
_CLOSED = ("not enough rights", "have no rights", "chat not found", "write_forbidden", "peer_id_invalid")
_TOPIC_CLOSED = "topic_closed"
_UNCHANGED = "not modified"
# In these, that there is no such message of the bot's to change any more.
_GONE = ("to edit", "can't be edited", "message_id_invalid")


@dataclass(frozen=True, slots=True)
class File:
    """A file to send; an image is shown as one."""

    name: str
    data: bytes
    caption: str = ""
    image: bool = False


class Post:
    """Carries messages, each by itself. A chat that takes none is remembered, and what was for it is dropped.

    Every method raises ``UnsureError`` where nobody knows whether a message arrived, and ``TelegramError`` where
    Telegram refuses one for the sake of what is in it.
    """

    def __init__(self, bot: Bot, records: Records, pace: Pace) -> None:
        """Send as ``bot``, at this pace."""
        self._bot = bot
        self._records = records
        self._pace = pace

    async def send(self, place: Place, message: Outgoing, reply_to: int | None) -> int | None:
        """Send a message; returns its id, None where the chat takes none."""

        async def post(to: Place, outgoing: Outgoing) -> int:
            sent = await self._bot.send_message(
                to.chat_id,
                outgoing.text,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                message_thread_id=to.thread_id,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=(
                    ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
                ),
            )
            return sent.message_id

        return await self._carried(place, message, post)

    async def send_file(self, place: Place, file: File) -> int | None:
        """Send a file; returns its message's id, None where the chat takes none."""

        async def post(to: Place, outgoing: Outgoing) -> int:
            send = self._bot.send_photo if file.image else self._bot.send_document
            body, thread_id = BytesIO(file.data), to.thread_id
            sent = await send(to.chat_id, body, caption=outgoing.text, filename=file.name, message_thread_id=thread_id)
            return sent.message_id

        return await self._carried(place, Outgoing(file.caption), post)

    async def change(self, place: Place, message_id: int, message: Outgoing) -> int | None:
        """Put other content into one of the bot's messages, or send it where that one is gone; returns its id."""

        async def post(to: Place, outgoing: Outgoing) -> int:
            await self._bot.edit_message_text(
                outgoing.text,
                chat_id=to.chat_id,
                message_id=message_id,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                link_preview_options=_NO_PREVIEW,
            )
            return message_id

        try:
            return await self._carried(place, message, post, repeatable=True)
        except BadRequest as error:
            reason = error.message.lower()
            if _UNCHANGED in reason:
                return message_id
            if not any(words in reason for words in _GONE):
                raise
        return await self.send(place, message, None)

    async def remove(self, place: Place, message_id: int) -> None:
        """Take one of the bot's messages away, if it is still there."""
        try:
            await insist(lambda: self._bot.delete_message(place.chat_id, message_id))
        except (TelegramError, UnsureError) as error:
            _log.info("A message could not be taken away: %s", error)

    async def _carried(
        self,
        place: Place,
        message: Outgoing,
        post: Callable[[Place, Outgoing], Awaitable[int]],
        *,
        repeatable: bool = False,
    ) -> int | None:
        async def at_its_turn(outgoing: Outgoing) -> int:
            await self._pace.turn(place.chat_id)
            return await post(place, outgoing)

        try:
            return await attempt(at_its_turn, message, repeatable=repeatable)
        except ChatMigrated as error:
            elsewhere = replace(place, chat_id=error.new_chat_id)
        except Forbidden as error:
            await self._closed(place, error)
            return None
        except BadRequest as error:
            reason = error.message.lower()
            if _TOPIC_CLOSED in reason:
                _log.info("A topic of chat %d takes no messages", place.chat_id)
                return None
            if any(words in reason for words in _CLOSED):
                await self._closed(place, error)
                return None
            if place.thread_id is None or "thread not found" not in reason:
                raise
            elsewhere = replace(place, thread_id=None)
        return await self._carried(elsewhere, message, post, repeatable=repeatable)

    async def _closed(self, place: Place, error: TelegramError) -> None:
        _log.info("Chat %d takes no messages: %s", place.chat_id, error)
        records = self._records
        await records.worker.run(records.people.set_reachable, place.chat_id, reachable=False)
