"""Recordings as questions: transcribed by an endpoint, within limits of length and of a day."""

import logging
from dataclasses import dataclass

from telegram import Audio, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Voice
from telegram.error import TelegramError

from bot.telegram.chat.chat_message import ChatMessage
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.rich_text import line, utf16_length
from bot.telegram.messages.translations import translate
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries
from index.errors import PinciteError

_log = logging.getLogger(__name__)

_MAX_BYTES = 20_000_000  # a bot may download no larger file
_COPIED_UNITS = 256
_SHOWN_UNITS = 3_000
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class VoiceHandlers:
    """Transcribes the recordings of messages."""

    dependencies: Dependencies

    async def hear(self, sent: ChatMessage) -> str | None:
        """Return the words of a recording, after repeating them to the user; None after another reply."""
        recording = sent.message.voice or sent.message.audio
        transcribe, limits = self.dependencies.transcribe, self.dependencies.limits
        if transcribe is None or recording is None:
            await sent.say("no-voice")
            return None
        seconds = _seconds(recording)
        if seconds > limits.voice_s or (recording.file_size or 0) > _MAX_BYTES:
            await sent.say("voice-too-long", most=limits.voice_s)
            return None
        stores = self.dependencies.stores
        if not await stores.executors.run(stores.voice.take, sent.sender_id, seconds, limits.voice_s_per_day):
            await sent.say("voice-over-day", most=limits.voice_s_per_day // _MINUTE_S)
            return None
        async with sent.delivery.acknowledgements.show_typing(sent.topic):
            try:
                words = await transcribe(await call_with_retries(lambda: _download(recording)), _name(recording))
            except (PinciteError, TelegramError, DeliveryUnknownError) as error:
                _log.warning("A recording was not transcribed: %s", error)
                await sent.say("voice-failed")
                return None
        if words:
            await sent.reply(_heard_message(words, sent.language))
        else:
            await sent.say("voice-unheard")
        return words or None


def _heard_message(words: str, language: str) -> OutgoingMessage:
    """Repeat what was heard, with a button that copies it for a correction."""
    text = translate(language, "i-heard", words=line(words, _SHOWN_UNITS))
    if utf16_length(words) > _COPIED_UNITS:
        return OutgoingMessage(text)
    button = InlineKeyboardButton(translate(language, "copy-to-correct"), copy_text=CopyTextButton(words))
    return OutgoingMessage(text, (), InlineKeyboardMarkup([[button]]))


def _seconds(recording: Voice | Audio) -> int:
    duration = recording.duration
    return max(1, round(duration if isinstance(duration, int) else duration.total_seconds()))


def _name(recording: Voice | Audio) -> str:
    name = recording.file_name if isinstance(recording, Audio) else None
    return name or "voice.ogg"


async def _download(recording: Voice | Audio) -> bytes:
    return bytes(await (await recording.get_file()).download_as_bytearray())
