"""A model endpoint on loopback that breaks in every way that endpoints break, until it is healed."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

Dialect = Literal["openai", "anthropic", "ollama"]
"""The wire format of an endpoint."""

GOOD = "The tower was finished in 1811 [1]."


@dataclass
class Connection:
    """One request's connection, to be answered in any way.

    Attributes:
        dialect: The wire format in which the reply is written.
        sent: The bytes that the client took.
        is_over: Set when the answer is sent or the client has hung up.
    """

    writer: asyncio.StreamWriter
    dialect: Dialect = "openai"
    sent: int = 0
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    _has_spoken: bool = False

    async def send(self, data: bytes) -> None:
        """Send some bytes, and wait until the client took most of them."""
        self.writer.write(data)
        await self.writer.drain()
        self.sent += len(data)

    async def begin(self, status: str = "200 OK", kind: str = "text/event-stream", **headers: str) -> None:
        """Send the status and the headers; the body ends with the connection."""
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send("\r\n".join([*lines, "", ""]).encode())

    async def say(self, content: object, finish: str | None = None) -> None:
        """Send a delta of the reply in the dialect, or its end with a finish reason of OpenAI's API."""
        if self.dialect == "anthropic":
            await self._say_as_anthropic(content, finish)
        elif self.dialect == "ollama":
            line = {"model": "test", "message": {"role": "assistant", "content": content or ""}, "done": bool(finish)}
            await self.send(json.dumps(line | ({"done_reason": finish} if finish else {})).encode() + b"\n")
        else:
            await self.event({"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": finish}]})

    async def _say_as_anthropic(self, content: object, finish: str | None) -> None:
        usage = {"input_tokens": 70, "output_tokens": 1}
        message = {"id": "a", "type": "message", "role": "assistant", "model": "test", "content": list[Any]()}
        events: list[dict[str, Any]] = []
        if not self._has_spoken:
            block = {"type": "text", "text": ""}
            events.append({"type": "message_start", "message": message | {"stop_reason": None, "usage": usage}})
            events.append({"type": "content_block_start", "index": 0, "content_block": block})
            self._has_spoken = True
        if content is not None:
            delta = {"type": "text_delta", "text": content}
            events.append({"type": "content_block_delta", "index": 0, "delta": delta})
        if finish:
            delta = {"stop_reason": _ANTHROPIC_REASONS[finish], "stop_sequence": None}
            events.append({"type": "content_block_stop", "index": 0})
            events.append({"type": "message_delta", "delta": delta, "usage": usage})
            events.append({"type": "message_stop"})
        for event in events:
            await self.send(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())

    async def event(self, part: object, name: str | None = None) -> None:
        """Send an event."""
        chunk = {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "test"}
        data = json.dumps(chunk | part if isinstance(part, dict) else part)
        await self.send((f"event: {name}\n" if name else "").encode() + f"data: {data}\n\n".encode())

    def reset(self) -> None:
        """Reset the connection, so that the client sees an error instead of an end."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


_ANTHROPIC_REASONS = {
    "stop": "end_turn", "length": "max_tokens", "content_filter": "refusal", "tool_calls": "tool_use",
}  # fmt: skip

Serve = Callable[[Connection], Awaitable[None]]


async def serve_well(connection: Connection) -> None:
    """Stream a good reply with a finish reason and the end mark."""
    await connection.begin()
    await connection.say(GOOD[:20])
    await connection.say(GOOD[20:])
    await connection.say("", "stop")
    if connection.dialect == "openai":
        await connection.send(b"data: [DONE]\n\n")


@dataclass
class FaultyEndpoint:
    """An endpoint with one fault; None refuses every connection.

    Attributes:
        paths: The paths of the requests so far.
        connections: Their connections.
    """

    fault: Serve | None
    dialect: Dialect = "openai"
    port: int = 0
    paths: list[str] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def base_url(self) -> str:
        """The address for a client of the dialect."""
        return f"http://127.0.0.1:{self.port}" + ("/v1" if self.dialect == "openai" else "")

    async def open(self) -> None:
        """Listen, on the port of before if there was one."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no longer, and drop every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in self.connections:
            connection.writer.transport.abort()
        await asyncio.gather(*self._tasks)

    async def heal(self) -> None:
        """Answer well from now on."""
        self.fault = serve_well
        if self._server is None:
            await self.open()

    def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.create_task(self._handle(reader, writer)))

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(writer, self.dialect)
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            self.paths.append(head.split(b" ")[1].decode())
            self.connections.append(connection)
            if self.fault is not None:
                await self.fault(connection)
        connection.is_over.set()
        with suppress(OSError):
            writer.close()
            await writer.wait_closed()


@asynccontextmanager
async def faulty_endpoint(fault: Serve | None, dialect: Dialect = "openai") -> AsyncIterator[FaultyEndpoint]:
    """Serve with a fault until the context ends."""
    endpoint = FaultyEndpoint(fault, dialect)
    await endpoint.open()
    if fault is None:
        await endpoint.close()
    try:
        yield endpoint
    finally:
        await endpoint.close()
