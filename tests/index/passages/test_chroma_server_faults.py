"""A Chroma server that is down, slow, refuses or replies nonsense costs one call a sentence; the next call recovers."""

import asyncio
import json
import shutil
import socketserver
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from bot.answering.types import Question
from index.errors import StoreError
from index.passages import chroma_http
from index.passages.chroma import PassageCollection
from index.passages.chroma_server import ChromaServer, ServerAddress
from index.passages.passage_records import PassageRecord
from tests.support.chroma_server import running_chroma
from tests.support.real_index import index_article, open_services

AXES = np.eye(4, dtype=np.float32)
OPENED = json.dumps(
    {
        "id": str(uuid.UUID(int=1)),
        "name": "passages",
        "tenant": "default_tenant",
        "database": "default_database",
        "metadata": {"catalog": "catalog"},
        "configuration_json": {},
        "dimension": 4,
        "version": 0,
        "log_position": 0,
    }
).encode()
"""What Chroma replies when a collection is opened."""

Send = Callable[[bytes], object]


@contextmanager
def speaking_server(
    speak: Callable[[Send, threading.Event], object], received: list[bytes] | None = None
) -> Iterator[str]:
    """Serve every connection with ``speak``, which also gets an event for the end; gives the address."""
    is_over = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            (received if received is not None else []).append(self.request.recv(65_536))
            try:
                speak(self.request.sendall, is_over)
            except OSError:  # the client has hung up
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            is_over.set()
            server.shutdown()
            thread.join()


@contextmanager
def collection_at(url: str, limit_s: float = 5.0) -> Iterator[PassageCollection]:
    """A collection on a server, with the same limit of time for reads and writes."""
    collection = PassageCollection(ChromaServer(ServerAddress(url), read_s=limit_s, write_s=limit_s), "one", "catalog")
    yield collection
    collection.close()


def reply(status: str, body: bytes, kind: str = "application/json") -> bytes:
    """A whole HTTP reply."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def hang(_send: Send, is_over: threading.Event) -> None:
    """Never reply."""
    is_over.wait(60)


def drip(send: Send, is_over: threading.Event) -> None:
    """Send a byte now and then, without an end."""
    send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not is_over.wait(0.02):
        send(b" ")


def flood(send: Send, is_over: threading.Event) -> None:
    """Send without an end."""
    send(b"HTTP/1.1 200 OK\r\n\r\n")
    while not is_over.is_set():
        send(bytes(65_536))


@pytest.mark.parametrize("speak", [hang, drip])
def test_a_slow_server_is_one_sentence(speak: Callable[[Send, threading.Event], object]) -> None:
    """The limit counts for the whole reply, so that no byte now and then prolongs it."""
    with (
        speaking_server(speak) as url,
        collection_at(url, 0.3) as vectors,
        pytest.raises(StoreError, match=r"is too slow .*check its load"),
    ):
        vectors.find_nearest(AXES[0], 3, newest=1)


def test_a_slow_reply_lets_the_next_reads_fail_at_once() -> None:
    """Questions that wait do not each wait for the limit; the server gets one request."""
    received: list[bytes] = []
    with speaking_server(hang, received) as url, collection_at(url, 0.3) as vectors:
        for _ in range(20):
            with pytest.raises(StoreError, match="is too slow"):
                vectors.count()
    assert 1 == len(received)


def test_a_reply_without_end_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client keeps no more than its limit."""
    monkeypatch.setattr(chroma_http, "_REPLY_BYTES", 1_000_000)
    with (
        speaking_server(flood) as url,
        collection_at(url) as vectors,
        pytest.raises(StoreError, match="a reply without end"),
    ):
        vectors.count()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (reply("200 OK", b"<html>Log in</html>", "text/html"), "not Chroma's"),
        (reply("200 OK", b"null"), "not Chroma's"),
        (reply("200 OK", b"[]"), "not Chroma's"),
        (reply("200 OK", b'{"id": "x"}'), "not Chroma's"),
        (reply("200 OK", b"[" * 50_000), "not Chroma's"),
        (reply("200 OK", b"\xff\xfe\x00"), "not Chroma's"),
        (reply("302 Found", b""), "not Chroma's"),
        (reply("500 Internal Server Error", b"oops"), "not Chroma's"),
        (reply("401 Unauthorized", b'{"error":"Unauthorized","message":"no"}'), "check PINCITE_CHROMA_TOKEN"),
        (reply("403 Forbidden", b'{"error":"AuthError","message":"Forbidden"}'), "check PINCITE_CHROMA_TOKEN"),
        (reply("404 Not Found", b'{"error":"NotFoundError","message":"no tenant"}'), "check PINCITE_CHROMA_TENANT"),
        (b"\x00\x01 no HTTP\r\n\r\n", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "cannot be reached"),
        (b"", "cannot be reached"),
    ],
)
def test_a_wrong_reply_is_one_sentence(said: bytes, words: str) -> None:
    """Each sentence says what to check, in one line; writes and reads are alike."""
    with speaking_server(lambda send, _: send(said)) as url, collection_at(url) as vectors:
        for call in (
            lambda: vectors.find_nearest(AXES[0], 3, newest=1),
            lambda: vectors.add([PassageRecord(1, "text", {"title": "title"})], AXES[:1]),
            vectors.list_ids,
        ):
            with pytest.raises(StoreError, match=words) as raised:
                call()
            assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"ids": null}',
        b'{"ids": [["x"]], "include": []}',
        b'{"ids": ["1"], "embeddings": [[1, "x"]], "documents": ["a"], "metadatas": [{}], "include": []}',
        b'{"ids": ["1", "2"], "embeddings": [[1, 2]], "documents": ["a"], "metadatas": [{}], "include": []}',
        b'{"ids": ["1"], "embeddings": null, "documents": null, "metadatas": null, "include": []}',
    ],
)
def test_a_reply_of_another_shape_is_one_sentence(body: bytes) -> None:
    """The collection opens, and what it says then is no record."""
    received: list[bytes] = []

    def speak(send: Send, _over: threading.Event) -> None:
        path = received[-1].split(b" ")[1]
        said = OPENED if path.endswith(b"/collections") else b"{}" if path.endswith(b"checks") else body
        send(reply("200 OK", said))

    with speaking_server(speak, received) as url, collection_at(url) as vectors:
        for call in (
            lambda: vectors.find_nearest(AXES[0], 3, newest=1),
            lambda: vectors.fetch([1, 2]),
            lambda: list(vectors.read([1, 2])),
            vectors.count,
        ):
            with pytest.raises(StoreError, match="not Chroma's"):
                call()


def test_a_page_that_repeats_for_ever_ends() -> None:
    """A server that ignores the offset costs no endless loop."""
    received: list[bytes] = []
    page = json.dumps({"ids": [str(id_) for id_ in range(250)], "include": []}).encode()

    def speak(send: Send, _over: threading.Event) -> None:
        send(reply("200 OK", OPENED if received[-1].split(b" ")[1].endswith(b"/collections") else page))

    with speaking_server(speak, received) as url, collection_at(url) as vectors:
        assert list(range(250)) == vectors.list_ids()


def test_the_token_is_sent_with_each_request() -> None:
    """It is a header of Chroma's own; no error shows it."""
    received: list[bytes] = []
    with speaking_server(lambda send, _: send(reply("500 Internal Server Error", b"oops")), received) as url:
        address = ServerAddress(url, token="a-secret-token")  # noqa: S106 - of a test
        vectors = PassageCollection(ChromaServer(address), "one", "catalog")
        with pytest.raises(StoreError) as raised:
            vectors.count()
        vectors.close()
    assert all(b"x-chroma-token: a-secret-token\r\n" in one.lower() for one in received)
    assert "a-secret-token" not in f"{raised.value} {address}"


def test_a_tenant_that_is_missing_is_told(tmp_path: Path) -> None:
    """The sentence names the settings."""
    with running_chroma(tmp_path) as server:
        for address in (ServerAddress(server.url, tenant="none"), ServerAddress(server.url, database="none")):
            vectors = PassageCollection(ChromaServer(address), "one", "catalog")
            with pytest.raises(StoreError, match="check PINCITE_CHROMA_TENANT and PINCITE_CHROMA_DATABASE"):
                vectors.count()
            vectors.close()


def test_no_error_shows_a_password() -> None:
    """The address may contain one."""
    with collection_at("http://ada:secret@127.0.0.1:9") as vectors, pytest.raises(StoreError) as raised:
        vectors.count()
    assert "The Chroma server http://127.0.0.1:9 cannot be reached" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_server_that_returns_is_used_again(tmp_path: Path) -> None:
    """What was written before is there; the calls meanwhile fail with a sentence."""
    with running_chroma(tmp_path) as server, collection_at(server.url) as vectors:
        vectors.add([PassageRecord(11, "text", {"title": "title"})], AXES[:1])
        server.stop()
        for _ in range(2):
            with pytest.raises(StoreError, match=r"cannot be reached .*check that it runs"):
                vectors.find_nearest(AXES[0], 3, newest=11)
        assert server.start()
        assert ([11], 1) == (vectors.find_nearest(AXES[0], 3, newest=11), vectors.count())


async def test_a_hanging_server_does_not_stop_the_event_loop(tmp_path: Path) -> None:
    """While a question waits for the server, the loop runs; the question fails with a sentence."""
    index_article(tmp_path)
    shutil.rmtree(tmp_path / "data" / "vectors")
    with speaking_server(hang) as url:
        services = open_services(tmp_path)
        vars(services)["chroma_server"] = ChromaServer(ServerAddress(url), read_s=0.5)
        asked = asyncio.create_task(services.answerer.answer(Question("Who was the first keeper?")))
        turns = 0
        while not asked.done():
            await asyncio.sleep(0.01)
            turns += 1
        with pytest.raises(StoreError, match="is too slow"):
            await asked
        services.close()
    assert turns > 10
