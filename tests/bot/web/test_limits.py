"""The limits of the web server: connections, headers, bodies and time."""

import asyncio
from contextlib import AsyncExitStack
from http import HTTPStatus

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.connections import ConnectionLimits
from bot.web.request_body import MAX_BODY_BYTES, read_body
from bot.web.update_endpoint import UpdateEndpoint
from tests.support.web_client import connection, serving_app

SECRET = "s" * 32
HEADERS = f"POST /hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n".encode()
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"%x\r\n%s\r\n" % (65_536, bytes(65_536))


def make_app(received: list[bytes]) -> Starlette:
    """Make an application that accepts updates and says hello."""

    async def receive(body: bytes) -> HTTPStatus:
        received.append(body)
        return HTTPStatus.OK

    async def hello(_: Request) -> Response:
        return PlainTextResponse("hello")

    async def slow(request: Request) -> Response:
        return Response(await read_body(request, timeout_s=0.05))

    async def endless(_: Request) -> Response:
        await asyncio.Event().wait()
        return Response()

    accept = UpdateEndpoint(SECRET, receive).accept
    return Starlette(
        routes=[
            Route("/", hello),
            Route("/hook", accept, methods=["POST"]),
            Route("/slow", slow, methods=["POST"]),
            Route("/endless", endless),
        ]
    )


@pytest.mark.parametrize("secret", ["", "X-Telegram-Bot-Api-Secret-Token: wrong\r\n"])
async def test_the_secret_is_checked_before_the_body_comes(secret: str) -> None:
    """Headers without the secret are refused while the body is still missing, and the connection ends."""
    received: list[bytes] = []
    async with serving_app(make_app(received)) as server, connection(server.port) as client:
        client.send(b"POST /hook HTTP/1.1\r\nHost: x\r\n" + secret.encode() + b"Content-Length: 80000000\r\n\r\n")
        assert 403 == await client.status()
        assert await client.is_ended()
    assert [] == received


async def test_an_update_with_the_secret_is_received() -> None:
    """The body arrives whole."""
    received: list[bytes] = []
    async with serving_app(make_app(received)) as server, connection(server.port) as client:
        client.send(HEADERS + b"Content-Length: 2\r\n\r\n{}")
        assert 200 == await client.status()
    assert [b"{}"] == received


async def test_a_body_that_is_announced_as_too_long_is_refused_unread() -> None:
    """The length in the headers decides."""
    async with serving_app(make_app([])) as server, connection(server.port) as client:
        client.send(HEADERS + b"Content-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1))
        assert 413 == await client.status()
        assert await client.is_ended()


async def test_a_body_of_unknown_length_ends_at_the_limit() -> None:
    """A chunked body is read up to a megabyte."""
    received: list[bytes] = []
    async with serving_app(make_app(received)) as server, connection(server.port) as client:
        client.send(HEADERS + CHUNKED + CHUNK * (MAX_BODY_BYTES // 65_536 + 1))
        assert 413 == await client.status()
    assert [] == received


async def test_eight_large_bodies_are_not_taken() -> None:
    """Of eight bodies of 80 MB each the server takes no more than its buffers hold."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving_app(make_app([])))
        clients = [await stack.enter_async_context(connection(server.port)) for _ in range(8)]
        for client in clients:
            client.send(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 80000000\r\n\r\n")
        sent = await asyncio.gather(*(client.push(80_000_000) for client in clients))
    assert all(size < 20_000_000 for size in sent), sent


async def test_a_slow_body_times_out() -> None:
    """A client that stops in the middle of its body gets status 408."""
    async with serving_app(make_app([])) as server, connection(server.port) as client:
        client.send(b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
        assert 408 == await client.status()
        assert await client.is_ended()


async def test_silent_connections_are_ended() -> None:
    """Neither silence nor headers that never end keep a connection open."""
    limits = ConnectionLimits(headers_s=0.1)
    async with serving_app(make_app([]), limits) as server:
        async with connection(server.port) as silent, connection(server.port) as halting:
            halting.send(b"GET / HTTP/1.1\r\nHost: x\r\n")
            assert await silent.is_ended()
            assert await halting.is_ended()
        async with connection(server.port) as second:
            second.send(GET + b"GET / HT")
            assert 200 == await second.status()
            assert await second.is_ended()


async def test_long_headers_are_refused() -> None:
    """Headers end at sixteen kilobytes."""
    async with serving_app(make_app([])) as server, connection(server.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 40_000)
        assert 400 == await client.status()


async def test_a_request_that_never_ends_is_ended() -> None:
    """The handler is cancelled at the limit of time, and the client gets status 503."""
    async with serving_app(make_app([]), ConnectionLimits(request_s=0.1)) as server, connection(server.port) as client:
        client.send(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        assert 503 == await client.status()


async def test_idle_connections_do_not_keep_others_out() -> None:
    """A connection over the cap ends the one that waited longest for a request."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving_app(make_app([]), ConnectionLimits(connections=20)))
        idle = [await stack.enter_async_context(connection(server.port)) for _ in range(100)]
        client = await stack.enter_async_context(connection(server.port))
        client.send(GET)
        assert 200 == await client.status()
        assert all([await one.is_ended() for one in idle[:80]])
        assert not idle[-1].reader.at_eof()


async def test_a_new_connection_is_refused_where_all_others_are_answered() -> None:
    """Requests in work are not ended for a new connection."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving_app(make_app([]), ConnectionLimits(connections=3)))
        busy = [await stack.enter_async_context(connection(server.port)) for _ in range(3)]
        for one in busy:
            one.send(b"POST /hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: " + SECRET.encode())
            one.send(b"\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            assert 100 == await one.status()
        new = await stack.enter_async_context(connection(server.port))
        assert await new.is_ended()
        for one in busy:
            one.send(b"{}")
            await one.reader.readline()
            assert 200 == await one.status()
