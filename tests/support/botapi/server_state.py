"""The state of the Bot API server: users, chats, messages, files and the queue of updates."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.telegram.callback_data import StopData, pack
from tests.support.botapi.markup import JsonDict, utf16_slice
from tests.support.botapi.telegram_limits import ApiError, bad_request

# Telegram sends these only to a bot that asks for them by name.
_OPT_IN_UPDATES = {"chat_member", "message_reaction", "message_reaction_count"}

_STOPS = pack(StopData())


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that travelled in a multipart request, or that a user sent."""

    file_name: str
    mime_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as Telegram keeps it."""

    file_id: str
    unique_id: str
    path: str
    content: UploadedFile


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One request of the bot.

    Attributes:
        method: Name of the method, in the spelling of the documentation.
        params: Its parameters: JSON values decoded, numbers and booleans as such.
        time: `time.monotonic()` at arrival.
        status: HTTP status of the answer; 0 where none was sent, None while the call is in progress.
        description: The error's description, None for a success.
    """

    method: str
    params: Mapping[str, Any]
    time: float
    status: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message of the bot in its current state.

    Attributes:
        text: The text, or the caption of a file.
        reply_to: Id of the message it replies to.
        file: What was sent with sendDocument or sendPhoto.
        edited: Whether its text or its buttons ever changed.
    """

    message_id: int
    chat_id: int
    thread_id: int | None
    text: str
    entities: tuple[JsonDict, ...]
    reply_markup: JsonDict | None
    reply_to: int | None
    link_preview_options: JsonDict | None
    file: UploadedFile | None
    edited: bool

    @property
    def buttons(self) -> list[list[JsonDict]]:
        """Rows of inline buttons, each as the Bot API writes it."""
        rows: list[list[JsonDict]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def is_preview(self) -> bool:
        """Whether the bot still works on it: it has the button that stops the answer."""
        return any(button.get("callback_data") == _STOPS for row in self.buttons for button in row)

    def text_of(self, entity: JsonDict) -> str:
        """The part of the text that an entity covers."""
        return utf16_slice(self.text, entity["offset"], entity["length"])


@dataclass(frozen=True, slots=True)
class Draft:
    """One state of a message draft, as sendMessageDraft put it."""

    chat_id: int
    draft_id: int
    thread_id: int | None
    text: str
    entities: tuple[JsonDict, ...]
    can_stop: bool = False


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message that one member of a group sees."""

    chat_id: int
    user_id: int
    thread_id: int | None
    text: str
    entities: list[JsonDict]
    reply_markup: JsonDict | None


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """One successful answerCallbackQuery."""

    callback_query_id: str
    text: str
    show_alert: bool
    url: str | None
    cache_time: int


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """One successful answerInlineQuery."""

    inline_query_id: str
    results: tuple[JsonDict, ...]
    next_offset: str
    cache_time: int
    is_personal: bool
    button: JsonDict | None


@dataclass(frozen=True, slots=True)
class GuestAnswer:
    """One successful answerGuestQuery.

    Attributes:
        guest_query_id: The query.
        result: What Telegram posts in the chat.
    """

    guest_query_id: str
    result: JsonDict

    @property
    def text(self) -> str:
        """The text of the posted message."""
        return str(self.result["input_message_content"]["message_text"])

    @property
    def buttons(self) -> list[list[JsonDict]]:
        """Rows of inline buttons, each as the Bot API writes it."""
        rows: list[list[JsonDict]] = (self.result.get("reply_markup") or {}).get("inline_keyboard", [])
        return rows


@dataclass(slots=True)
class Chat:
    """A chat and the bot's place in it."""

    id: int
    type: str
    title: str
    user: JsonDict | None = None
    blocked: bool = False
    migrated_to: int | None = None
    bot_status: str = "member"
    topics: dict[int, str] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        """Whether the limit for groups applies."""
        return self.type in {"group", "supergroup"}

    def as_json(self) -> JsonDict:
        """The chat as updates and messages show it."""
        if self.user is not None:
            hidden = {"id", "is_bot", "language_code"}
            names = {key: value for key, value in self.user.items() if key not in hidden}
            return {"id": self.id, "type": self.type, **names}
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.type, "title": self.title, **forum}


class ServerState:
    """All the state, under one lock; `changed` is notified after every change."""

    def __init__(self, bot: JsonDict, first_update_id: int) -> None:
        self.bot = bot
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.users: dict[int, JsonDict] = {}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[tuple[int, int], JsonDict] = {}
        self.files: dict[str, StoredFile] = {}
        self.updates: list[JsonDict] = []
        self.allowed_updates: set[str] = set()
        self.commands: dict[tuple[str, str], list[JsonDict]] = {}
        self.profile: dict[str, str] = {}
        self.open_callbacks: set[str] = set()
        self.open_inline_queries: set[str] = set()
        self.open_guest_queries: set[str] = set()
        self.guest_answers: list[GuestAnswer] = []
        self.callback_answers: list[CallbackAnswer] = []
        self.inline_answers: list[InlineAnswer] = []
        self.drafts: list[Draft] = []
        self.has_ephemeral = False  # whether the server knows Bot API 10.2
        self.ephemerals: list[Ephemeral] = []
        self.violations: list[str] = []
        self.user_texts: list[str] = []
        self._update_ids = count(first_update_id)
        self._query_ids = count(70_001)
        # Private chats and small groups of one bot share their numbering, a supergroup has its own.
        self._shared_ids = count(1)
        self._own_ids: dict[int, count[int]] = {}

    def report(self, violation: str) -> None:
        """Note something that Telegram lets pass and a correct bot does not do."""
        self.violations.append(violation)

    def push(self, kind: str, payload: JsonDict) -> None:
        """Queue an update, unless the bot did not ask for its kind."""
        self.user_texts += [str(payload[name]) for name in ("text", "caption", "query") if payload.get(name)]
        wanted = kind in self.allowed_updates if self.allowed_updates else kind not in _OPT_IN_UPDATES
        if wanted:
            self.updates.append({"update_id": next(self._update_ids), kind: payload})
        self.changed.notify_all()

    def next_query_id(self) -> str:
        """A fresh id for a callback query or an inline query."""
        return str(next(self._query_ids))

    def next_message_id(self, chat: Chat) -> int:
        """A fresh id, which no message of the chat has or had."""
        shared = chat.type in {"private", "group"}
        ids = self._shared_ids if shared else self._own_ids.setdefault(chat.id, count(1))
        return next(number for number in ids if (chat.id, number) not in self.messages)

    def new_message(self, chat: Chat, sender: JsonDict, content: JsonDict, thread_id: int | None = None) -> JsonDict:
        """Store a message and return it as the Bot API shows it; keys with None are left out."""
        topic = {} if thread_id is None else {"message_thread_id": thread_id, "is_topic_message": True}
        message = {
            "message_id": self.next_message_id(chat),
            "from": sender,
            "chat": chat.as_json(),
            "date": int(time.time()),
            **topic,
            **{key: value for key, value in content.items() if value is not None},
        }
        if thread_id in chat.topics and "reply_to_message" not in message:
            # In a topic Telegram shows what is no reply as a reply to the message that made the topic.
            message["reply_to_message"] = self.messages.get((chat.id, thread_id))
        self.messages[chat.id, message["message_id"]] = message
        self.changed.notify_all()
        return message

    def store_file(self, content: UploadedFile, folder: str) -> StoredFile:
        """Keep a file for getFile and for the download."""
        number = len(self.files) + 1
        suffix = content.file_name.rpartition(".")[2] if "." in content.file_name else "bin"
        stored = StoredFile(
            f"BQACAgIAAxkB{number:08d}", f"AgAD{number:08d}", f"{folder}/file_{number}.{suffix}", content
        )
        self.files[stored.file_id] = stored
        return stored

    def chat(self, chat_id: object) -> Chat:
        """The chat a request names.

        Raises:
            ApiError: There is no such chat, or it became a supergroup.
        """
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, description, {"migrate_to_chat_id": chat.migrated_to})
        return chat

    def writable_chat(self, chat_id: object) -> Chat:
        """The chat a request wants to write to.

        Raises:
            ApiError: There is no such chat, or the bot may not write there.
        """
        chat = self.chat(chat_id)
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat.bot_status in {"left", "kicked"}:
            verb = "was kicked from" if chat.bot_status == "kicked" else "is not a member of"
            raise ApiError(403, f"Forbidden: bot {verb} the {chat.type} chat")
        return chat

    def sent_messages(self, chat_id: int) -> list[SentMessage]:
        """The bot's own messages in a chat, oldest first."""
        mine = [
            message
            for (chat, _), message in sorted(self.messages.items())
            if chat == chat_id and message["from"]["id"] == self.bot["id"]
        ]
        return [self._as_sent(message) for message in mine]

    def _as_sent(self, message: JsonDict) -> SentMessage:
        reply = message.get("reply_to_message")
        implied = reply is not None and "forum_topic_created" in reply
        media = message["photo"][-1] if "photo" in message else message.get("document")
        caption = "caption" in message
        return SentMessage(
            message_id=message["message_id"],
            chat_id=message["chat"]["id"],
            thread_id=message.get("message_thread_id"),
            text=str(message.get("caption" if caption else "text", "")),
            entities=tuple(message.get("caption_entities" if caption else "entities") or ()),
            reply_markup=message.get("reply_markup"),
            reply_to=None if reply is None or implied else reply["message_id"],
            link_preview_options=message.get("link_preview_options"),
            file=None if media is None else self.files[media["file_id"]].content,
            edited="edit_date" in message,
        )
