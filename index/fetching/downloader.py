"""Web pages to bytes: redirects, retries, robots.txt, throttling and time limits in one place.

Imported only when a page is fetched: ``httpx`` takes half a second.
"""

import zlib
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpcore
import httpx

from index.errors import BusyError, SourceError, UnreachableError
from index.fetching.html_head import read_html_head
from index.fetching.http_response import busy_error, connection_error, read_response
from index.fetching.ip_ranges import Network, is_public, literal_addresses
from index.fetching.ports import check_port
from index.fetching.proxies import open_proxied, proxy_for, refuse_proxy
from index.fetching.robots import PRODUCT, RobotsRules
from index.fetching.ssrf_guard import Resolver, open_guarded
from index.fetching.throttle import Throttle
from index.fetching.visit import Visit
from index.printable import printable
from index.tls_context import shared_tls_context
from index.types import Raw, ValidatorLookup, Validators
from index.urls import is_url

_MAX_REDIRECTS = 10
_ACCEPT = "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,*/*;q=0.5"
_ABOUT = "reads pages to answer questions about them; obeys robots.txt"
_RETRIES = 2
_MAX_BACK_OFF_S = 30.0  # a longer back-off is reported instead of waited for
_MAX_PAUSE_S = 10.0


@dataclass(frozen=True, slots=True)
class Politeness:
    """The limits of downloads.

    Attributes:
        timeout_s: How long one page may take, redirects included; waiting for the throttle is not counted.
        max_bytes: The largest page, after decompression.
        open_networks: Networks that may be read although they are not public.
        pause_s: The pause between two requests to one host, except in those networks.
        allows_proxy: Whether pages may be read through a proxy that the environment names.
    """

    timeout_s: float
    max_bytes: int
    open_networks: tuple[Network, ...]
    pause_s: float
    allows_proxy: bool


class Downloader:
    """Reads web pages. Safe to use from several threads."""

    def __init__(
        self, politeness: Politeness, transport: httpx.BaseTransport | None, resolver: Resolver, version: str | None
    ) -> None:
        self._politeness = politeness
        self._transport = transport
        self._resolver = resolver
        self._own_hosts: set[str] = set()  # found in an open network
        self._throttle = Throttle()
        self._robots = RobotsRules()
        self._headers = {
            "User-Agent": f"{PRODUCT}/{version} ({_ABOUT})" if version else f"{PRODUCT} ({_ABOUT})",
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
        }

    def fetch(self, location: str, referrer: str | None, validators_of: ValidatorLookup) -> Raw:
        """Read a page; the target of a redirect counts as linked from the page that redirects."""
        is_led = referrer is not None and is_url(referrer) and not self._is_own(referrer)
        return self._follow(
            location, self._visit(is_led=is_led, obeys_robots=referrer is not None, validators_of=validators_of)
        )

    def _visit(self, *, is_led: bool, obeys_robots: bool, validators_of: ValidatorLookup = lambda _url: None) -> Visit:
        politeness = self._politeness
        return Visit(politeness.timeout_s, politeness.open_networks, is_led, obeys_robots, validators_of)

    def _is_own(self, url: str) -> bool:
        """Whether a page is in an open network: this object found it there, or its host is an address in one."""
        host = _host(url)
        return host in self._own_hosts or not all(map(is_public, literal_addresses(host)))

    def _follow(self, location: str, visit: Visit) -> Raw:
        """Follow redirects, of the server or within a page, to the page at their end."""
        url = location
        for _ in range(_MAX_REDIRECTS + 1):
            response = self._get(url, visit)
            if isinstance(response, str):
                url = response
                continue
            head = read_html_head(response)
            if head.refresh is None:
                return replace(response, canonical=response.canonical or head.canonical)
            url = head.refresh
        raise UnreachableError(
            f"{location} redirects more than {_MAX_REDIRECTS} times; open it in a browser and give the final address."
        )

    def _get(self, url: str, visit: Visit) -> Raw | str:
        """One page or redirect; retried after a back-off that the server asks for."""
        host = _host(url)
        asked_s = self._robots.check(url, lambda page: self._get_robots(page, visit)) if visit.obeys_robots else None
        for retries_left in reversed(range(_RETRIES + 1)):
            if self._throttle.back_off_s(host) > _MAX_BACK_OFF_S:
                raise busy_error(url, self._throttle.back_off_s(host))
            pause_s = 0.0 if self._is_own(url) else self._politeness.pause_s
            with self._throttle.wait(host, max(pause_s, min(asked_s or 0.0, _MAX_PAUSE_S))):
                try:
                    return self._send(url, visit)
                except BusyError as error:
                    self._throttle.back_off(host, error.wait_s)
                    if not retries_left or error.wait_s > _MAX_BACK_OFF_S:
                        raise
        raise AssertionError("the last try returns or raises")

    def _get_robots(self, url: str, visit: Visit) -> bytes:
        """A robots.txt, with the same rules as the page that it is about."""
        return self._follow(url, self._visit(is_led=visit.is_led, obeys_robots=False)).data

    def _send(self, url: str, visit: Visit) -> Raw | str:
        try:
            with visit.request():
                check_port(url)
                visit.admit(_host(url), literal_addresses(_host(url)))
                return self._exchange(url, visit)
        finally:
            if visit.went_private:
                self._own_hosts.add(_host(url))

    def _exchange(self, url: str, visit: Visit) -> Raw | str:
        """One request and its response; every failure of the network becomes an ``UnreachableError``."""
        sent = visit.validators_of(url)
        try:
            client = httpx.Client(
                transport=self._transport_to(httpx.URL(url), visit),
                headers=self._headers | _conditions(sent),
                cookies=visit.cookies,
                timeout=visit.remaining_s(),
                trust_env=False,
            )
            try:
                with client.stream("GET", url) as response:
                    answer = read_response(
                        url,
                        response,
                        max_bytes=self._politeness.max_bytes,
                        sent=sent,
                        check_time=visit.remaining_s,
                    )
                visit.cookies.update(client.cookies)
            finally:
                if self._transport is None:
                    client.close()
        except SourceError:
            raise
        except (httpx.TimeoutException, httpcore.TimeoutException) as error:
            raise UnreachableError(
                f"{url} did not arrive within {self._politeness.timeout_s:g} seconds; try again later, "
                "or raise PINCITE_FETCH_TIMEOUT_S."
            ) from error
        except httpcore.ProxyError as error:
            reason = printable(str(error))
            raise UnreachableError(
                f"The proxy does not connect to {_host(url)} ({reason}); check HTTPS_PROXY and its password."
            ) from error
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            zlib.error,
            OSError,
            UnicodeError,  # a host such as "xn--"
        ) as error:
            raise connection_error(url, error) from error
        return answer

    def _transport_to(self, url: httpx.URL, visit: Visit) -> httpx.BaseTransport:
        if self._transport is not None:
            return self._transport
        proxy = proxy_for(url)
        if proxy is None:
            return open_guarded(visit, shared_tls_context(), self._resolver)
        if not self._politeness.allows_proxy:
            raise refuse_proxy(url)
        return open_proxied(proxy, url, visit, shared_tls_context(), self._resolver)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _conditions(sent: Validators | None) -> dict[str, str]:
    """The headers that request a page only if it changed."""
    found = {"If-None-Match": sent.etag, "If-Modified-Since": sent.last_modified} if sent else {}
    return {name: value for name, value in found.items() if value}
