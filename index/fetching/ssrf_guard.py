"""Connections that end by a deadline and only lead to public addresses, or to networks that were opened.

The address that is judged is the one that is connected to, so a name that resolves differently the second time
(DNS rebinding) leads nowhere else. Imported only when a page is fetched: ``httpx`` takes half a second.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from index.errors import RefusedError, UnreachableError
from index.fetching.ip_ranges import Address, Network, is_public, is_within

Resolve = Callable[[str, int], Collection[str]]
"""A host's addresses for a port; raises ``OSError`` where it has none."""


@dataclass(slots=True)
class Visit:
    """What one request may do, and what became of it.

    Attributes:
        deadline: In the seconds of ``time.monotonic``; everything is over by then.
        opened: Networks that may be entered although they are not public.
        led: Whether a public page led there, which opens no network.
        went_private: Set once it was connected to such a network.
    """

    deadline: float
    opened: tuple[Network, ...]
    led: bool = False
    went_private: bool = False

    def remaining_s(self) -> float:
        """Seconds left; raises ``httpcore.TimeoutException`` when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException("the time limit for the whole page is over")
        return left

    def admit(self, host: str, addresses: Iterable[Address]) -> None:
        """Raises ``RefusedError`` where one of a host's addresses may not be connected to."""
        private = [address for address in addresses if not is_public(address)]
        for address in private:
            if not is_within(address, self.opened):
                raise RefusedError(
                    f"{host} is at the private address {address}, which is not read; if it should be, add its network "
                    "to PINCITE_FETCH_ALLOW_NETWORKS."
                )
        if private and self.led:
            raise RefusedError(
                f"{host} is at a private address, and a public page led there; name the link yourself to index it."
            )
        self.went_private = self.went_private or bool(private)


def resolve_with_system(host: str, port: int) -> list[str]:
    """A host's addresses as this machine resolves its name."""
    return [str(sockaddr[0]) for *_, sockaddr in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def resolve_host(host: str, port: int, visit: Visit, resolve: Resolve) -> list[Address]:
    """A host's addresses, by the visit's deadline.

    Raises:
        UnreachableError: It has none.
        httpcore.TimeoutException: The time is over.
    """
    # A resolver cannot be interrupted: it is left behind in a thread of its own when it takes too long.
    answers: queue.SimpleQueue[Collection[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        found = answers.get(timeout=visit.remaining_s())
    except queue.Empty as error:
        raise httpcore.TimeoutException(f"the name {host} was not resolved in time") from error
    if isinstance(found, Exception) or not found:
        raise UnreachableError(
            f"The site {host} was not found; check the link's spelling and the connection, then try again."
        )
    return [ipaddress.ip_address(address) for address in found]


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the environment names for an address (``HTTPS_PROXY``, ``NO_PROXY`` …)."""
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or urllib.request.proxy_bypass(url.host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


class GuardedTransport(httpx.BaseTransport):
    """One visit's connections; none is kept for another visit, to which other rules may apply."""

    def __init__(self, visit: Visit, ssl_context: ssl.SSLContext, resolve: Resolve) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=ssl_context, network_backend=_GuardedBackend(visit, resolve))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the response is still to be read."""
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
        """Close what is still open."""
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
    def __init__(self, visit: Visit, resolve: Resolve) -> None:
        self._visit = visit
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline counts
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve_host(host, port, self._visit, self._resolve)
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
                return _TimedStream(stream, self._visit)
        raise refused or httpcore.ConnectError(f"{host} has no address")


class _TimedStream(httpcore.NetworkStream):
    """A connection of which every step ends by the visit's deadline."""

    def __init__(self, stream: httpcore.NetworkStream, visit: Visit) -> None:
        self._stream = stream
        self._visit = visit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline counts
        return self._stream.read(max_bytes, self._visit.remaining_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline counts
        self._stream.write(buffer, self._visit.remaining_s())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline counts
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._visit.remaining_s())
        return _TimedStream(secured, self._visit)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
