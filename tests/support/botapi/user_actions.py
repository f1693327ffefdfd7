"""Actions of users: they make chats, write, press buttons, block the bot."""

import re
import time
from collections.abc import Sequence

from tests.support.botapi.bot_methods import describe_file, describe_member
from tests.support.botapi.markup import JsonDict, utf16_len
from tests.support.botapi.server_state import Chat, ServerState, UploadedFile

_GROUP_ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
_CHANNEL_ANONYMOUS = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
_HIDDEN_ORIGIN = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "The harbour news"}
# What Telegram itself marks in a user's text, as far as a bot can need it.
_FOUND_ENTITIES = {
    "bot_command": re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)"),
    "url": re.compile(
        r"(?:https?://|(?<![\w@.:/])(?:[a-z0-9-]+\.)+(?:com|org|net|md)(?![\w-]))"
        r"(?:[^\s<>\"«»]*[^\s<>\"«».,:;!?()\[\]'])?"
    ),
}


class UserActions:
    """What users do in Telegram; each action queues its update."""

    def __init__(self, state: ServerState) -> None:
        self._state = state

    # --- users and chats ---

    def add_user(self, user_id: int, first_name: str, language_code: str = "en", username: str | None = None) -> None:
        """Add a user and the private chat with the same id."""
        user: JsonDict = {"id": user_id, "is_bot": False, "first_name": first_name, "language_code": language_code}
        if username is not None:
            user["username"] = username
        with self._state.lock:
            self._state.users[user_id] = user
            members = {user_id: "member"}
            self._state.chats[user_id] = Chat(user_id, "private", first_name, user, members=members)

    def add_chat(self, chat_id: int, chat_type: str, title: str, *, bot_status: str = "member") -> None:
        """Add a group, a supergroup or a channel where the bot has this status."""
        with self._state.lock:
            self._state.chats[chat_id] = Chat(chat_id, chat_type, title, bot_status=bot_status)

    def add_topic(self, chat_id: int, thread_id: int, name: str) -> None:
        """Add a topic; its id is the id of the service message that created it, as in Telegram."""
        with self._state.lock:
            chat = self._state.chats[chat_id]
            chat.topics[thread_id] = name
            self._state.messages[chat_id, thread_id] = {
                "message_id": thread_id,
                "from": _GROUP_ANONYMOUS,
                "chat": chat.as_json(),
                "date": int(time.time()),
                "message_thread_id": thread_id,
                "is_topic_message": True,
                "forum_topic_created": {"name": name, "icon_color": 7322096},
            }

    def set_member(self, chat_id: int, user_id: int, status: str = "member") -> None:
        """Give a user a status: creator, administrator, member, left or kicked."""
        with self._state.lock:
            self._state.chats[chat_id].members[user_id] = status

    def set_bot_status(self, chat_id: int, status: str, *, user_id: int) -> None:
        """Let a user add, promote or remove the bot; the bot gets my_chat_member."""
        with self._state.lock:
            chat = self._state.chats[chat_id]
            old, chat.bot_status = chat.bot_status, status
            self._push_my_chat_member(chat, self._state.users[user_id], old, status)

    def block(self, chat_id: int) -> None:
        """Let the user of a private chat block the bot."""
        self._set_blocked(chat_id, blocked=True)

    def unblock(self, chat_id: int) -> None:
        """Let the user of a private chat allow the bot again."""
        self._set_blocked(chat_id, blocked=False)

    def migrate(self, chat_id: int, new_id: int) -> None:
        """Turn a group into a supergroup with a new id; the old id answers with the new one."""
        with self._state.lock:
            old = self._state.chats[chat_id]
            new = Chat(new_id, "supergroup", old.title, bot_status=old.bot_status, members=dict(old.members))
            self._state.chats[new_id] = new
            for chat, content in ((old, {"migrate_to_chat_id": new_id}), (new, {"migrate_from_chat_id": chat_id})):
                self._state.push("message", self._state.new_message(chat, _GROUP_ANONYMOUS, content))
            old.migrated_to = new_id

    # --- actions of users ---

    def send_text(  # noqa: PLR0913 - one message has this many independent traits
        self,
        user_id: int,
        text: str,
        chat_id: int | None = None,
        thread_id: int | None = None,
        reply_to: int | None = None,
        *,
        via_bot: bool = False,
        sent_ago_s: int = 0,
        quote: str | None = None,
        forwarded: bool = False,
        origin: JsonDict | None = None,
    ) -> int:
        """Send a text as a user and return the message's id.

        Args:
            user_id: The sender.
            text: The text; commands, mentions and links in it become entities.
            chat_id: The chat, the private chat by default.
            thread_id: The topic.
            reply_to: Id of the message it replies to.
            via_bot: Whether the user picked it from the bot's inline results.
            sent_ago_s: How long Telegram has kept it.
            quote: The part of the replied message, or of one in another chat, that the user quotes.
            forwarded: Whether it is a post that the user forwards, and whose sender hides their account.
            origin: Who wrote the message that the user forwards.
        """
        content = {
            "text": text,
            "entities": _found_entities(text) or None,
            "via_bot": self._state.bot if via_bot else None,
            "date": int(time.time()) - sent_ago_s,
            "forward_origin": origin or (_HIDDEN_ORIGIN if forwarded else None),
            "quote": None if quote is None else {"text": quote, "position": 0, "is_manual": True},
        }
        return self._write(user_id, chat_id, content, thread_id=thread_id, reply_to=reply_to)

    def edit_text(self, chat_id: int, message_id: int, text: str) -> None:
        """Edit a user's message."""
        with self._state.lock:
            message = {**self._state.messages[chat_id, message_id], "text": text, "edit_date": int(time.time())}
            message.pop("entities", None)
            if entities := _found_entities(text):
                message["entities"] = entities
            self._state.messages[chat_id, message_id] = message
            self._state.push("edited_message", message)

    def send_document(  # noqa: PLR0913 - one message has this many independent traits
        self,
        user_id: int,
        file_name: str,
        data: bytes,
        mime_type: str,
        chat_id: int | None = None,
        *,
        caption: str | None = None,
        album: str | None = None,
    ) -> int:
        """Send a file as a user, perhaps as a part of an album, and return the message's id."""
        with self._state.lock:
            stored = self._state.store_file(UploadedFile(file_name, mime_type, data), "documents")
            entities = _found_entities(caption or "") or None
            content = {"document": describe_file(stored), "caption": caption, "caption_entities": entities}
            return self._write(user_id, chat_id, content | {"media_group_id": album})

    def send_voice(
        self, user_id: int, chat_id: int | None = None, reply_to: int | None = None, *, seconds: int = 3
    ) -> int:
        """Send a voice message as a user, in private unless told where, and return its id."""
        with self._state.lock:
            stored = self._state.store_file(UploadedFile("voice.ogg", "audio/ogg", b"OggS"), "voice")
            ids = {"file_id": stored.file_id, "file_unique_id": stored.unique_id}
            content = {"voice": ids | {"duration": seconds, "mime_type": "audio/ogg"}}
            return self._write(user_id, chat_id, content, reply_to=reply_to)

    def send_photo(
        self, user_id: int, caption: str | None = None, chat_id: int | None = None, album: str | None = None
    ) -> int:
        """Send a photo as a user, in private unless told where, perhaps as a part of an album; return its id."""
        with self._state.lock:
            stored = self._state.store_file(UploadedFile("photo.jpg", "image/jpeg", b"\xff\xd8\xff"), "photos")
            ids = {"file_id": stored.file_id, "file_unique_id": stored.unique_id}
            entities = _found_entities(caption or "") or None
            content = {"photo": [ids | {"width": 90, "height": 60}], "caption": caption, "caption_entities": entities}
            return self._write(user_id, chat_id, content | {"media_group_id": album})

    def send_anonymously(
        self, text: str, chat_id: int, thread_id: int | None = None, *, channel: JsonDict | None = None
    ) -> int:
        """Send a text as an admin who writes in the name of the group, or as somebody in that of a channel."""
        with self._state.lock:
            chat = self._state.chats[chat_id]
            sender = _GROUP_ANONYMOUS if channel is None else _CHANNEL_ANONYMOUS
            shown = {"text": text, "entities": _found_entities(text) or None}
            content = {**shown, "sender_chat": chat.as_json() if channel is None else channel}
            message = self._state.new_message(chat, sender, content, thread_id)
            self._state.push("message", message)
            return int(message["message_id"])

    def press(  # noqa: PLR0913 - a button is found by its data or by its text, and may be gone
        self,
        message_id: int,
        chat_id: int,
        *,
        user_id: int,
        data: str | None = None,
        text: str | None = None,
        stale: bool = False,
    ) -> str:
        """Press an inline button and return the id of the callback query.

        Args:
            message_id: The message with the button.
            chat_id: Its chat.
            user_id: Who presses.
            data: The button's callback data.
            text: The button's label, or its first word, instead of the data.
            stale: Whether the user still sees an older keyboard, or a message that is deleted by now.

        Raises:
            AssertionError: There is no such button.
        """
        with self._state.lock:
            message = self._state.messages.get((chat_id, message_id))
            found = _find_button(message, data, text)
            if found is None and not (stale and data is not None):
                raise AssertionError(f"message {message_id} has no button {data or text!r}: {message}")
            gone = {"chat": self._state.chats[chat_id].as_json(), "message_id": message_id, "date": 0}
            query_id = self._state.next_query_id()
            self._state.open_callbacks.add(query_id)
            query = {
                "id": query_id,
                "from": self._state.users[user_id],
                "message": message or gone,
                "chat_instance": str(chat_id),
                "data": found or data,
            }
            self._state.push("callback_query", query)
            return query_id

    def stop_draft(self, chat_id: int) -> None:
        """Press the button of the latest draft in a private chat, which the bot allowed."""
        with self._state.lock:
            draft = next(draft for draft in reversed(self._state.drafts) if draft.chat_id == chat_id and draft.can_stop)
            stopped = {"chat": self._state.chats[chat_id].as_json(), "draft_id": draft.draft_id}
            topic = {} if draft.thread_id is None else {"message_thread_id": draft.thread_id}
            self._state.push("stopped_message_generation", stopped | topic)

    def inline_query(self, user_id: int, query: str, *, offset: str = "") -> str:
        """Type a query after the bot's name and return the query's id."""
        with self._state.lock:
            query_id = self._state.next_query_id()
            self._state.open_inline_queries.add(query_id)
            sender = self._state.users[user_id]
            self._state.push("inline_query", {"id": query_id, "from": sender, "query": query, "offset": offset})
            return query_id

    def ask_guest(self, user_id: int, text: str, chat: JsonDict, replied: JsonDict | None = None) -> str:
        """Mention the bot in a chat where it is no member; return the id of the query.

        Args:
            user_id: Who writes.
            text: The text; mentions in it become entities.
            chat: The chat as Telegram shows it, which the bot does not know.
            replied: The sender and the text of the message that it replies to.
        """
        with self._state.lock:
            query_id = self._state.next_query_id()
            self._state.open_guest_queries.add(query_id)
            message = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": self._state.users[user_id]}
            entities = {"entities": found} if (found := _found_entities(text)) else {}
            reply = {} if replied is None else {"reply_to_message": {**message, **replied}}
            self._state.push("guest_message", message | {"text": text, "guest_query_id": query_id} | entities | reply)
            return query_id

    def deliver(self, **content: object) -> int:
        """Queue an update with any content, as a newer or a broken server may send it; return its id."""
        with self._state.lock:
            self._state.push("message", {})
            self._state.updates[-1] = {"update_id": self._state.updates[-1]["update_id"], **content}
            return int(self._state.updates[-1]["update_id"])

    def repeat_updates(self, updates: Sequence[JsonDict]) -> None:
        """Deliver updates again, in this order."""
        with self._state.lock:
            self._state.updates += updates
            self._state.changed.notify_all()

    def _set_blocked(self, chat_id: int, *, blocked: bool) -> None:
        with self._state.lock:
            chat = self._state.chats[chat_id]
            chat.blocked = blocked
            old, new = ("member", "kicked") if blocked else ("kicked", "member")
            self._push_my_chat_member(chat, self._state.users[chat_id], old, new)

    def _push_my_chat_member(self, chat: Chat, user: JsonDict, old: str, new: str) -> None:
        update = {"chat": chat.as_json(), "from": user, "date": int(time.time())}
        states = {
            "old_chat_member": describe_member(self._state.bot, old),
            "new_chat_member": describe_member(self._state.bot, new),
        }
        self._state.push("my_chat_member", update | states)

    def _write(
        self,
        user_id: int,
        chat_id: int | None,
        content: JsonDict,
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        with self._state.lock:
            chat = self._state.chats[user_id if chat_id is None else chat_id]
            if chat.blocked or chat.migrated_to is not None:
                raise ValueError(f"nobody can write to chat {chat.id} now")
            chat.members.setdefault(user_id, "member")
            if reply_to is not None:
                target = self._state.messages[chat.id, reply_to]
                shown = {key: value for key, value in target.items() if key != "reply_to_message"}
                content = {**content, "reply_to_message": shown}
                thread_id = thread_id or target.get("message_thread_id")
            message = self._state.new_message(chat, self._state.users[user_id], content, thread_id)
            self._state.push("message", message)
            return int(message["message_id"])


def _find_button(message: JsonDict | None, data: str | None, text: str | None) -> str | None:
    """The data of the button with this data or this label, None where there is none."""
    rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row if "callback_data" in button]
    fits = (
        button["callback_data"]
        for button in buttons
        if data == button["callback_data"] or text in {button["text"], button["text"].partition(" ")[0]}
    )
    return next(fits, None)


def _found_entities(text: str) -> list[JsonDict]:
    """The entities Telegram finds in a user's text, in UTF-16 code units."""
    found: list[JsonDict] = [
        {"type": kind, "offset": utf16_len(text[: match.start()]), "length": utf16_len(match[0])}
        for kind, pattern in _FOUND_ENTITIES.items()
        for match in pattern.finditer(text)
    ]
    links = [
        range(entity["offset"], entity["offset"] + entity["length"]) for entity in found if entity["type"] == "url"
    ]
    outside = [
        entity for entity in found if entity["type"] == "url" or not any(entity["offset"] in link for link in links)
    ]
    return sorted(outside, key=lambda entity: int(entity["offset"]))
