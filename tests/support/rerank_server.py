"""An endpoint ``/rerank`` on loopback, in both shapes: the score is the number of shared words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.http_thread import running_http_server


@dataclass(slots=True)
class RerankApi:
    """A running endpoint.

    Attributes:
        base_url: Up to ``/rerank``.
        asked: What was sent, and the key that came with it.
        fetched: Paths that somebody tried to fetch; there is nothing.
        status: What it answers with.
        reply: Sent instead of scores, if anything.
        sign: 1, or -1 for the opposite of what it should say.
    """

    base_url: str
    asked: list[tuple[dict[str, Any], str | None]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    status: int = 200
    reply: object = None
    sign: int = 1

    def answer(self, asked: dict[str, Any]) -> object:
        """Scores, best first, as servers send them."""
        if self.reply is not None:
            return self.reply
        words = set(asked["query"].lower().split())
        texts = asked["texts"] if "texts" in asked else asked["documents"]
        scores = [self.sign * len(words & set(text.lower().split())) / 10 for text in texts]
        order = sorted(range(len(scores)), key=lambda at: -scores[at])
        if "texts" in asked:
            return [{"index": at, "score": scores[at]} for at in order]
        return {"model": "tiny", "results": [{"index": at, "relevance_score": scores[at]} for at in order]}


@contextmanager
def rerank_api() -> Iterator[RerankApi]:
    """Run an endpoint for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            api.asked.append((asked, self.headers["Authorization"]))
            body = json.dumps(api.answer(asked)).encode() if self.path == "/v1/rerank" else b"no such path"
            self.send_response(api.status if self.path == "/v1/rerank" else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_HEAD(self) -> None:
            api.fetched.append(self.path)
            self.send_error(404)

        def do_GET(self) -> None:
            self.do_HEAD()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with running_http_server(Handler) as root:
        api = RerankApi(f"{root}/v1")
        yield api
