"""Delivery of messages: an answer is never sent twice, and a message that may be lost is never dropped silently."""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.cancellation import cancel_and_wait
from bot.error_reference import current_reference, new_reference
from bot.state.outbox import DeliveryState, OutboxMessage, Recipient
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import BotStores
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage, from_json, plain_message, to_json
from bot.telegram.messages.translations import LANGUAGES, translate
from bot.telegram.sending.acknowledgements import Acknowledgements
from bot.telegram.sending.ephemeral import EphemeralMessages
from bot.telegram.sending.posting import OutgoingFile, Posting
from bot.telegram.sending.rate_limits import ChatRateLimiter
from bot.telegram.sending.retries import DeliveryUnknownError, NotDeliveredError
from bot.telegram.update_context import current_update
from index.tracing import traced

__all__ = ["Delivery", "OutgoingFile"]

_log = logging.getLogger(__name__)

_ASK_AFTER_S = 1.0
_MOST_TRIES = 4


class Delivery:
    """Sends everything that the bot sends.

    If the bot does not know whether a message arrived, it does not send the message again: it asks the reader, with a
    button that sends the message. A chat that the bot may not write to is noted as unreachable. A refusal of the
    content is raised, because the content is a bug of the bot.

    Attributes:
        acknowledgements: Sends what is no message: answers to button presses and inline queries, and "typing".
        ephemeral: Sends messages that one member of a group sees.
    """

    def __init__(self, bot: Bot, stores: BotStores, rate_limiter: ChatRateLimiter | None = None) -> None:
        """Send as ``bot``, and write messages that may be lost into the outbox of ``stores``."""
        self.acknowledgements = Acknowledgements(bot)
        self.ephemeral = EphemeralMessages(bot)
        self._posting = Posting(bot, stores, rate_limiter or ChatRateLimiter())
        self._stores = stores
        self._tasks: set[asyncio.Task[None]] = set()
        self._asking = asyncio.Lock()

    @traced("send")
    async def send(
        self,
        topic: ChatTopic,
        messages: Sequence[OutgoingMessage],
        *,
        reply_to: int | None = None,
        answer_id: int | None = None,
        replaced_ids: Sequence[int] = (),
    ) -> list[int]:
        """Send messages in order.

        Args:
            topic: Where to.
            messages: At least one.
            reply_to: The message that the first one replies to.
            answer_id: The stored answer that the messages show. An answer is sent once; a second call sends nothing.
            replaced_ids: The messages of the bot that the first ones replace, by edits; the others of them are deleted.

        Returns:
            The ids of the messages that arrived: all of them, unless the connection was lost.
        """
        entry = None
        if answer_id is not None:
            entry, is_new = await self._add(topic, messages, reply_to, answer_id)
            if not is_new:
                return list(entry.message_ids)
        sent: list[int] = []
        try:
            await self._send_all(topic, messages, sent, reply_to, replaced_ids)
        except DeliveryUnknownError as error:
            if entry is None:
                entry, _ = await self._add(topic, messages, reply_to, None)
            await self._mark_unsure(entry, sent, error)
        except BaseException as error:
            # After a cancellation the next run asks the reader; after a refusal the error handler writes to the reader.
            if entry is not None and not isinstance(error, asyncio.CancelledError):
                await self._set_state(entry, "sent", sent)
            raise
        else:
            if entry is not None:
                await self._set_state(entry, "sent", sent)
        for message_id in replaced_ids[len(messages) :]:
            await self.delete(topic, message_id)
        return sent

    async def _send_all(
        self,
        topic: ChatTopic,
        messages: Sequence[OutgoingMessage],
        sent: list[int],
        reply_to: int | None,
        replaced_ids: Sequence[int] = (),
    ) -> None:
        """Send messages, the first ones by edits of ``replaced_ids``, and add the ids to ``sent``."""
        for at, message in enumerate(messages):
            if at < len(replaced_ids):
                message_id = await self._posting.edit(topic, replaced_ids[at], message)
            else:
                message_id = await self._posting.send(topic, message, reply_to if at == 0 else None)
            if message_id is not None:
                sent.append(message_id)

    async def edit(
        self, topic: ChatTopic, message_id: int, message: OutgoingMessage, *, transient: bool = False
    ) -> int | None:
        """Replace the content of one of the bot's messages, or send it if that message is gone; returns its id.

        Args:
            topic: The message's.
            message_id: The message to edit.
            message: The new content.
            transient: Whether another edit follows soon, so that losing this one does not matter.
        """
        try:
            return await self._posting.edit(topic, message_id, message)
        except DeliveryUnknownError as error:
            if not transient:
                entry, _ = await self._add(topic, [message], None, None)
                await self._mark_unsure(entry, [], error)
            return message_id

    async def edit_keyboard(self, topic: ChatTopic, message_id: int, keyboard: InlineKeyboardMarkup) -> None:
        """Replace the buttons of one of the bot's messages, if it still exists."""
        await self._posting.edit_keyboard(topic, message_id, keyboard)

    async def delete(self, topic: ChatTopic, message_id: int) -> None:
        """Delete one of the bot's messages, if it still exists."""
        await self._posting.delete(topic, message_id)

    async def send_file(self, topic: ChatTopic, file: OutgoingFile) -> None:
        """Send a file. If it may be lost, tell the user, who can repeat the command."""
        try:
            await self._posting.send_file(topic, file)
        except DeliveryUnknownError as error:
            reference = current_reference()
            _log.warning("Reference %s: a file may not have arrived: %s", reference, error)
            sentence = translate(current_update.get().language, "file-maybe-lost", reference=reference)
            await self.send(topic, [plain_message(sentence)])

    # The outbox

    async def _add(
        self, topic: ChatTopic, messages: Sequence[OutgoingMessage], reply_to: int | None, answer_id: int | None
    ) -> tuple[OutboxMessage, bool]:
        """Add messages to the outbox; returns the entry and whether it is new."""
        current = current_update.get()
        to = Recipient(topic.chat_id, topic.thread_id, reply_to, current.language)
        return await self._stores.executors.run(
            self._stores.outbox.add,
            to,
            [to_json(message) for message in messages],
            answer_id=answer_id,
            update_id=current.update_id,
        )

    async def _set_state(self, entry: OutboxMessage, state: DeliveryState, sent: Sequence[int]) -> None:
        arrived = (*entry.message_ids, *sent)
        await self._stores.executors.run(self._stores.outbox.set_state, entry.key, state, arrived)

    async def _mark_unsure(self, entry: OutboxMessage, sent: Sequence[int], error: Exception) -> None:
        """Note that the rest of an entry may be lost, and ask its reader in a moment."""
        _log.warning("A message may not have arrived: %s", error)
        await self._set_state(entry, "unsure", sent)
        task = asyncio.create_task(self._ask_readers_soon())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask_readers_soon(self) -> None:
        await asyncio.sleep(_ASK_AFTER_S)
        await self.ask_readers()

    async def ask_readers(self) -> None:
        """Ask the readers of messages that may be lost whether they arrived, with a button that sends them again."""
        stores = self._stores
        async with self._asking:  # a second run at the same time would ask the same readers again
            for entry in await stores.executors.run(stores.outbox.take_unsure, _MOST_TRIES):
                if await stores.executors.run(stores.users.is_reachable, entry.chat_id):
                    await self._ask_reader(entry)

    async def _ask_reader(self, entry: OutboxMessage) -> None:
        reference = new_reference()
        language = entry.language or LANGUAGES[0]
        _log.warning("Reference %s: the bot asks the reader whether the message arrived", reference)
        asked = OutgoingMessage(
            translate(language, "maybe-lost", reference=reference), (), keyboards.resend_keyboard(entry.key, language)
        )
        topic = ChatTopic(entry.chat_id, entry.thread_id, entry.chat_id > 0)
        try:
            await self._posting.send(topic, asked, entry.reply_to)
        except NotDeliveredError:
            # However long Telegram is unreachable, the reader is asked once it is back.
            await self._stores.executors.run(self._stores.outbox.undo_try, entry.key)
        except (DeliveryUnknownError, TelegramError) as error:
            _log.warning("Reference %s: the question to the reader failed: %s", reference, error)
        else:
            await self._set_state(entry, "offered", ())

    async def resend(self, key: str, topic: ChatTopic, message_id: int) -> bool:
        """Send the rest of an outbox entry again, in place of the question to its reader.

        Args:
            key: The entry's.
            topic: Where the reader was asked.
            message_id: The question to the reader.

        Returns:
            Whether there was something to send.
        """
        entry = await self._stores.executors.run(self._stores.outbox.take_for_resend, key, topic.chat_id)
        if entry is None or not entry.unconfirmed:
            return False
        sent: list[int] = []
        try:
            await self._send_all(topic, [from_json(body) for body in entry.unconfirmed], sent, None, [message_id])
        except DeliveryUnknownError as error:
            await self._mark_unsure(entry, sent, error)
        except TelegramError:
            await self._set_state(entry, "sent", sent)  # the error handler writes to the reader
            raise
        else:
            await self._set_state(entry, "sent", sent)
        return True

    async def close(self) -> None:
        """Stop asking readers; the next run asks the others."""
        await cancel_and_wait(self._tasks)
