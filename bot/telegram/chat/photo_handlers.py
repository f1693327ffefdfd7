"""Photos of pages: their words are read, and the sentences of the sources that have these words are shown."""

import logging

from telegram import Message
from telegram.error import TelegramError

from bot.telegram.chat.chat_message import ChatMessage
from bot.telegram.chat.question_flow import ChatQuestion, QuestionFlow
from bot.telegram.chat.source_filter import SourceFilter
from bot.telegram.dependencies import Dependencies
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries
from index.errors import NothingIndexedError

_log = logging.getLogger(__name__)

_MAX_BYTES = 20_000_000  # a bot may download no larger file


class PhotoHandlers:
    """Finds the pages of which users send photos."""

    def __init__(self, dependencies: Dependencies, question_flow: QuestionFlow) -> None:
        """Read photos with ``dependencies``, and show what is found with ``question_flow``."""
        self._photos = dependencies.photos
        self._executors = dependencies.executors
        self._sources = SourceFilter(dependencies)
        self._question_flow = question_flow

    def can_read(self, message: Message) -> bool:
        """Return whether a message has a photo, and photos can be read."""
        return self._photos is not None and bool(message.photo)

    async def find_page(self, sent: ChatMessage) -> None:
        """Show the sentences that a photo shows, or say that it has no words or that no source has them."""
        photos = self._photos
        if photos is None:
            return
        async with sent.delivery.acknowledgements.show_typing(sent.topic):
            lines = await photos.read(await _download(sent.message))
            if not lines:
                await sent.say("photo-unread")
                return
            chosen = await self._executors.run(self._sources.chosen_sources, sent.topic)
            try:
                ids = [source.id for source in chosen] or None
                answer = await self._executors.run_search(photos.find, lines, ids)
            except NothingIndexedError:
                await sent.say("nothing-indexed")
                return
        if answer.status == "not_found":
            await sent.say("photo-elsewhere")
            return
        asked = ChatQuestion(answer.question, sent.topic, sent.sender_id, sent.language, sent.reply_to)
        await self._question_flow.show(asked, answer)


async def _download(message: Message) -> bytes:
    """The largest size of a photo; nothing if Telegram does not give it."""
    sizes = [size for size in message.photo if (size.file_size or 0) <= _MAX_BYTES]

    async def fetch() -> bytes:
        return bytes(await (await sizes[-1].get_file()).download_as_bytearray())

    try:
        return await call_with_retries(fetch) if sizes else b""
    except (TelegramError, DeliveryUnknownError) as error:
        _log.warning("A photo was not downloaded: %s", error)
        return b""
