"""The HTTP side of the Bot API server: loopback only, every body bounded, every parameter form read."""

import json
import re
import select
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.support.botapi.markup import JsonDict
from tests.support.botapi.server_state import UploadedFile

MAX_BODY_BYTES = 60 * 1024 * 1024

_METHOD_PATH = re.compile(r"/bot([^/]+)/(\w+)")
_FILE_PATH = re.compile(r"/file/bot([^/]+)/(.+)")
_JSON_KEYS = {
    "allowed_updates", "button", "caption_entities", "commands", "entities", "ephemeral_message_parameters",
    "link_preview_options", "reaction", "reply_markup", "reply_parameters", "result", "results", "scope",
}  # fmt: skip
_INTEGER_KEYS = {
    "cache_time", "chat_id", "draft_id", "ephemeral_message_id", "limit", "message_id", "message_thread_id", "offset",
    "receiver_user_id", "timeout", "user_id",
}  # fmt: skip
_BOOLEAN_KEYS = {
    "allow_paid_broadcast", "disable_content_type_detection", "disable_notification", "drop_pending_updates",
    "has_spoiler", "is_big", "is_personal", "protect_content", "show_alert", "show_caption_above_media",
}  # fmt: skip

Reply = tuple[int, bytes]


class Backend(Protocol):
    """What the HTTP side asks for; None means that the connection is dropped without an answer."""

    def answer(self, token: str, method: str, params: JsonDict, alive: Callable[[], bool]) -> Reply | None:
        """Perform a method of the Bot API."""

    def download(self, token: str, path: str) -> bytes | None:
        """Find a file, None where there is none."""

    def report(self, violation: str) -> None:
        """Note a fault."""


class LoopbackServer(ThreadingHTTPServer):
    """A server on a free port of 127.0.0.1, which can cut all its connections at once."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._sockets: set[socket.socket] = set()
        self._sockets_changed = threading.Condition()
        self._stopping = False
        super().__init__(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(target=self._accept, name="botapi", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port the system chose."""
        return int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the signature of the base class
        """Keep the connection in mind while a thread serves it."""
        with self._sockets_changed:
            self._sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the signature of the base class
        """Close the connection and forget it."""
        super().shutdown_request(request)
        with self._sockets_changed:
            self._sockets.discard(request)
            self._sockets_changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 - the signature of the base class
        """A client may go away at any time; anything else is a fault of this server."""
        if not isinstance(sys.exception(), ConnectionError):
            self.backend.report(f"the server failed: {traceback.format_exc()}")

    def _accept(self) -> None:
        """Pass every connection to a thread; unlike `serve_forever` this never polls, so it ends at once."""
        while True:
            try:
                request, address = self.get_request()
            except OSError:
                return
            if self._stopping:
                request.close()
                return
            self.process_request(request, address)

    def stop(self) -> None:
        """Stop accepting, cut every connection and wait a moment for the threads that served them."""
        self._stopping = True
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=0.5):
            self._thread.join(timeout=0.5)  # the connection woke it
        self.server_close()
        with self._sockets_changed:
            for connection in self._sockets:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._sockets_changed.wait_for(lambda: not self._sockets, timeout=0.5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # the client keeps its connections
    disable_nagle_algorithm = True
    wbufsize = -1
    server: LoopbackServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of the base class
        """Stay silent: the calls are recorded instead."""

    def _serve(self) -> None:
        body = self._body()
        if body is None:
            return
        url = urlsplit(self.path)
        path = unquote(url.path)
        if (file := _FILE_PATH.fullmatch(path)) is not None:
            data = self.server.backend.download(file[1], file[2])
            self._reply(
                (404, error_body(404, "Not Found")) if data is None else (200, data), "application/octet-stream"
            )
            return
        call = _METHOD_PATH.fullmatch(path)
        if call is None:
            self._reply((404, error_body(404, "Not Found")))
            return
        try:
            params = read_params(url.query, self.headers, body)
        except ValueError as error:
            self._reply((400, error_body(400, f"Bad Request: {error}")))
            return
        self._reply(self.server.backend.answer(call[1], call[2], params, self._alive))

    def _body(self) -> bytes | None:
        length = int(self.headers.get("Content-Length") or 0)
        if self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            self._reply((411, error_body(411, "Length Required")))
            return None
        if length > MAX_BODY_BYTES:
            self.close_connection = True  # the body stays unread
            self._reply((413, error_body(413, "Request Entity Too Large")))
            return None
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True  # the client died while it sent
            return None
        return body

    def _reply(self, reply: Reply | None, content_type: str = "application/json") -> None:
        if reply is None:
            self.close_connection = True
            return
        status, data = reply
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def _alive(self) -> bool:
        """Whether the client still waits: a closed connection reads as empty."""
        try:
            readable, _, _ = select.select([self.connection], [], [], 0)
            return not readable or self.connection.recv(1, socket.MSG_PEEK) != b""
        except (OSError, ValueError):
            return False


def error_body(status: int, description: str, parameters: JsonDict | None = None) -> bytes:
    """The body of a refusal."""
    body: JsonDict = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return json.dumps(body).encode()


def read_params(query: str, headers: Message, body: bytes) -> JsonDict:
    """Collect the parameters from the query string and from a body of any of the three forms.

    Raises:
        ValueError: A value that must be JSON is not.
    """
    params: JsonDict = dict(parse_qsl(query, keep_blank_values=True))
    match headers.get_content_type():
        case "application/json":
            decoded = json.loads(body or b"{}")
            params |= decoded if isinstance(decoded, dict) else {}
        case "multipart/form-data":
            params |= _multipart(body, str(headers.get_param("boundary", "")).encode())
        case "application/x-www-form-urlencoded":
            params |= dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
        case _:
            pass
    return {key: _typed(key, value) for key, value in params.items()}


def _typed(key: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if key in _JSON_KEYS:
        try:
            return json.loads(value) if value else None
        except ValueError as error:
            raise ValueError(f"can't parse {key} JSON object") from error
    if key in _INTEGER_KEYS and (number := re.match(r"-?\d+", value)) is not None:
        return int(number[0])  # the real server too reads the digits and ignores the rest
    if key in _BOOLEAN_KEYS:
        return value.lower() in {"true", "1", "yes"}
    return value


def _multipart(body: bytes, boundary: bytes) -> JsonDict:
    """Split a multipart body; its boundary occurs nowhere else, so no escaping is involved."""
    if not boundary:
        return {}
    params: JsonDict = {}
    for section in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, data = section.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        header = head.decode()
        name, file_name = re.search(r'[; ]name="([^"]*)"', header), re.search(r'filename="([^"]*)"', header)
        mime = re.search(r"(?im)^content-type:\s*(\S+)", header)
        if name is None:
            continue
        if file_name is None:
            params[name[1]] = data.decode()
        else:
            plain = unquote(file_name[1]) if "%22" in file_name[1] else file_name[1]
            params[name[1]] = UploadedFile(plain, mime[1] if mime else "application/octet-stream", data)
    return params
