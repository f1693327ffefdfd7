"""Sending: never twice, and never lost without a word."""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.state.outbox import DeliveryState, OutboxMessage, Recipient
from bot.telegram.chat_topics import Place
from bot.telegram.dependencies import Records
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import Outgoing, plain
from bot.telegram.sending.acknowledgements import Signs
from bot.telegram.sending.chat_rate_limit import Pace
from bot.telegram.sending.error_reference import new_reference
from bot.telegram.sending.message_json import packed, unpacked
from bot.telegram.sending.posting import File, Post
from bot.telegram.sending.retries import UnsentError, UnsureError
from bot.telegram.update_context import handled

__all__ = ["AGAIN", "Delivery", "File"]

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

    def __init__(self, bot: Bot, records: Records, pace: Pace | None = None) -> None:
        """Send as ``bot``, and keep in ``records`` what is on its way."""
        self.signs = Signs(bot)
        self._post = Post(bot, records, pace or Pace())
        self._records = records
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(
        self,
        place: Place,
        messages: Sequence[Outgoing],
        *,
        reply_to: int | None = None,
        answer_id: int | None = None,
    ) -> list[int]:
        """Send messages in order, the first as a reply if asked for.

        Args:
            place: Where to.
            messages: At least one.
            reply_to: The message that the first one replies to.
            answer_id: The stored answer that they are. It is sent once, however often it is asked for.

        Returns:
            The ids of those known to have arrived: all, unless the way there was lost.
        """
        parcel = None
        if answer_id is not None:
            parcel, new = await self._begin(place, messages, reply_to, answer_id)
            if not new:
                return list(parcel.message_ids)
        sent: list[int] = []
        try:
            await self._send_all(place, messages, sent, reply_to)
        except UnsureError as error:
            if parcel is None:
                parcel, _ = await self._begin(place, messages, reply_to, None)
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
        self, place: Place, messages: Sequence[Outgoing], sent: list[int], reply_to: int | None, into: int | None = None
    ) -> None:
        """Send messages, the first into one that is there, adding the id of each one that arrives to ``sent``."""
        for at, message in enumerate(messages):
            if at == 0 and into is not None:
                message_id = await self._post.change(place, into, message)
            else:
                message_id = await self._post.send(place, message, reply_to if at == 0 else None)
            if message_id is not None:
                sent.append(message_id)

    async def edit(self, place: Place, message_id: int, message: Outgoing, *, passing: bool = False) -> None:
        """Put other content into one of the bot's messages, or send it where that message is gone.

        Args:
            place: Where it stands.
            message_id: The message.
            message: The content.
            passing: Whether it is soon replaced by another, so that its loss is none.
        """
        try:
            await self._post.change(place, message_id, message)
        except UnsureError as error:
            if not passing:
                parcel, _ = await self._begin(place, [message], None, None)
                await self._lost(parcel, [], error)

    async def remove(self, place: Place, message_id: int) -> None:
        """Take one of the bot's messages away, if it is still there."""
        await self._post.remove(place, message_id)

    async def send_file(self, place: Place, file: File) -> None:
        """Send a file; where it may be lost, say so. Whoever wants it asks again."""
        try:
            await self._post.send_file(place, file)
        except UnsureError as error:
            reference = new_reference()
            _log.warning("Reference %s: a file to chat %d may not have arrived: %s", reference, place.chat_id, error)
            sentence = words.say(handled.get().language, "file-maybe-lost", reference=reference)
            await self.send(place, [plain(sentence)])

    # What may be lost

    async def _begin(
        self, place: Place, messages: Sequence[Outgoing], reply_to: int | None, answer_id: int | None
    ) -> tuple[OutboxMessage, bool]:
        current = handled.get()
        to = Recipient(place.chat_id, place.thread_id, reply_to, current.language)
        return await self._records.worker.run(
            self._records.parcels.add,
            to,
            [packed(message) for message in messages],
            answer_id=answer_id,
            update_id=current.update_id,
        )

    async def _note(self, parcel: OutboxMessage, state: DeliveryState, sent: Sequence[int]) -> None:
        known = (*parcel.message_ids, *sent)
        await self._records.worker.run(self._records.parcels.set_state, parcel.key, state, known)

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
        records = self._records
        for parcel in await records.worker.run(records.parcels.take_unsure, _OFFERS):
            if await records.worker.run(records.people.is_reachable, parcel.chat_id):
                await self._offer(parcel)

    async def _offer(self, parcel: OutboxMessage) -> None:
        reference = new_reference()
        language = parcel.language or words.LANGUAGES[0]
        _log.warning("Reference %s: the reader in chat %d is asked", reference, parcel.chat_id)
        button = InlineKeyboardButton(words.say(language, "show-again"), callback_data=AGAIN + parcel.key)
        asked = Outgoing(words.say(language, "maybe-lost", reference=reference), (), InlineKeyboardMarkup([[button]]))
        place = Place(parcel.chat_id, parcel.thread_id, parcel.chat_id > 0)
        try:
            await self._post.send(place, asked, parcel.reply_to)
        except UnsentError:
            # However long Telegram is away, its reader is asked once it is back.
            await self._records.worker.run(self._records.parcels.undo_try, parcel.key)
        except (UnsureError, TelegramError) as error:
            _log.warning("Reference %s could not be told: %s", reference, error)
        else:
            await self._note(parcel, "offered", ())

    async def bring(self, key: str, place: Place, message_id: int) -> bool:
        """Put what may be lost where its reader was asked; returns whether there is anything to bring."""
        parcel = await self._records.worker.run(self._records.parcels.take_for_resend, key)
        if parcel is None or not parcel.unconfirmed:
            return False
        sent: list[int] = []
        try:
            await self._send_all(place, [unpacked(body) for body in parcel.unconfirmed], sent, None, message_id)
        except UnsureError as error:
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
