"""The SSRF guard: connections to public addresses and opened networks alone, which end by a deadline.

The guard checks the very address that it connects to, so a name that resolves differently the second time (DNS
rebinding) gains nothing. Imported only when a page is fetched: ``httpx`` takes half a second.
"""

import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterable, Iterator

import httpcore
import httpx

from index.errors import UnreachableError
from index.fetching.ip_ranges import Address
from index.fetching.visit import Visit

Resolver = Callable[[str, int], Collection[str]]
"""From a host and a port to the host's addresses; raises ``OSError`` where it has none."""


def resolve_with_system(host: str, port: int) -> list[str]:
    """The addresses of a host as this machine resolves its name."""
    return [str(sockaddr[0]) for *_, sockaddr in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def resolve_host(host: str, port: int, timeout_s: float, resolver: Resolver) -> list[Address]:
    """The addresses of a host, within ``timeout_s`` seconds.

    Raises:
        UnreachableError: It has none.
        httpcore.TimeoutException: The resolver took longer.
    """
    # A resolver cannot be interrupted: when it takes too long, its thread is left behind.
    answers: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put([ipaddress.ip_address(address) for address in resolver(host, port)])
        except Exception as error:  # noqa: BLE001 - whatever a name does to a resolver, it was not found
            answers.put(error)

    threading.Thread(target=run, name="resolver", daemon=True).start()
    try:
        found = answers.get(timeout=timeout_s)
    except queue.Empty as error:
        raise httpcore.TimeoutException(f"the name {host} was not resolved in time") from error
    if isinstance(found, Exception) or not found:
        raise UnreachableError(
            f"The site {host} was not found; check the link's spelling and the connection, then try again."
        )
    return found


def open_guarded(visit: Visit, ssl_context: ssl.SSLContext, resolver: Resolver) -> "GuardedTransport":
    """A transport that connects to the addresses that the visit admits."""
    backend = _GuardedBackend(visit, resolver)
    return GuardedTransport(httpcore.ConnectionPool(ssl_context=ssl_context, network_backend=backend))


class GuardedTransport(httpx.BaseTransport):
    """The connections of one visit; another visit has other rules and gets connections of its own."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the caller reads the body of the response."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(response.status, headers=response.headers, stream=_ResponseStream(response.stream))

    def close(self) -> None:
        """Close the open connections."""
        self._pool.close()


class _ResponseStream(httpx.SyncByteStream):
    def __init__(self, stream: object) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        if isinstance(self._stream, Iterable):
            yield from self._stream

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close:
            close()


class _GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to the addresses that the visit admits."""

    def __init__(self, visit: Visit, resolver: Resolver) -> None:
        self._visit = visit
        self._resolver = resolver
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline counts
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve_host(host, port, self._visit.remaining_s(), self._resolver)
        self._visit.admit(host, addresses)
        refused: httpcore.ConnectError | None = None
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(
                    str(address), port, self._visit.remaining_s(), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                refused = error
            else:
                return TimedStream(stream, self._visit)
        raise refused or httpcore.ConnectError(f"{host} has no address")


class TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends by the visit's deadline."""

    def __init__(self, stream: httpcore.NetworkStream, visit: Visit) -> None:
        self._stream = stream
        self._visit = visit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline counts
        """Read bytes."""
        return self._stream.read(max_bytes, self._visit.remaining_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline counts
        """Write bytes."""
        self._stream.write(buffer, self._visit.remaining_s())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline counts
    ) -> httpcore.NetworkStream:
        """Encrypt the connection."""
        secured = self._stream.start_tls(ssl_context, server_hostname, self._visit.remaining_s())
        return TimedStream(secured, self._visit)

    def get_extra_info(self, info: str) -> object:
        """Return a property of the connection."""
        return self._stream.get_extra_info(info)
