"""A chat API on loopback that speaks as OpenAI's does, and misbehaves on request."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """What the API does with one request.

    Attributes:
        text: Streamed in pieces of four characters.
        status: Anything but 200 is an error without a text.
        retry_after: Sent with an error.
        delay_s: Before the first byte.
        cut: Whether the connection is closed before the end.
    """

    text: str = ""
    status: int = 200
    retry_after: str | None = None
    delay_s: float = 0.0
    cut: bool = False


@dataclass
class ModelApi:
    """The API's address, what it does with each request in turn, and the requests so far."""

    replies: list[Reply]
    base_url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def model_api(*replies: Reply) -> Iterator[ModelApi]:
    """Serve these replies, the last one for ever, until the context ends."""
    api = ModelApi(list(replies))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            api.requests.append(json.loads(body))
            reply = api.replies.pop(0) if len(api.replies) > 1 else api.replies[0]
            time.sleep(reply.delay_s)
            if reply.status == 200:
                self._stream(reply)
            else:
                self._refuse(reply)

        def _refuse(self, reply: Reply) -> None:
            body = b'{"error": {"message": "no"}}'
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if reply.retry_after is not None:
                self.send_header("Retry-After", reply.retry_after)
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, reply: Reply) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            for at in range(0, len(reply.text), 4):
                self._event({"choices": [{"index": 0, "delta": {"content": reply.text[at : at + 4]}}]})
            if not reply.cut:
                self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
                self._event({"choices": [], "usage": {"prompt_tokens": 70, "completion_tokens": 7, "total_tokens": 77}})
                self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, part: dict[str, Any]) -> None:
            chunk = {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "test"} | part
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    api.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
