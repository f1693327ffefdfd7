"""A connection of the web server, with limits on time and on the number of connections.

uvicorn limits neither how long a new connection may stay silent nor how many connections are open.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_GRACE_S = 5.0  # for the response that a request took too long


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """The limits of the web server.

    Attributes:
        connections: The most open connections; one more ends the one that has waited longest for a request.
        headers_s: How long a connection may take to send the headers of a request.
        request_s: How long a request may take, from its headers to the last byte of the response.
    """

    connections: int = 256
    headers_s: float = 15.0
    request_s: float = 300.0


def limited_protocol(limits: ConnectionLimits) -> type[H11Protocol]:
    """Return the protocol of connections with these limits, for the configuration of uvicorn."""

    class LimitedConnection(_Connection):
        """A connection with the limits of its server."""

    LimitedConnection.limits = limits
    return LimitedConnection


class _Connection(H11Protocol):
    """An HTTP/1.1 connection that is aborted when it exceeds a limit."""

    limits: ConnectionLimits

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the base class's
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self.responds = False
        self.waits_since = time.monotonic()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer(self.limits.headers_s)
        if len(self.connections) > self.limits.connections:
            waiting = [one for one in self.connections if isinstance(one, _Connection) and not one.responds]
            min(waiting, key=lambda one: one.waits_since, default=self).transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._restart_timer()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._restart_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def _restart_timer(self) -> None:
        """Start the timer of the next state: waiting for headers, or responding. More bytes of a state start none."""
        responds = self.cycle is not None and not self.cycle.response_complete
        if responds == self.responds or self.transport.is_closing():
            return
        self.responds = responds
        self.waits_since = time.monotonic()
        self._start_timer(self.limits.request_s + _GRACE_S if responds else self.limits.headers_s)

    def _start_timer(self, limit_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(limit_s, self.transport.abort)
