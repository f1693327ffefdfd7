"""Telegram without a network: a request object that records the calls of the bot and answers them at once."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from telegram.request import BaseRequest, RequestData

BOT_ID = 4242
BOT_NAME = "pincite_test_bot"


@dataclass(eq=False)
class FakeTelegram(BaseRequest):
    """Answers every method.

    Attributes:
        group_admins: The users who are admins of every group.
        calls: The method and parameters of each call.
    """

    group_admins: frozenset[int] = frozenset()
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def read_timeout(self) -> float:
        """No time passes."""
        return 1.0

    async def initialize(self) -> None:
        """Connect to nothing."""

    async def shutdown(self) -> None:
        """Disconnect from nothing."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        """Record a call, and answer it."""
        del method
        name, params = url.rsplit("/", 1)[-1], request_data.parameters if request_data else {}
        self.calls.append((name, params))
        return 200, json.dumps({"ok": True, "result": self._result(name, params)}).encode()

    def texts(self) -> list[str]:
        """Return everything that users read in the calls so far, each text alone."""
        shown = []
        for _, params in self.calls:
            shown += [str(params[key]) for key in ("text", "caption", "results", "result", "button") if params.get(key)]
        return shown

    def _result(self, name: str, params: Mapping[str, Any]) -> object:
        me = {"id": BOT_ID, "is_bot": True, "first_name": "Pincite", "username": BOT_NAME}
        if name == "getMe":
            return me
        if name == "getChatMember":
            status = "administrator" if params["user_id"] in self.group_admins else "member"
            return {"user": me, "status": status} | dict.fromkeys(_RIGHTS, False)
        if name in {"sendMessage", "editMessageText", "sendPhoto", "sendDocument"}:
            chat = {"id": params["chat_id"], "type": "private" if int(params["chat_id"]) > 0 else "supergroup"}
            return {"message_id": 900 + len(self.calls), "date": int(time.time()), "chat": chat, "from": me}
        if name == "answerGuestQuery":
            return {"inline_message_id": "guest"}
        if name == "getFile":
            return {"file_id": "file", "file_unique_id": "file", "file_path": "documents/tower.txt"}
        return True


_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip
