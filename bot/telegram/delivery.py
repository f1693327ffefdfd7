"""Sending: at Telegram's pace, into the right topic, and never twice."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.parcels import Address, Parcel, State
from bot.telegram import words
from bot.telegram.attempts import UnsureError, attempt
from bot.telegram.current import handled
from bot.telegram.pace import Pace
from bot.telegram.packing import packed, unpacked
from bot.telegram.places import Place
from bot.telegram.rendering import Outgoing
from bot.telegram.services import Records

AGAIN = "r:"
"""Before the key of a parcel in the button that sends it once more."""

_log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TYPING_AFTER_S = 0.3
_OFFER_AFTER_S = 1.0
_OFFERS = 4
_REFERENCE_BYTES = 3
# In these words Telegram says that nothing can be written there, whatever it is.
_CLOSED = (
    "not enough rights",
    "have no rights",
    "chat not found",
    "topic_closed",
    "write_forbidden",
    "peer_id_invalid",
)


@dataclass(frozen=True, slots=True)
class File:
    """A file to send; an image is shown as one."""

    name: str
    data: bytes
    caption: str = ""
    image: bool = False


class Delivery:
    """What the bot sends goes through here.

    Telegram's refusals that concern a bug of ours are raised. Somebody who blocked the bot is remembered. Where nobody
    knows whether a message arrived, it is not sent again: its reader is asked, with a button that brings it.
    """

    def __init__(self, bot: Bot, records: Records, pace: Pace | None = None) -> None:
        """Send as ``bot``, and keep in ``records`` what is on its way."""
        self._bot = bot
        self._records = records
        self._pace = pace or Pace()
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
            await self._note(parcel, "unsure", sent)
            self._start_offering(parcel, error)
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
                message_id = await self._change(place, into, message)
            else:
                message_id = await self._send(place, message, reply_to if at == 0 else None)
            if message_id is not None:
                sent.append(message_id)

    async def edit(self, place: Place, message_id: int, message: Outgoing) -> None:
        """Put other content into one of the bot's messages, or send it where that message is gone."""
        with contextlib.suppress(UnsureError):  # what it showed before is still there
            await self._change(place, message_id, message)

    async def _change(self, place: Place, message_id: int, message: Outgoing) -> int | None:
        async def change(outgoing: Outgoing) -> None:
            await self._pace.turn(place.chat_id)
            await self._bot.edit_message_text(
                outgoing.text,
                chat_id=place.chat_id,
                message_id=message_id,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                link_preview_options=_NO_PREVIEW,
            )

        try:
            await attempt(change, message, repeatable=True)
        except Forbidden as error:
            await self._closed(place, error)
            return None
        except BadRequest as error:
            reason = error.message.lower()
            if "not modified" in reason:
                return message_id
            if "to edit" not in reason and "can't be edited" not in reason:
                raise
            return await self._send(place, message, None)
        return message_id

    async def answer_press(self, query_id: str, text: str | None = None) -> bool:
        """Answer a pressed button, in a window if there is something to say; returns whether Telegram took it."""
        try:
            await self._bot.answer_callback_query(query_id, text, show_alert=text is not None)
        except TelegramError as error:
            _log.info("A press could not be answered: %s", error)
            return False
        return True

    async def notice_press(self, query_id: str, text: str) -> None:
        """Answer a pressed button with a line that goes away by itself."""
        try:
            await self._bot.answer_callback_query(query_id, text)
        except TelegramError as error:
            _log.info("A press could not be answered: %s", error)

    async def send_file(self, place: Place, file: File) -> None:
        """Send a file. What is lost on the way can be asked for again."""

        async def post(_: Outgoing) -> None:
            await self._pace.turn(place.chat_id)
            body, thread_id = BytesIO(file.data), place.thread_id
            if file.image:
                await self._bot.send_photo(
                    place.chat_id, body, file.caption, filename=file.name, message_thread_id=thread_id
                )
            else:
                await self._bot.send_document(
                    place.chat_id, body, file.caption, filename=file.name, message_thread_id=thread_id
                )

        try:
            await attempt(post, Outgoing(file.caption))
        except UnsureError as error:
            _log.warning("A file may not have arrived: %s", error)

    @contextlib.asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Show once that an answer is being written, if that takes longer than a moment."""
        showing = asyncio.create_task(self._show_typing(place))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show_typing(self, place: Place) -> None:
        await asyncio.sleep(_TYPING_AFTER_S)
        try:
            await self._bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
        except TelegramError as error:
            _log.info("Typing could not be shown: %s", error)

    async def _send(self, place: Place, message: Outgoing, reply_to: int | None) -> int | None:
        try:
            try:
                return await self._post(place, message, reply_to)
            except ChatMigrated as error:
                return await self._post(replace(place, chat_id=error.new_chat_id), message, reply_to)
        except Forbidden as error:
            await self._closed(place, error)
            return None
        except BadRequest as error:
            reason = error.message.lower()
            if place.thread_id is not None and "thread not found" in reason:
                return await self._send(replace(place, thread_id=None), message, reply_to)
            if any(words_ in reason for words_ in _CLOSED):
                await self._closed(place, error)
                return None
            raise

    async def _post(self, place: Place, message: Outgoing, reply_to: int | None) -> int:
        async def post(outgoing: Outgoing) -> Message:
            await self._pace.turn(place.chat_id)
            return await self._bot.send_message(
                place.chat_id,
                outgoing.text,
                entities=outgoing.entities,
                reply_markup=outgoing.keyboard,
                message_thread_id=place.thread_id,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=(
                    ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
                ),
            )

        return (await attempt(post, message)).message_id

    async def _closed(self, place: Place, error: TelegramError) -> None:
        _log.info("Chat %d takes no messages: %s", place.chat_id, error)
        records = self._records
        await records.worker.run(records.people.set_reachable, place.chat_id, reachable=False)

    # What may be lost

    async def _begin(
        self, place: Place, messages: Sequence[Outgoing], reply_to: int | None, answer_id: int | None
    ) -> tuple[Parcel, bool]:
        current = handled.get()
        to = Address(place.chat_id, place.thread_id, reply_to, current.language)
        return await self._records.worker.run(
            self._records.parcels.begin,
            to,
            [packed(message) for message in messages],
            answer_id=answer_id,
            update_id=current.update_id,
        )

    async def _note(self, parcel: Parcel, state: State, sent: Sequence[int]) -> None:
        known = (*parcel.message_ids, *sent)
        await self._records.worker.run(self._records.parcels.note, parcel.key, state, known)

    def _start_offering(self, parcel: Parcel, error: Exception) -> None:
        _log.warning("A message to chat %d may not have arrived: %s", parcel.chat_id, error)
        task = asyncio.create_task(self._offer_soon())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _offer_soon(self) -> None:
        await asyncio.sleep(_OFFER_AFTER_S)
        await self.offer()

    async def offer(self) -> None:
        """Ask the readers of what may be lost whether it arrived, with a button that brings it."""
        records = self._records
        for parcel in await records.worker.run(records.parcels.unsure, _OFFERS):
            if not await records.worker.run(records.people.is_reachable, parcel.chat_id):
                continue
            reference = secrets.token_hex(_REFERENCE_BYTES).upper()
            language = parcel.language or words.LANGUAGES[0]
            _log.warning("Reference %s: the reader in chat %d is asked", reference, parcel.chat_id)
            button = InlineKeyboardButton(words.say(language, "show-again"), callback_data=AGAIN + parcel.key)
            asked = Outgoing(
                words.say(language, "maybe-lost", reference=reference), (), InlineKeyboardMarkup([[button]])
            )
            place = Place(parcel.chat_id, parcel.thread_id, parcel.chat_id > 0)
            try:
                await self._send(place, asked, parcel.reply_to)
            except (UnsureError, TelegramError) as error:
                _log.warning("Reference %s could not be told: %s", reference, error)
                continue
            await self._note(parcel, "offered", ())

    async def bring(self, key: str, place: Place, message_id: int) -> bool:
        """Put what may be lost where its reader was asked; returns whether there is anything to bring."""
        parcel = await self._records.worker.run(self._records.parcels.take, key)
        if parcel is None or not parcel.rest:
            return False
        sent: list[int] = []
        try:
            await self._send_all(place, [unpacked(body) for body in parcel.rest], sent, None, message_id)
        except UnsureError as error:
            await self._note(parcel, "unsure", sent)
            self._start_offering(parcel, error)
        else:
            await self._note(parcel, "sent", sent)
        return True

    async def close(self) -> None:
        """Leave what was not asked yet to the next run."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
