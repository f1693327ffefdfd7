"""A forward proxy that the environment names: refused, unless a setting allows it.

A proxy resolves names itself, so the SSRF guard sees no address of theirs. Imported only when a page is fetched:
``httpx`` takes half a second.
"""

import contextlib
import ssl
import urllib.request
from collections.abc import Iterable

import httpcore
import httpx

from index.errors import RefusedError, UnreachableError, UnsupportedError
from index.fetching.ip_ranges import literal_addresses
from index.fetching.ssrf_guard import GuardedTransport, Resolver, TimedStream, resolve_host
from index.fetching.visit import Visit

_RESOLVE_S = 2.0
_HTTPS_PORT = 443


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the environment names for a URL (``HTTPS_PROXY``, ``NO_PROXY`` …)."""
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or urllib.request.proxy_bypass(url.host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def refuse_proxy(url: httpx.URL) -> RefusedError:
    """The error for a page that would be fetched through a proxy without permission."""
    return RefusedError(
        f"{url.host} would be fetched through the proxy that HTTP_PROXY or HTTPS_PROXY names, and a proxy gets around "
        "the guard against private addresses; set NO_PROXY=* to fetch pages directly, or "
        "PINCITE_FETCH_ALLOW_PROXY=true to use the proxy."
    )


def open_proxied(
    proxy: str, url: httpx.URL, visit: Visit, ssl_context: ssl.SSLContext, resolver: Resolver
) -> GuardedTransport:
    """A transport through a proxy, with the visit's deadline.

    Names that this machine resolves are checked here; the proxy may resolve them differently, or know others.

    Raises:
        RefusedError: A name is at a private address.
        UnsupportedError: It is no HTTP proxy.
    """
    if not literal_addresses(url.host):
        timeout_s = min(_RESOLVE_S, visit.remaining_s())
        with contextlib.suppress(UnreachableError, httpcore.TimeoutException):  # only the proxy may know the name
            visit.admit(url.host, resolve_host(url.host, url.port or _HTTPS_PORT, timeout_s, resolver))
    parsed = _parse(proxy)
    pool = httpcore.HTTPProxy(
        httpcore.URL(scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=b"/"),
        proxy_auth=(parsed.username, parsed.password) if parsed.username else None,
        ssl_context=ssl_context,
        network_backend=_TimedBackend(visit),
    )
    return GuardedTransport(pool)


def _parse(proxy: str) -> httpx.URL:
    try:
        parsed = httpx.URL(proxy)
        if parsed.scheme in {"http", "https"} and parsed.host:
            return parsed
    except httpx.InvalidURL:
        pass
    raise UnsupportedError(
        "HTTP_PROXY or HTTPS_PROXY names no HTTP proxy; set it to an address such as http://proxy.example.org:3128, or "
        "unset it."
    )


class _TimedBackend(httpcore.NetworkBackend):
    """Connects to the proxy; every step ends by the visit's deadline."""

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
        try:
            stream = self._plain.connect_tcp(host, port, self._visit.remaining_s(), local_address, socket_options)
        except httpcore.ConnectError as error:
            raise UnreachableError(
                f"The proxy {host}:{port} cannot be reached; check that it runs, and HTTP_PROXY or HTTPS_PROXY."
            ) from error
        return TimedStream(stream, self._visit)
