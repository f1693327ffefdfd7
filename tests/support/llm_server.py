"""A chat API on loopback that speaks as OpenAI's, Anthropic's and Ollama's do, and misbehaves on request."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.http_thread import running_http_server


@dataclass(frozen=True, slots=True)
class Reply:
    """What the API does with one request.

    Attributes:
        text: Streamed in pieces of four characters.
        pieces: Streamed instead of ``text``.
        is_cut: Whether the token limit ended the text.
        status: Anything but 200 is an error without a text.
        message: Sent with an error.
        retry_after: Sent with an error.
        delay_s: Before the first byte.
        cut: Whether the connection is closed before the end.
        raw: The body, instead of all others.
    """

    text: str = ""
    pieces: tuple[str, ...] = ()
    is_cut: bool = False
    status: int = 200
    message: str = "no"
    retry_after: str | None = None
    delay_s: float = 0.0
    cut: bool = False
    raw: bytes = b""


@dataclass
class ModelApi:
    """What the API does with each request in turn, and the requests so far.

    Attributes:
        base_url: For those who speak as OpenAI does.
        root: For Anthropic's and Ollama's clients.
    """

    replies: list[Reply]
    base_url: str = ""
    root: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def model_api(*replies: Reply) -> Iterator[ModelApi]:
    """Serve these replies, the last one for ever, until the context ends."""
    api = ModelApi(list(replies))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            api.requests.append(json.loads(body))
            api.paths.append(self.path)
            reply = api.replies.pop(0) if len(api.replies) > 1 else api.replies[0]
            time.sleep(reply.delay_s)
            if reply.status == 200:
                self._stream(reply)
            else:
                self._refuse(reply)

        def _refuse(self, reply: Reply) -> None:
            body = reply.raw or json.dumps({"error": {"message": reply.message}}).encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if reply.retry_after is not None:
                self.send_header("Retry-After", reply.retry_after)
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, reply: Reply) -> None:
            pieces = list(reply.pieces) or [reply.text[at : at + 4] for at in range(0, len(reply.text), 4)]
            kind, write = _SPEECH[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            lines = [reply.raw] if reply.raw else write(pieces, cut=reply.cut, is_limited=reply.is_cut)
            for line in lines:
                self.wfile.write(line)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with running_http_server(Handler) as api.root:
        api.base_url = f"{api.root}/v1"
        yield api


def _openai(pieces: list[str], *, cut: bool, is_limited: bool) -> Iterator[bytes]:
    usage = {"prompt_tokens": 70, "completion_tokens": 7, "total_tokens": 77}
    parts: list[dict[str, Any]] = [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces]
    if not cut:
        reason = "length" if is_limited else "stop"
        parts += [{"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}, {"choices": [], "usage": usage}]
    for part in parts:
        chunk = {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "test"} | part
        yield b"data: " + json.dumps(chunk).encode() + b"\n\n"
    if not cut:
        yield b"data: [DONE]\n\n"


def _anthropic(pieces: list[str], *, cut: bool, is_limited: bool) -> Iterator[bytes]:
    begun = {"id": "a", "type": "message", "role": "assistant", "model": "test", "content": list[Any]()}
    counts = {"input_tokens": 70, "output_tokens": 1}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": begun | {"stop_reason": None, "usage": counts}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
            for piece in pieces
        ),
    ]
    if not cut:
        ended = {"stop_reason": "max_tokens" if is_limited else "end_turn", "stop_sequence": None}
        events += [
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": ended, "usage": {"input_tokens": 70, "output_tokens": 7}},
            {"type": "message_stop"},
        ]
    for event in events:
        yield f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def _ollama(pieces: list[str], *, cut: bool, is_limited: bool) -> Iterator[bytes]:
    line = {"model": "test", "created_at": "2026-11-02T10:00:00Z"}
    for piece in pieces:
        said = {"message": {"role": "assistant", "content": piece}, "done": False}
        yield json.dumps(line | said).encode() + b"\n"
    if not cut:
        counts = {"done_reason": "length" if is_limited else "stop", "prompt_eval_count": 70, "eval_count": 7}
        end = {"message": {"role": "assistant", "content": ""}, "done": True}
        yield json.dumps(line | end | counts).encode() + b"\n"


_SPEECH: dict[str, tuple[str, Callable[..., Iterator[bytes]]]] = {
    "/v1/chat/completions": ("text/event-stream", _openai),
    "/v1/messages": ("text/event-stream", _anthropic),
    "/api/chat": ("application/x-ndjson", _ollama),
}
