"""Sending: never twice, and never lost without a word."""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.state.outbox import DeliveryState, OutboxMessage, Recipient
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import BotStores
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import LANGUAGES, translate
from bot.telegram.sending.acknowledgements import Acknowledgements
from bot.telegram.sending.chat_rate_limit import ChatRateLimiter
from bot.telegram.sending.error_reference import new_reference
from bot.telegram.sending.message_json import from_json, to_json
from bot.telegram.sending.posting import OutgoingFile, Posting
from bot.telegram.sending.retries import DeliveryUnknownError, NotDeliveredError
from bot.telegram.update_context import current_update

__all__ = ["AGAIN", "Delivery", "OutgoingFile"]

AGAIN = "r:"
"""Before the key of a parcel in the button that sends it once more."""

_log = logging.getLogger(__name__)

_OFFER_AFTER_S = 1.0
_OFFERS = 4


class Delivery:
    """What the bot sends goes through here.

    Telegram's refusals that concern a bug of ours are raised. Somebody who blocked the bot is remembered. Where nobody
    knows whether a message arrived, it is not sent again: its reader is asked, with a button that brings it.

    Attributes:
        signs: Gives signs of life, which are no messages.
    """

    def __init__(self, bot: Bot, stores: BotStores, rate_limiter: ChatRateLimiter | None = None) -> None:
        """Send as ``bot``, and keep in ``stores`` what is on its way."""
        self.acknowledgements = Acknowledgements(bot)
        self._posting = Posting(bot, stores, rate_limiter or ChatRateLimiter())
        self._stores = stores
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(
        self,
        topic: ChatTopic,
        messages: Sequence[OutgoingMessage],
        *,
        reply_to: int | None = None,
        answer_id: int | None = None,
    ) -> list[int]:
        """Send messages in order, the first as a reply if asked for.

        Args:
            topic: Where to.
            messages: At least one.
            reply_to: The message that the first one replies to.
            answer_id: The stored answer that they are. It is sent once, however often it is asked for.

        Returns:
            The ids of those known to have arrived: all, unless the way there was lost.
        """
        parcel = None
        if answer_id is not None:
            parcel, new = await self._begin(topic, messages, reply_to, answer_id)
            if not new:
                return list(parcel.message_ids)
        sent: list[int] = []
        try:
            await self._send_all(topic, messages, sent, reply_to)
        except DeliveryUnknownError as error:
            if parcel is None:
                parcel, _ = await self._begin(topic, messages, reply_to, None)
            await self._lost(parcel, sent, error)
        except BaseException as error:
            # Cancelled, it is for the next run to say so; refused, the error handler says so.
            if parcel is not None and not isinstance(error, asyncio.CancelledError):
                await self._note(parcel, "sent", sent)
            raise
        else:
            if parcel is not None:
                await self._note(parcel, "sent", sent)
        return sent

    async def _send_all(
        self,
        topic: ChatTopic,
        messages: Sequence[OutgoingMessage],
        sent: list[int],
        reply_to: int | None,
        into: int | None = None,
    ) -> None:
        """Send messages, the first into one that is there, adding the id of each one that arrives to ``sent``."""
        for at, message in enumerate(messages):
            if at == 0 and into is not None:
                message_id = await self._posting.change(topic, into, message)
            else:
                message_id = await self._posting.send(topic, message, reply_to if at == 0 else None)
            if message_id is not None:
                sent.append(message_id)

    async def edit(
        self, topic: ChatTopic, message_id: int, message: OutgoingMessage, *, transient: bool = False
    ) -> None:
        """Put other content into one of the bot's messages, or send it where that message is gone.

        Args:
            topic: Where it stands.
            message_id: The message.
            message: The content.
            transient: Whether it is soon replaced by another, so that its loss is none.
        """
        try:
            await self._posting.change(topic, message_id, message)
        except DeliveryUnknownError as error:
            if not transient:
                parcel, _ = await self._begin(topic, [message], None, None)
                await self._lost(parcel, [], error)

    async def remove(self, topic: ChatTopic, message_id: int) -> None:
        """Take one of the bot's messages away, if it is still there."""
        await self._posting.remove(topic, message_id)

    async def send_file(self, topic: ChatTopic, file: OutgoingFile) -> None:
        """Send a file; where it may be lost, say so. Whoever wants it asks again."""
        try:
            await self._posting.send_file(topic, file)
        except DeliveryUnknownError as error:
            reference = new_reference()
            _log.warning("Reference %s: a file to chat %d may not have arrived: %s", reference, topic.chat_id, error)
            sentence = translate(current_update.get().language, "file-maybe-lost", reference=reference)
            await self.send(topic, [plain_message(sentence)])

    # What may be lost

    async def _begin(
        self, topic: ChatTopic, messages: Sequence[OutgoingMessage], reply_to: int | None, answer_id: int | None
    ) -> tuple[OutboxMessage, bool]:
        current = current_update.get()
        to = Recipient(topic.chat_id, topic.thread_id, reply_to, current.language)
        return await self._stores.executors.run(
            self._stores.outbox.add,
            to,
            [to_json(message) for message in messages],
            answer_id=answer_id,
            update_id=current.update_id,
        )

    async def _note(self, parcel: OutboxMessage, state: DeliveryState, sent: Sequence[int]) -> None:
        known = (*parcel.message_ids, *sent)
        await self._stores.executors.run(self._stores.outbox.set_state, parcel.key, state, known)

    async def _lost(self, parcel: OutboxMessage, sent: Sequence[int], error: Exception) -> None:
        """Note that the rest of a parcel may be lost; its reader is asked in a moment."""
        _log.warning("A message to chat %d may not have arrived: %s", parcel.chat_id, error)
        await self._note(parcel, "unsure", sent)
        task = asyncio.create_task(self._offer_soon())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _offer_soon(self) -> None:
        await asyncio.sleep(_OFFER_AFTER_S)
        await self.offer()

    async def offer(self) -> None:
        """Ask the readers of what may be lost whether it arrived, with a button that brings it."""
        stores = self._stores
        for parcel in await stores.executors.run(stores.outbox.take_unsure, _OFFERS):
            if await stores.executors.run(stores.users.is_reachable, parcel.chat_id):
                await self._offer(parcel)

    async def _offer(self, parcel: OutboxMessage) -> None:
        reference = new_reference()
        language = parcel.language or LANGUAGES[0]
        _log.warning("Reference %s: the reader in chat %d is asked", reference, parcel.chat_id)
        button = InlineKeyboardButton(translate(language, "show-again"), callback_data=AGAIN + parcel.key)
        asked = OutgoingMessage(
            translate(language, "maybe-lost", reference=reference), (), InlineKeyboardMarkup([[button]])
        )
        topic = ChatTopic(parcel.chat_id, parcel.thread_id, parcel.chat_id > 0)
        try:
            await self._posting.send(topic, asked, parcel.reply_to)
        except NotDeliveredError:
            # However long Telegram is away, its reader is asked once it is back.
            await self._stores.executors.run(self._stores.outbox.undo_try, parcel.key)
        except (DeliveryUnknownError, TelegramError) as error:
            _log.warning("Reference %s could not be told: %s", reference, error)
        else:
            await self._note(parcel, "offered", ())

    async def resend(self, key: str, topic: ChatTopic, message_id: int) -> bool:
        """Put what may be lost where its reader was asked; returns whether there is anything to bring."""
        parcel = await self._stores.executors.run(self._stores.outbox.take_for_resend, key)
        if parcel is None or not parcel.unconfirmed:
            return False
        sent: list[int] = []
        try:
            await self._send_all(topic, [from_json(body) for body in parcel.unconfirmed], sent, None, message_id)
        except DeliveryUnknownError as error:
            await self._lost(parcel, sent, error)
        except TelegramError:
            await self._note(parcel, "sent", sent)  # refused for good: the error handler says so
            raise
        else:
            await self._note(parcel, "sent", sent)
        return True

    async def close(self) -> None:
        """Leave what was not asked yet to the next run."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
