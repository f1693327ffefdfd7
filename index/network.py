"""Connections that end by a deadline and, where asked, only lead to public addresses.

The address that is judged is the one that is connected to, so a name that resolves differently the second time
(DNS rebinding) leads nowhere else. Imported only when a page is fetched: ``httpx`` takes half a second.
"""

import ipaddress
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from index.errors import RefusedError, UnreachableError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # RFC 4291


@dataclass(slots=True)
class Visit:
    """What one request may do, and what became of it.

    Attributes:
        deadline: In the seconds of ``time.monotonic``; everything is over by then.
        public_only: Whether private, loopback and link-local addresses are refused.
        went_private: Set once it was connected to such an address.
    """

    deadline: float
    public_only: bool
    went_private: bool = False

    def remaining_s(self) -> float:
        """Seconds left; raises ``httpcore.TimeoutException`` when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException("the time limit for the whole page is over")
        return left

    def admit(self, host: str, addresses: Iterable[_Address]) -> None:
        """Raises ``RefusedError`` where one of a host's addresses may not be connected to."""
        private = not all(map(is_public, addresses))
        if private and self.public_only:
            raise RefusedError(
                f"{host} is at a private address, and a public page led there; name the link yourself to index it."
            )
        self.went_private = self.went_private or private


def is_public(address: _Address) -> bool:
    """Whether an address is one of the public internet, looking through IPv6 forms that carry an IPv4 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    carried = address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return is_public(carried) if carried else address.is_global and address in _GLOBAL_UNICAST


def literal_addresses(host: str) -> list[_Address]:
    """The address that a host states itself, without asking anyone; empty for other names."""
    if host == "localhost" or host.endswith(".localhost"):
        return [ipaddress.IPv4Address("127.0.0.1")]
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        return []


def resolve(host: str, port: int) -> list[_Address]:
    """A host's addresses; raises ``UnreachableError`` where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(
            f"The site {host} was not found; check the link's spelling and the connection, then try again."
        ) from error
    return [ipaddress.ip_address(str(sockaddr[0])) for *_, sockaddr in found]


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the environment names for an address (``HTTPS_PROXY``, ``NO_PROXY`` …)."""
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or urllib.request.proxy_bypass(url.host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


class Transport(httpx.BaseTransport):
    """One visit's connections; none is kept for another visit, to which other rules may apply."""

    def __init__(self, visit: Visit, ssl_context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=ssl_context, network_backend=_Backend(visit))

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
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response.stream))

    def close(self) -> None:
        """Close what is still open."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: object) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        if isinstance(self._stream, Iterable):
            yield from self._stream

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close:
            close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline counts
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port)
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
                return _Stream(stream, self._visit)
        raise refused or httpcore.ConnectError(f"{host} has no address")


class _Stream(httpcore.NetworkStream):
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
        return _Stream(secured, self._visit)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
