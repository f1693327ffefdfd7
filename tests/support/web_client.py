"""A client of the web server that sends what no well-behaved client sends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from bot.web.connections import ConnectionLimits
from bot.web.server import WebServer


@asynccontextmanager
async def serving_app(app: ASGIApp, limits: ConnectionLimits | None = None) -> AsyncIterator[WebServer]:
    """Serve an application at a free port of the loopback address."""
    server = WebServer(app, "127.0.0.1", 0, limits)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@dataclass
class RawConnection:
    """A connection to which a test writes bytes.

    Attributes:
        reader: Reads what the server sends.
        writer: Sends bytes.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self.writer.write(data)

    async def status(self) -> int:
        """Return the status of the next response; 0 if the server ends the connection without one."""
        try:
            async with asyncio.timeout(20):
                line = await self.reader.readline()
        except ConnectionError:
            return 0
        return int(line.split()[1]) if line else 0

    async def is_ended(self) -> bool:
        """Wait for the server to end the connection; returns whether it does."""
        try:
            async with asyncio.timeout(20):
                await self.reader.read()
        except ConnectionError:
            return True
        return True

    async def push(self, most: int) -> int:
        """Send zeros until the server ends the connection; returns how many bytes went out."""
        chunk, sent = bytes(65_536), 0
        try:
            while sent < most:
                self.writer.write(chunk)
                await self.writer.drain()
                sent += len(chunk)
                await asyncio.sleep(0)
        except ConnectionError:
            return sent
        return sent


@asynccontextmanager
async def connection(port: int) -> AsyncIterator[RawConnection]:
    """Open a connection to the server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield RawConnection(reader, writer)
    finally:
        writer.transport.abort()
