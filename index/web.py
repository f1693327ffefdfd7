"""Web pages to bytes. Imported only when a page is fetched, because ``httpx`` takes half a second to import."""

import re
import ssl
import threading
import time
from importlib import metadata
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from index.errors import (
    EmptyError,
    NotFoundError,
    RefusedError,
    SourceError,
    TooLargeError,
    UnreachableError,
    UnsupportedError,
)
from index.extract.links import is_url, normal_url
from index.extract.sniff import UNDECLARED
from index.network import Transport, Visit, is_public, literal_addresses, proxy_for, resolve
from index.types import Raw

_MAX_REDIRECTS = 10
_ENCODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))  # one at most: nested ones can explode
_ACCEPT = "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,*/*;q=0.5"
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_GONE = frozenset((404, 410))
_BARRED = frozenset((401, 402, 403, 407, 451))


class Web:
    """Reads pages. Safe to use from several threads."""

    def __init__(self, timeout_s: float, max_bytes: int, transport: httpx.BaseTransport | None) -> None:
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._transport = transport
        self._ssl_context: ssl.SSLContext | None = None
        self._lock = threading.Lock()
        self._private_hosts: set[str] = set()  # named by the operator, and found at a private address
        self._headers = {"User-Agent": _user_agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}

    def fetch(self, location: str, referrer: str | None) -> Raw:
        """Read a page; what a redirect leads to counts as linked by what redirects to it."""
        deadline = time.monotonic() + self._timeout_s
        public_only = referrer is not None and not self._is_private(referrer)
        url, cookies = location, httpx.Cookies()
        for _ in range(_MAX_REDIRECTS + 1):
            visit = Visit(deadline, public_only)
            answer = self._request(url, visit, cookies)
            if visit.went_private and referrer is None:
                self._private_hosts.add(_host(url))
            if isinstance(answer, Raw):
                return answer
            url, public_only = answer, public_only or not visit.went_private
        raise UnreachableError(
            f"{location} redirects more than {_MAX_REDIRECTS} times; open it in a browser and give the final address."
        )

    def _is_private(self, referrer: str) -> bool:
        """Whether a referrer is a page at a private address, found there by this object or by its name alone."""
        host = _host(referrer) if is_url(referrer) else ""
        return host in self._private_hosts or not all(map(is_public, literal_addresses(host)))

    def _request(self, url: str, visit: Visit, cookies: httpx.Cookies) -> Raw | str:
        """One request: the page, or the address that it redirects to."""
        try:
            client = httpx.Client(
                transport=self._transport_to(httpx.URL(url), visit),
                headers=self._headers,
                cookies=cookies,
                timeout=visit.remaining_s(),
                trust_env=False,
            )
            try:
                with client.stream("GET", url) as response:
                    answer = self._answer(url, response, visit)
                cookies.update(client.cookies)
            finally:
                if self._transport is None:
                    client.close()
        except SourceError:
            raise
        except (httpx.TimeoutException, httpcore.TimeoutException) as error:
            raise UnreachableError(
                f"{url} did not arrive within {self._timeout_s:g} seconds; try again later, or raise the time limit."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise _broken(url, error) from error
        return answer

    def _transport_to(self, url: httpx.URL, visit: Visit) -> httpx.BaseTransport:
        addresses = literal_addresses(url.host)
        if self._transport is not None:
            visit.admit(url.host, addresses)
            return self._transport
        proxy = proxy_for(url)
        if proxy is None:
            return Transport(visit, self._ssl())
        if visit.public_only and not addresses:
            try:
                addresses = resolve(url.host, url.port or 443)
            except UnreachableError:
                addresses = []  # only the proxy knows it
        visit.admit(url.host, addresses)
        return httpx.HTTPTransport(verify=self._ssl(), proxy=proxy)

    def _ssl(self) -> ssl.SSLContext:
        with self._lock:
            if self._ssl_context is None:
                self._ssl_context = httpx.create_ssl_context()
            return self._ssl_context

    def _answer(self, url: str, response: httpx.Response, visit: Visit) -> Raw | str:
        if response.has_redirect_location:
            return _redirected(url, response.headers["Location"])
        _check_status(url, response.status_code)
        if response.headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
            raise UnsupportedError(
                f"{url} is packed in a way that was not asked for; save the page and index the file."
            )
        data = self._body(url, response, visit)
        if not data:
            raise EmptyError(f"{url} is empty; give a page that has text.")
        media_type = _MEDIA_TYPE.match(response.headers.get("Content-Type", "").strip().lower())
        return Raw(url, data, media_type[0] if media_type else UNDECLARED, response.charset_encoding)

    def _body(self, url: str, response: httpx.Response, visit: Visit) -> bytes:
        declared = response.headers.get("Content-Length", "")
        data = bytearray()
        if not declared.isdecimal() or int(declared) <= self._max_bytes:
            for chunk in response.iter_bytes():
                data += chunk
                visit.remaining_s()
                if len(data) > self._max_bytes:
                    break
            else:
                return bytes(data)
        raise TooLargeError(
            f"{url} is larger than {self._max_bytes / 1e6:g} MB; save what matters of it as a file, or raise the limit."
        )


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _redirected(url: str, target: str) -> str:
    absolute = normal_url(urljoin(url, target))
    if absolute is None:
        raise RefusedError(
            f"{url} redirects to {target}, which is no web page; open it in a browser and save the page."
        )
    return absolute


def _check_status(url: str, status: int) -> None:
    if httpx.codes.is_success(status):
        return
    if status in _GONE:
        raise NotFoundError(f"There is no page at {url} (HTTP {status}); check the link.")
    if status in _BARRED:
        raise RefusedError(
            f"{url} asks for a login or refuses programs (HTTP {status}); save the page as a file and index that."
        )
    raise UnreachableError(f"{url} answered with an error (HTTP {status}); try again later.")


def _broken(url: str, error: BaseException) -> UnreachableError:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return UnreachableError(
            f"No secure connection to {url} is possible; check the link, or save the page as a file."
        )
    return UnreachableError(f"{url} could not be reached, or broke off; check the link and try again later.")


def _user_agent() -> str:
    try:
        return f"Pincite/{metadata.version('pincite')}"
    except metadata.PackageNotFoundError:
        return "Pincite"
