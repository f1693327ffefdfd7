"""Web pages to bytes. Imported only when a page is fetched, because ``httpx`` takes half a second to import."""

import contextlib
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import httpcore
import httpx

from index.errors import BusyError, SourceError, UnreachableError
from index.fetching.html_head import read_html_head
from index.fetching.http_response import busy_error, connection_error, read_response
from index.fetching.ip_ranges import Network, is_public, literal_addresses
from index.fetching.robots import PRODUCT, RobotsRules
from index.fetching.ssrf_guard import GuardedTransport, Resolve, Visit, proxy_for, resolve_host
from index.fetching.throttle import Throttle
from index.types import Raw, Validators
from index.urls import is_url

Known = Callable[[str], Validators | None]
"""What the page at a URL was recognised by when it was read last; None where it was not."""

_MAX_REDIRECTS = 10
_ACCEPT = "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,*/*;q=0.5"
_ABOUT = "reads pages to answer questions about them; obeys robots.txt"
_HTTPS_PORT = 443
_RETRIES = 2
_PATIENCE_S = 30.0  # a server that wants to be left alone for longer is not waited for
_LONGEST_PAUSE_S = 10.0
_BEHIND_PROXY_S = 2.0


@dataclass(frozen=True, slots=True)
class Politeness:
    """How pages are fetched.

    Attributes:
        timeout_s: How long one page may take, redirects included; waiting for a turn is not counted.
        max_bytes: The largest page, after decompression.
        opened: Networks that may be read although they are not public.
        pause_s: Between two requests to one host, except in those networks.
    """

    timeout_s: float
    max_bytes: int
    opened: tuple[Network, ...] = ()
    pause_s: float = 0.5


@dataclass(slots=True)
class _Errand:
    """One page to get, and how it goes.

    Attributes:
        left_s: Of its time.
        led: Whether a public page led there.
        robots: Whether robots.txt is obeyed: not for what a person named.
    """

    known: Known
    left_s: float
    led: bool
    robots: bool
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)


class Downloader:
    """Reads pages. Safe to use from several threads."""

    def __init__(
        self, manners: Politeness, transport: httpx.BaseTransport | None, resolve: Resolve, version: str | None
    ) -> None:
        self._manners = manners
        self._transport = transport
        self._resolve = resolve
        self._ssl_context: ssl.SSLContext | None = None
        self._lock = threading.Lock()
        self._own_hosts: set[str] = set()  # found in a network that was opened
        self._pacer = Throttle()
        self._robots = RobotsRules()
        self._headers = {
            "User-Agent": f"{PRODUCT}/{version} ({_ABOUT})" if version else f"{PRODUCT} ({_ABOUT})",
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
        }

    def fetch(self, location: str, referrer: str | None, known: Known) -> Raw:
        """Read a page; what a redirect leads to counts as linked by what redirects to it."""
        led = referrer is not None and is_url(referrer) and not self._is_own(referrer)
        return self._get(location, _Errand(known, self._manners.timeout_s, led, referrer is not None))

    def _is_own(self, url: str) -> bool:
        """Whether a page is in a network that was opened: found there by this object, or by its name alone."""
        host = _host(url)
        return host in self._own_hosts or not all(map(is_public, literal_addresses(host)))

    def _get(self, location: str, errand: _Errand) -> Raw:
        """Follow redirects, of the server or within a page, up to a page that stays."""
        url = location
        for _ in range(_MAX_REDIRECTS + 1):
            answer = self._ask(url, errand)
            if isinstance(answer, str):
                url = answer
                continue
            said = read_html_head(answer)
            if said.refresh is None:
                return replace(answer, canonical=answer.canonical or said.canonical)
            url = said.refresh
        raise UnreachableError(
            f"{location} redirects more than {_MAX_REDIRECTS} times; open it in a browser and give the final address."
        )

    def _ask(self, url: str, errand: _Errand) -> Raw | str:
        """One page or redirect; asked for again where the server says when."""
        host = _host(url)
        wanted_s = self._robots.check(url, lambda page: self._rules(page, errand)) if errand.robots else None
        for retries_left in reversed(range(_RETRIES + 1)):
            if self._pacer.held_s(host) > _PATIENCE_S:
                raise busy_error(url, self._pacer.held_s(host))
            pause_s = 0.0 if self._is_own(url) else self._manners.pause_s
            with self._pacer.turn(host, max(pause_s, min(wanted_s or 0.0, _LONGEST_PAUSE_S))):
                try:
                    return self._timed(url, errand)
                except BusyError as error:
                    self._pacer.hold(host, error.wait_s)
                    if not retries_left or error.wait_s > _PATIENCE_S:
                        raise
        raise AssertionError("the last try returns or raises")

    def _rules(self, url: str, errand: _Errand) -> bytes:
        """A robots.txt, under the rules of the page that it is about."""
        return self._get(url, _Errand(lambda _: None, self._manners.timeout_s, errand.led, robots=False)).data

    def _timed(self, url: str, errand: _Errand) -> Raw | str:
        visit = Visit(time.monotonic() + errand.left_s, self._manners.opened, errand.led)
        try:
            visit.admit(_host(url), literal_addresses(_host(url)))
            return self._request(url, visit, errand)
        finally:
            errand.left_s = visit.deadline - time.monotonic()
            errand.led = errand.led or not visit.went_private
            if visit.went_private:
                self._own_hosts.add(_host(url))

    def _request(self, url: str, visit: Visit, errand: _Errand) -> Raw | str:
        sent = errand.known(url)
        try:
            client = httpx.Client(
                transport=self._transport_to(httpx.URL(url), visit),
                headers=self._headers | _conditions(sent),
                cookies=errand.cookies,
                timeout=visit.remaining_s(),
                trust_env=False,
            )
            try:
                with client.stream("GET", url) as response:
                    answer = read_response(
                        url, response, max_bytes=self._manners.max_bytes, sent=sent, still=visit.remaining_s
                    )
                errand.cookies.update(client.cookies)
            finally:
                if self._transport is None:
                    client.close()
        except SourceError:
            raise
        except (httpx.TimeoutException, httpcore.TimeoutException) as error:
            raise UnreachableError(
                f"{url} did not arrive within {self._manners.timeout_s:g} seconds; try again later, "
                "or raise the time limit."
            ) from error
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            zlib.error,
            OSError,
        ) as error:
            raise connection_error(url, error) from error
        return answer

    def _transport_to(self, url: httpx.URL, visit: Visit) -> httpx.BaseTransport:
        if self._transport is not None:
            return self._transport
        proxy = proxy_for(url)
        if proxy is None:
            return GuardedTransport(visit, self._ssl(), self._resolve)
        if not literal_addresses(url.host):
            soon = Visit(time.monotonic() + min(_BEHIND_PROXY_S, visit.remaining_s()), ())
            with contextlib.suppress(UnreachableError, httpcore.TimeoutException):  # a name that only the proxy knows
                visit.admit(url.host, resolve_host(url.host, url.port or _HTTPS_PORT, soon, self._resolve))
        return httpx.HTTPTransport(verify=self._ssl(), proxy=proxy)

    def _ssl(self) -> ssl.SSLContext:
        with self._lock:
            if self._ssl_context is None:
                self._ssl_context = httpx.create_ssl_context()
            return self._ssl_context


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _conditions(sent: Validators | None) -> dict[str, str]:
    """The headers that ask for a page only if it changed."""
    found = {"If-None-Match": sent.etag, "If-Modified-Since": sent.last_modified} if sent else {}
    return {name: value for name, value in found.items() if value}
