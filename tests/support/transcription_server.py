"""An endpoint with the OpenAI audio API on loopback, which hears prepared words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.support.http_thread import running_http_server


@dataclass(slots=True)
class TranscriptionApi:
    """A running endpoint.

    Attributes:
        base_url: Up to ``/v1``.
        words: What it hears.
        status: What it answers with.
        reply: Sent instead of the words, if anything.
        received: The path, the key and the body of each request.
    """

    base_url: str
    words: str = ""
    status: int = 200
    reply: bytes | None = None
    received: list[tuple[str, str | None, bytes]] = field(default_factory=list)


@contextmanager
def transcription_api() -> Iterator[TranscriptionApi]:
    """Run an endpoint for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            api.received.append((self.path, self.headers["Authorization"], sent))
            body = json.dumps({"text": api.words}).encode() if api.reply is None else api.reply
            self.send_response(api.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with running_http_server(Handler) as root:
        api = TranscriptionApi(f"{root}/v1")
        yield api
