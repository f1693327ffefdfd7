"""The methods of the Bot API, each with the checks and the refusals of the real server."""

import re
import time
from collections.abc import Callable
from typing import Any

from tests.support.botapi.markup import FormattedText, JsonDict, utf16_len
from tests.support.botapi.server_state import (
    CallbackAnswer,
    Chat,
    Draft,
    Ephemeral,
    GuestAnswer,
    InlineAnswer,
    ServerState,
    StoredFile,
    UploadedFile,
)
from tests.support.botapi.telegram_limits import (
    CHAT_ACTIONS,
    MAX_CAPTION,
    MAX_DOWNLOAD_BYTES,
    MAX_PHOTO_BYTES,
    MAX_UPLOAD_BYTES,
    REACTIONS,
    ApiError,
    RateLimiter,
    bad_request,
    check_commands,
    check_inline_results,
    check_language_code,
    fix_formatted,
    read_formatted,
    read_markup,
)

_MAX_BATCH = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_MAX_POLL_S = 50
_MAX_ALERT = 200
_MAX_QUOTE = 1024
_MAX_NEXT_OFFSET = 64
_PROFILE_LIMITS = {"description": 512, "short_description": 120, "name": 64}
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_QUERY_INVALID = "query is too old and response timeout expired or query ID is invalid"
_IMAGE_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_GIFT_TYPES = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


class ConnectionGoneError(Exception):
    """The client is gone, so there is nobody to answer."""


class BotMethods:
    """The methods by name. Each runs under the lock of the state."""

    def __init__(self, state: ServerState, limiter: RateLimiter | None) -> None:
        self._state = state
        self._limiter = limiter
        self._poll = 0
        self.closing = False
        self.table: dict[str, Callable[[JsonDict], Any]] = {
            "getMe": self._get_me,
            "deleteWebhook": self._delete_webhook,
            "setWebhook": self._set_webhook,
            "setMyCommands": self._set_my_commands,
            "getMyCommands": self._get_my_commands,
            "deleteMyCommands": self._delete_my_commands,
            "setMyDescription": lambda params: self._set_profile("description", params),
            "setMyShortDescription": lambda params: self._set_profile("short_description", params),
            "setMyName": lambda params: self._set_profile("name", params),
            "getMyDescription": lambda params: self._get_profile("description", params),
            "getMyShortDescription": lambda params: self._get_profile("short_description", params),
            "getMyName": lambda params: self._get_profile("name", params),
            "sendMessage": self._send_message,
            "sendMessageDraft": self._send_message_draft,
            "sendDocument": self._send_document,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit_message_text,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_callback_query,
            "answerInlineQuery": self._answer_inline_query,
            "answerGuestQuery": self._answer_guest_query,
            "sendChatAction": self._send_chat_action,
            "setMessageReaction": self._set_message_reaction,
            "getFile": self._get_file,
            "getChat": self._get_chat,
            "getChatMember": self._get_chat_member,
            "getChatAdministrators": self._get_chat_administrators,
            "leaveChat": self._leave_chat,
            "deleteEphemeralMessage": self._delete_ephemeral_message,
        }

    def get_updates(self, params: JsonDict, alive: Callable[[], bool]) -> list[JsonDict]:
        """Wait for updates, as long as the request allows and the client stays.

        Raises:
            ConnectionGoneError: The client went away, or the server closes.
            ApiError: Another getUpdates took over.
        """
        state = self._state
        self._poll += 1
        mine = self._poll
        state.changed.notify_all()
        if isinstance(params.get("allowed_updates"), list):
            state.allowed_updates = set(params["allowed_updates"])
        offset, limit = params.get("offset") or 0, params.get("limit") or _MAX_BATCH
        if offset < 0:
            offset = state.updates[offset]["update_id"] if -offset <= len(state.updates) else 0
        state.updates = [update for update in state.updates if not _is_confirmed(update, offset)]
        state.changed.wait_for(
            lambda: self.closing or self._poll != mine or bool(state.updates),
            timeout=min(params.get("timeout") or 0, _MAX_POLL_S),
        )
        if self.closing or not alive():
            raise ConnectionGoneError
        if self._poll != mine:
            reason = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise ApiError(409, f"Conflict: {reason}")
        return state.updates[: max(1, min(limit, _MAX_BATCH))]

    def _get_me(self, _params: JsonDict) -> JsonDict:
        flags = ("can_read_all_group_messages", "can_connect_to_business", "has_main_web_app")
        return {
            **self._state.bot,
            "can_join_groups": True,
            "supports_inline_queries": True,
            "supports_guest_queries": True,
            **dict.fromkeys(flags, False),
        }

    def _delete_webhook(self, params: JsonDict) -> bool:
        if params.get("drop_pending_updates"):
            self._state.updates.clear()
        return True

    def _set_webhook(self, params: JsonDict) -> bool:
        if not str(params.get("url")).startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not _SECRET.fullmatch(str(params.get("secret_token") or "")):
            raise bad_request("secret token contains unallowed characters")
        self._state.allowed_updates = set(params.get("allowed_updates") or ())
        return True

    def _set_my_commands(self, params: JsonDict) -> bool:
        check_language_code(params.get("language_code"))
        self._state.commands[_command_key(params)] = check_commands(params.get("commands"))
        return True

    def _get_my_commands(self, params: JsonDict) -> list[JsonDict]:
        return self._state.commands.get(_command_key(params), [])

    def _delete_my_commands(self, params: JsonDict) -> bool:
        self._state.commands.pop(_command_key(params), None)
        return True

    def _set_profile(self, key: str, params: JsonDict) -> bool:
        value = str(params.get(key) or "")
        if utf16_len(value) > _PROFILE_LIMITS[key]:
            raise bad_request(f"{key.replace('_', ' ')} is too long")
        check_language_code(params.get("language_code"))
        self._state.profile[f"{key}:{params.get('language_code') or ''}"] = value
        return True

    def _get_profile(self, key: str, params: JsonDict) -> JsonDict:
        return {key: self._state.profile.get(f"{key}:{params.get('language_code') or ''}", "")}

    def _read_text(self, params: JsonDict, key: str = "text", entities: str = "entities") -> FormattedText:
        return read_formatted(params.get(key), params.get("parse_mode"), params.get(entities), self._state.report)

    def _send_message(self, params: JsonDict) -> JsonDict:
        formatted = self._read_text(params)
        chat = self._state.writable_chat(params.get("chat_id"))
        receiver = params.get("ephemeral_message_parameters")
        if receiver and self._state.has_ephemeral:
            return self._send_ephemeral(chat, params, self._text_content(formatted, params))
        return self._deliver(chat, params, self._text_content(formatted, params))

    def _send_ephemeral(self, chat: Chat, params: JsonDict, content: JsonDict) -> JsonDict:
        """Send a message that one member sees, in answer to a pressed button."""
        receiver = params["ephemeral_message_parameters"]
        if not chat.is_group or receiver.get("receiver_user_id") not in self._state.users:
            raise bad_request("EPHEMERAL_RECEIVER_INVALID")
        if receiver.get("callback_query_id") not in self._state.open_callbacks:
            raise bad_request(_QUERY_INVALID)
        markup = read_markup(params.get("reply_markup"), self._state.report, inline_only=True)
        user_id, thread_id = receiver["receiver_user_id"], params.get("message_thread_id")
        sent = Ephemeral(chat.id, user_id, thread_id, content["text"], content["entities"] or [], markup)
        self._state.ephemerals.append(sent)
        shown = {"message_id": 0, "date": int(time.time()), "chat": chat.as_json(), "from": self._state.bot}
        return shown | {"text": content["text"], "ephemeral_message_id": len(self._state.ephemerals)}

    def _delete_ephemeral_message(self, params: JsonDict) -> bool:
        if not self._state.has_ephemeral:
            raise ApiError(404, "Not Found: method not found")
        if not 0 < (params.get("ephemeral_message_id") or 0) <= len(self._state.ephemerals):
            raise bad_request("message to delete not found")
        return True

    def _text_content(self, formatted: FormattedText, params: JsonDict) -> JsonDict:
        fixed = fix_formatted(formatted, self._state.report)
        return {
            "text": fixed.text,
            "entities": list(fixed.entities) or None,
            "link_preview_options": params.get("link_preview_options"),
        }

    def _deliver(self, chat: Chat, params: JsonDict, content: JsonDict) -> JsonDict:
        reply = self._reply(chat, params)
        thread_id = params.get("message_thread_id")
        if thread_id is not None and thread_id not in chat.topics:
            raise bad_request("message thread not found")
        if thread_id is None and reply:
            thread_id = reply["reply_to_message"].get("message_thread_id")  # an answer goes where the question is
        markup = read_markup(params.get("reply_markup"), self._state.report)
        self._pace(chat)
        content = {**content, **reply, "reply_markup": markup}
        return self._state.new_message(chat, self._state.bot, content, thread_id)

    def _reply(self, chat: Chat, params: JsonDict) -> JsonDict:
        reply = params.get("reply_parameters")
        if not isinstance(reply, dict):
            return {}
        target = self._state.messages.get((reply.get("chat_id") or chat.id, reply.get("message_id") or 0))
        if target is None:
            if reply.get("allow_sending_without_reply"):
                return {}
            raise bad_request("message to be replied not found")
        shown = {key: value for key, value in target.items() if key != "reply_to_message"}
        quote, original = reply.get("quote"), str(target.get("text") or target.get("caption") or "")
        if not quote:
            return {"reply_to_message": shown}
        if quote not in original or utf16_len(quote) > _MAX_QUOTE:
            raise bad_request("QUOTE_TEXT_INVALID")
        position = utf16_len(original[: original.index(quote)])
        return {"reply_to_message": shown, "quote": {"text": quote, "position": position, "is_manual": True}}

    def _pace(self, chat: Chat) -> None:
        if self._limiter is not None:
            self._limiter.check(chat.id, time.monotonic(), group=chat.is_group)

    def _send_message_draft(self, params: JsonDict) -> bool:
        formatted = self._read_text(params) if params.get("text") else FormattedText("")
        chat = self._state.writable_chat(params.get("chat_id"))
        if chat.type != "private":
            raise bad_request("TEXTDRAFT_PEER_INVALID")
        if not params.get("draft_id"):
            raise bad_request("RANDOM_ID_INVALID")
        thread_id = params.get("message_thread_id")
        if thread_id is not None and thread_id not in chat.topics:
            raise bad_request("message thread not found")
        if formatted.text:
            formatted = fix_formatted(formatted, self._state.report)
        can_stop = bool(params.get("can_stop")) and self._state.has_ephemeral
        draft = Draft(chat.id, params["draft_id"], thread_id, formatted.text, formatted.entities, can_stop)
        self._state.drafts.append(draft)
        return True

    def _send_document(self, params: JsonDict) -> JsonDict:
        stored = self._take_file(params, "document", MAX_UPLOAD_BYTES)
        return self._send_file(params, {"document": describe_file(stored)})

    def _send_photo(self, params: JsonDict) -> JsonDict:
        stored = self._take_file(params, "photo", MAX_PHOTO_BYTES)
        if not stored.content.data.startswith(_IMAGE_SIGNATURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        size = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "width": 100, "height": 100}
        return self._send_file(params, {"photo": [{**size, "file_size": len(stored.content.data)}]})

    def _send_file(self, params: JsonDict, content: JsonDict) -> JsonDict:
        chat = self._state.writable_chat(params.get("chat_id"))
        if params.get("caption"):
            formatted = self._read_text(params, "caption", "caption_entities")
            too_long = "message caption is too long"
            fixed = fix_formatted(formatted, self._state.report, limit=MAX_CAPTION, too_long=too_long)
            content = {**content, "caption": fixed.text, "caption_entities": list(fixed.entities) or None}
        return self._deliver(chat, params, content)

    def _take_file(self, params: JsonDict, key: str, limit: int) -> StoredFile:
        value = params.get(key)
        if isinstance(value, str) and value.startswith("attach://"):
            value = params.get(value.removeprefix("attach://"))
        if isinstance(value, str) and value in self._state.files:
            return self._state.files[value]
        if not isinstance(value, UploadedFile):
            raise bad_request(f"there is no {key} in the request")
        if not value.data:
            raise bad_request("file must be non-empty")
        if len(value.data) > limit:
            raise ApiError(413, "Request Entity Too Large")
        return self._state.store_file(value, f"{key}s")

    def _own_message(self, params: JsonDict) -> tuple[Chat, JsonDict]:
        if params.get("inline_message_id"):
            raise bad_request("MESSAGE_ID_INVALID")
        chat = self._state.writable_chat(params.get("chat_id"))
        message = self._state.messages.get((chat.id, params.get("message_id") or 0))
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"]["id"] != self._state.bot["id"]:
            raise bad_request("message can't be edited")
        return chat, message

    def _edit_message_text(self, params: JsonDict) -> JsonDict:
        formatted = self._read_text(params)
        chat, message = self._own_message(params)
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        return self._edit(chat, message, self._text_content(formatted, params), params)

    def _edit_message_reply_markup(self, params: JsonDict) -> JsonDict:
        chat, message = self._own_message(params)
        return self._edit(chat, message, {}, params)

    def _edit(self, chat: Chat, message: JsonDict, content: JsonDict, params: JsonDict) -> JsonDict:
        markup = read_markup(params.get("reply_markup"), self._state.report, inline_only=True)
        changes = {**content, "reply_markup": markup}  # a keyboard that is not repeated goes away
        compared = changes.keys() - {"link_preview_options"}
        if all(message.get(key) == changes[key] for key in compared):
            raise bad_request(_NOT_MODIFIED)
        self._pace(chat)
        merged = {**message, **changes, "edit_date": int(time.time())}
        edited = {key: value for key, value in merged.items() if value is not None}
        self._state.messages[chat.id, message["message_id"]] = edited
        return edited

    def _delete_message(self, params: JsonDict) -> bool:
        chat = self._state.writable_chat(params.get("chat_id"))
        key = (chat.id, params.get("message_id") or 0)
        message = self._state.messages.get(key)
        if message is None:
            raise bad_request("message to delete not found")
        foreign = message["from"]["id"] != self._state.bot["id"]
        if foreign and chat.type != "private" and chat.bot_status != "administrator":
            raise bad_request("message can't be deleted for everyone")
        del self._state.messages[key]
        return True

    def _answer_callback_query(self, params: JsonDict) -> bool:
        query_id = str(params.get("callback_query_id") or "")
        if query_id not in self._state.open_callbacks:
            raise bad_request(_QUERY_INVALID)
        text = str(params.get("text") or "")
        if utf16_len(text) > _MAX_ALERT:
            raise bad_request("MESSAGE_TOO_LONG")
        self._state.open_callbacks.remove(query_id)
        answer = CallbackAnswer(
            query_id, text, bool(params.get("show_alert")), params.get("url"), params.get("cache_time") or 0
        )
        self._state.callback_answers.append(answer)
        return True

    def _answer_inline_query(self, params: JsonDict) -> bool:
        results = check_inline_results(params.get("results"), self._state.report)
        query_id = str(params.get("inline_query_id") or "")
        if query_id not in self._state.open_inline_queries:
            raise bad_request(_QUERY_INVALID)
        next_offset = str(params.get("next_offset") or "")
        if len(next_offset.encode()) > _MAX_NEXT_OFFSET:
            raise bad_request("NEXT_OFFSET_INVALID")
        self._state.open_inline_queries.remove(query_id)
        answer = InlineAnswer(
            inline_query_id=query_id,
            results=tuple(results),
            next_offset=next_offset,
            cache_time=params.get("cache_time", 300),
            is_personal=bool(params.get("is_personal")),
            button=params.get("button"),
        )
        self._state.inline_answers.append(answer)
        return True

    def _answer_guest_query(self, params: JsonDict) -> JsonDict:
        """Post the answer to a guest message in its chat, once."""
        query_id = str(params.get("guest_query_id") or "")
        (result,) = check_inline_results([params.get("result") or {}], self._state.report)
        if query_id not in self._state.open_guest_queries:
            raise bad_request(_QUERY_INVALID)
        self._state.open_guest_queries.remove(query_id)
        self._state.guest_answers.append(GuestAnswer(query_id, result))
        return {"inline_message_id": f"guest-{query_id}"}

    def _send_chat_action(self, params: JsonDict) -> bool:
        chat = self._state.writable_chat(params.get("chat_id"))
        if params.get("action") not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        thread_id = params.get("message_thread_id")
        if thread_id is not None and thread_id not in chat.topics:
            raise bad_request("message thread not found")
        return True

    def _set_message_reaction(self, params: JsonDict) -> bool:
        chat = self._state.writable_chat(params.get("chat_id"))
        reactions = params.get("reaction") or []
        if (chat.id, params.get("message_id") or 0) not in self._state.messages:
            raise bad_request("message to react not found")
        if len(reactions) > 1:
            raise bad_request("REACTIONS_TOO_MANY")
        # The variation selector is optional: ❤ and ❤️ are one reaction.
        known = all(str(item.get("emoji")).replace("\ufe0f", "") in REACTIONS for item in reactions)
        if not known:
            raise bad_request("REACTION_INVALID")
        return True

    def _get_file(self, params: JsonDict) -> JsonDict:
        stored = self._state.files.get(str(params.get("file_id")))
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(stored.content.data) > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_size": len(stored.content.data),
            "file_path": stored.path,
        }

    def _get_chat(self, params: JsonDict) -> JsonDict:
        chat = self._state.chat(params.get("chat_id"))
        return {
            **chat.as_json(),
            "accent_color_id": 1,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(_GIFT_TYPES, False),
        }

    def _get_chat_member(self, params: JsonDict) -> JsonDict:
        chat = self._state.chat(params.get("chat_id"))
        user_id = params.get("user_id")
        if user_id == self._state.bot["id"]:
            return describe_member(self._state.bot, chat.bot_status)
        if user_id not in self._state.users:
            raise bad_request("user not found")
        return describe_member(self._state.users[user_id], chat.members.get(user_id, "left"))

    def _get_chat_administrators(self, params: JsonDict) -> list[JsonDict]:
        chat = self._state.chat(params.get("chat_id"))
        if chat.type == "private":
            raise bad_request("there are no administrators in the private chat")
        chiefs = {"creator", "administrator"}
        users = [(self._state.users[user_id], status) for user_id, status in chat.members.items()]
        users.append((self._state.bot, chat.bot_status))
        return [describe_member(user, status) for user, status in users if status in chiefs]

    def _leave_chat(self, params: JsonDict) -> bool:
        chat = self._state.writable_chat(params.get("chat_id"))
        if chat.type == "private":
            raise bad_request("chat member status can't be changed in private chats")
        chat.bot_status = "left"
        return True


def _is_confirmed(update: object, offset: int) -> bool:
    """Whether a request with this offset confirms an update; one without an id is never confirmed."""
    id_ = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(id_, int) and id_ < offset


def describe_file(stored: StoredFile) -> JsonDict:
    """A stored file as the `document` of a message."""
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_name": stored.content.file_name,
        "mime_type": stored.content.mime_type,
        "file_size": len(stored.content.data),
    }


def _command_key(params: JsonDict) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    parts = [scope.get("type"), scope.get("chat_id"), scope.get("user_id")]
    return ":".join(str(part) for part in parts if part is not None), str(params.get("language_code") or "")


def describe_member(user: JsonDict, status: str) -> JsonDict:
    """A ChatMember object."""
    extra: JsonDict = {}
    if status in {"creator", "administrator"}:
        extra["is_anonymous"] = False
    if status == "administrator":
        extra |= {"can_be_edited": False, **dict.fromkeys(_ADMIN_RIGHTS, True)}
    if status == "kicked":
        extra["until_date"] = 0
    return {"user": user, "status": status, **extra}
