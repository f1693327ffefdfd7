"""A Telegram Bot API server on loopback for the end-to-end tests.

The bot talks to it over real HTTP, from the same process or from another one; the test plays the
users. It refuses what Telegram refuses, in the same words, and `violations` lists what Telegram
would have dropped silently. All state lives in the server object, so a bot may stop and
start again as often as a test likes.
"""

import asyncio
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, TypeVar

from tests.support.botapi.bot_methods import BotMethods, ConnectionGoneError
from tests.support.botapi.http_server import LoopbackServer, Reply, error_body
from tests.support.botapi.markup import JsonDict
from tests.support.botapi.server_state import (
    ApiCall,
    CallbackAnswer,
    Draft,
    Ephemeral,
    GuestAnswer,
    InlineAnswer,
    SentMessage,
    ServerState,
    UploadedFile,
)
from tests.support.botapi.telegram_limits import ApiError, RateLimiter
from tests.support.botapi.user_actions import UserActions

__all__ = [
    "ApiCall",
    "BotApiServer",
    "CallbackAnswer",
    "Draft",
    "GuestAnswer",
    "InlineAnswer",
    "SentMessage",
    "UploadedFile",
]

T = TypeVar("T")

_BOT_ID = 123456789
_SHOWN_CALLS = 12


@dataclass(frozen=True, slots=True)
class _Failure:
    status: int
    description: str
    retry_after: int | None
    after_effect: bool
    body: bytes | None = None


class BotApiServer(UserActions):
    """The server, and the actions of the users who write to the bot.

    Use it as a context manager. Every method may be called from any thread; `wait_for` and
    `wait_message` block, so a coroutine calls `eventually` instead.

    Attributes:
        token: The only token the server knows.
        username: The bot's username.
        base_url: What the client puts before the token.
        base_file_url: The same for downloads.
    """

    def __init__(
        self, *, username: str = "pincite_test_bot", enforce_rates: bool = False, first_update_id: int = 1001
    ) -> None:
        self.token = f"{_BOT_ID}:{'A' * 35}"
        self.username = username
        super().__init__(
            ServerState({"id": _BOT_ID, "is_bot": True, "first_name": "Pincite", "username": username}, first_update_id)
        )
        self._methods = BotMethods(self._state, RateLimiter() if enforce_rates else None)
        self._names = {name.lower(): name for name in (*self._methods.table, "getUpdates")}
        self._calls: list[ApiCall] = []
        self._failures: defaultdict[str, deque[_Failure]] = defaultdict(deque)
        self._delays: dict[str, float] = {}
        self._http = LoopbackServer(self)
        self.base_url = f"http://127.0.0.1:{self._http.port}/bot"
        self.base_file_url = f"http://127.0.0.1:{self._http.port}/file/bot"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop within a second, also with a long poll or a delayed call in progress."""
        with self._state.changed:
            self._methods.closing = True
            self._state.changed.notify_all()
        self._http.stop()

    # --- failures ---

    def fail_next(  # noqa: PLR0913 - the answer of a failing server has this many parts
        self,
        method: str,
        *,
        status: int = 500,
        description: str = "Internal Server Error",
        retry_after: int | None = None,
        times: int = 1,
        after_effect: bool = False,
    ) -> None:
        """Let the next calls of a method fail.

        Args:
            method: The method.
            status: The HTTP status and error code; 0 drops the connection before anything has happened.
            description: The description, with its prefix.
            retry_after: Goes to the client as the parameter of that name.
            times: How many calls.
            after_effect: Perform the action, then drop the connection: a lost answer.
        """
        failure = _Failure(status, description, retry_after, after_effect)
        with self._state.lock:
            self._failures[self._name(method)].extend([failure] * times)

    def reply_next(self, method: str, body: bytes, status: int = 200) -> None:
        """Let the next call of a method get this reply, as of a proxy or a broken server, without any effect."""
        with self._state.lock:
            self._failures[self._name(method)].append(_Failure(status, "replaced", None, after_effect=False, body=body))

    def delay(self, method: str, seconds: float) -> None:
        """Let every further call of a method take this long before it has any effect; 0 ends it."""
        with self._state.lock:
            self._delays[self._name(method)] = seconds

    # --- reading ---

    def messages(self, chat_id: int) -> list[SentMessage]:
        """Return the bot's messages in a chat in their current state, without the deleted ones."""
        with self._state.lock:
            return self._state.sent_messages(chat_id)

    def calls(self, method: str | None = None, *, in_progress: bool = False) -> list[ApiCall]:
        """The calls in the order of arrival, all or those of one method, finished unless asked otherwise."""
        name = None if method is None else self._name(method)
        with self._state.lock:
            return [
                call for call in self._calls if name in {None, call.method} and (in_progress or call.status is not None)
            ]

    def support_ephemeral_messages(self) -> None:
        """Behave as a server of Bot API 10.2 or later."""
        self._state.has_ephemeral = True

    @property
    def ephemeral_messages(self) -> list[Ephemeral]:
        """The messages that one member of a group sees, oldest first."""
        with self._state.lock:
            return list(self._state.ephemerals)

    @property
    def drafts(self) -> list[Draft]:
        """Every state of every draft, in order."""
        with self._state.lock:
            return list(self._state.drafts)

    @property
    def answers_to_callbacks(self) -> list[CallbackAnswer]:
        """The successful answers to pressed buttons, in order."""
        with self._state.lock:
            return list(self._state.callback_answers)

    @property
    def answers_to_inline_queries(self) -> list[InlineAnswer]:
        """The successful answers to inline queries, in order."""
        with self._state.lock:
            return list(self._state.inline_answers)

    @property
    def answers_to_guests(self) -> list[GuestAnswer]:
        """The successful answers to guest messages, in order."""
        with self._state.lock:
            return list(self._state.guest_answers)

    @property
    def commands(self) -> dict[tuple[str, str], list[JsonDict]]:
        """The registered commands by scope, as in `chat:42`, and language."""
        with self._state.lock:
            return dict(self._state.commands)

    @property
    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        with self._state.lock:
            return len(self._state.updates)

    def take_updates(self) -> list[JsonDict]:
        """The updates that nobody fetched, for a test that delivers them to a webhook itself."""
        with self._state.lock:
            taken, self._state.updates = self._state.updates, []
            return taken

    @property
    def user_texts(self) -> list[str]:
        """The texts, captions and inline queries of users so far."""
        with self._state.lock:
            return list(self._state.user_texts)

    @property
    def violations(self) -> list[str]:
        """What Telegram would have dropped silently, and faults of this server."""
        with self._state.lock:
            return list(self._state.violations)

    def wait_for(self, predicate: Callable[[], T], timeout_s: float = 60, what: str = "the expected state") -> T:
        """Wait until the predicate is true and return its value.

        It is asked again after every change here, so it must not depend on anything else.

        Raises:
            AssertionError: It stayed false; the message lists the last calls.
        """
        with self._state.changed:
            result = self._state.changed.wait_for(predicate, timeout_s)
            if not result:
                calls = "\n".join(f"  {_describe(call)}" for call in self._calls[-_SHOWN_CALLS:])
                violations = "\n".join(f"  {violation}" for violation in self._state.violations)
                raise AssertionError(
                    f"waited {timeout_s} s in vain for {what}\nlast calls:\n{calls}\nviolations:\n{violations}"
                )
            return result

    def wait_message(self, chat_id: int, after: int = 0, timeout_s: float = 60) -> SentMessage:
        """Wait for the bot's first message in a chat with an id above `after`, not for a preview of it."""

        def newer() -> list[SentMessage]:
            found = (message for message in self.messages(chat_id) if message.message_id > after)
            return [message for message in found if not message.is_preview]

        return self.wait_for(newer, timeout_s, f"a message after {after} in chat {chat_id}")[0]

    async def eventually(
        self, predicate: Callable[[], T], timeout_s: float = 60, what: str = "the expected state"
    ) -> T:
        """Like `wait_for`, for a test whose event loop also runs the bot."""
        return await asyncio.to_thread(self.wait_for, predicate, timeout_s, what)

    # --- the HTTP side ---

    def report(self, violation: str) -> None:
        """Add a violation."""
        with self._state.lock:
            self._state.report(violation)

    def download(self, token: str, path: str) -> bytes | None:
        """Find a file by the path that getFile gave."""
        if token != self.token:
            return None
        with self._state.lock:
            return next((file.content.data for file in self._state.files.values() if file.path == path), None)

    def answer(self, token: str, method: str, params: JsonDict, alive: Callable[[], bool]) -> Reply | None:
        """Perform a call and record it; None drops the connection."""
        if token != self.token:
            known_form = re.fullmatch(r"\d+:[\w-]+", token) is not None
            code, reason = (401, "Unauthorized") if known_form else (404, "Not Found")
            return code, error_body(code, reason)
        name = self._names.get(method.lower())
        if name is None:
            self.report(f"unknown method {method}")
            return 404, error_body(404, "Not Found")
        with self._state.changed:
            index = len(self._calls)
            self._calls.append(ApiCall(name, params, time.monotonic()))
            self._state.changed.notify_all()
            reply, description = self._outcome(name, params, alive)
            status = 0 if reply is None else reply[0]
            self._calls[index] = replace(self._calls[index], status=status, description=description)
            self._state.changed.notify_all()
            return reply

    def _outcome(self, name: str, params: JsonDict, alive: Callable[[], bool]) -> tuple[Reply | None, str | None]:
        """The answer, None for a dropped connection, and the description of the error if there was one."""
        failure = self._take_failure(name)
        if failure is not None and failure.body is not None:
            return (failure.status, failure.body), failure.description
        try:
            result = self._perform(name, params, alive, failure)
        except ConnectionGoneError:
            return None, "the connection is gone"
        except ApiError as refusal:
            error = refusal
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test must see it
            self._state.report(f"the server failed in {name}: {fault!r}")
            error = ApiError(500, "Internal Server Error")
        else:
            lost = failure is not None and failure.after_effect
            return (None, "the answer was lost") if lost else (_success(result), None)
        reply = (error.status, error_body(error.status, error.description, error.parameters))
        return reply, error.description

    def _take_failure(self, name: str) -> _Failure | None:
        queue = self._failures[name]
        return queue.popleft() if queue else None

    def _perform(self, name: str, params: JsonDict, alive: Callable[[], bool], failure: _Failure | None) -> object:
        if seconds := self._delays.get(name):
            self._state.changed.wait_for(lambda: self._methods.closing, seconds)
        if self._methods.closing:
            raise ConnectionGoneError
        if failure is not None and failure.status == 0:
            raise ConnectionGoneError
        if failure is not None and not failure.after_effect:
            parameters = None if failure.retry_after is None else {"retry_after": failure.retry_after}
            raise ApiError(failure.status, failure.description, parameters)
        if name == "getUpdates":
            return self._methods.get_updates(params, alive)
        return self._methods.table[name](params)

    def _name(self, method: str) -> str:
        if method.lower() not in self._names:
            raise ValueError(f"the server has no method {method}")
        return self._names[method.lower()]


def _success(result: object) -> Reply:
    return 200, json.dumps({"ok": True, "result": result}).encode()


def _describe(call: ApiCall) -> str:
    shown = {key: value for key, value in call.params.items() if not isinstance(value, UploadedFile)}
    outcome = "in progress" if call.status is None else call.description or call.status
    return f"{call.method} {json.dumps(shown, ensure_ascii=False, default=repr)[:300]} -> {outcome}"
