"""HTTP responses: each becomes a page, the URL of a redirect, or the reason why there is no page."""

import re
import ssl
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx

from index.errors import (
    BusyError,
    EmptyError,
    NotFoundError,
    RefusedError,
    TooLargeError,
    UnreachableError,
    UnsupportedError,
)
from index.gzip_stream import gunzip
from index.types import UNDECLARED_MEDIA_TYPE, Raw, Validators
from index.urls import normalize_url, resolve_link

_NOT_PACKED, _GZIPPED = (
    frozenset(("", "identity")),
    frozenset(("gzip", "x-gzip")),
)  # one at most: nested ones can explode
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,18}")
_GONE = frozenset((404, 410))
_FORBIDDEN = frozenset((401, 402, 403, 407, 451))
_BUSY = frozenset((429, 503))
_NOT_MODIFIED = 304
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400
_SHOWN_CHARS = 200


def read_response(
    url: str, response: httpx.Response, *, max_bytes: int, sent: Validators | None, check_time: Callable[[], object]
) -> Raw | str:
    """The page that a server sent, or the URL that it redirects to.

    Args:
        url: The URL of the request.
        response: The response; its body has not been read.
        max_bytes: The largest page, after decompression.
        sent: The validators that were sent, if any.
        check_time: Called for each chunk; raises once the time is over.

    Raises:
        SourceError: There is no page.
        zlib.error: The body is not what it is declared to be.
    """
    if response.has_redirect_location:
        return _resolve_redirect(url, response.headers["Location"])
    if sent is not None and response.status_code == _NOT_MODIFIED:
        return Raw(url, b"", UNDECLARED_MEDIA_TYPE, validators=sent, unchanged=True)
    _check_status(url, response)
    data = _read_body(url, response, max_bytes, check_time)
    if not data:
        raise EmptyError(f"{url} is empty; give a page that has text.")
    media_type = _MEDIA_TYPE.match(response.headers.get("Content-Type", "").strip().lower())
    return Raw(
        url,
        data,
        media_type[0] if media_type else UNDECLARED_MEDIA_TYPE,
        response.charset_encoding,
        canonical=_canonical(url, response),
        validators=Validators(response.headers.get("ETag"), response.headers.get("Last-Modified")),
    )


def connection_error(url: str, error: BaseException) -> UnreachableError:
    """The error for a connection that failed."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return UnreachableError(
            f"No secure connection to {url} is possible; check the link, or save the page as a file."
        )
    return UnreachableError(f"{url} could not be reached, or broke off; check the link and try again later.")


def busy_error(url: str, seconds: float) -> BusyError:
    """The error for a server that asks for a back-off."""
    if seconds > _HOUR_S:
        wait = f"{seconds / _HOUR_S:.0f} hours"
    else:
        wait = f"{seconds / _MINUTE_S:.0f} minutes" if seconds > _MINUTE_S else f"{seconds:.0f} seconds"
    return BusyError(f"{url} asks to be left alone for {wait}; try again then.", seconds)


def _resolve_redirect(url: str, target: str) -> str:
    try:
        absolute = normalize_url(urljoin(url, target))
    except ValueError:  # an address such as http://[/
        absolute = None
    if absolute is None:
        raise RefusedError(
            f"{url} redirects to {target[:_SHOWN_CHARS]}, which is no web page; open it in a browser and save the page."
        )
    return absolute


def _check_status(url: str, response: httpx.Response) -> None:
    status = response.status_code
    if httpx.codes.is_success(status):
        return
    if status in _GONE:
        raise NotFoundError(f"There is no page at {url} (HTTP {status}); check the link.")
    if status in _FORBIDDEN:
        raise RefusedError(
            f"{url} asks for a login or refuses programs (HTTP {status}); save the page as a file and index that."
        )
    if status in _BUSY and (seconds := _retry_after_s(response.headers.get("Retry-After", ""))) is not None:
        raise busy_error(url, seconds)
    raise UnreachableError(f"{url} answered with an error (HTTP {status}); try again later.")


def _retry_after_s(value: str) -> float | None:
    """The delay of a ``Retry-After`` header, which gives seconds or a date (RFC 9110, 10.2.3); a day at most."""
    if _DIGITS.fullmatch(value.strip()):
        return min(float(value), _DAY_S)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0), _DAY_S)
    except (ValueError, TypeError, OverflowError):
        return None


def _canonical(url: str, response: httpx.Response) -> str | None:
    """The canonical URL that a header names (RFC 6596), where it is another."""
    try:
        stated = response.links.get("canonical", {}).get("url")
    except ValueError:
        return None
    canonical = resolve_link(stated, url) if stated else None
    return canonical if canonical != url else None


def _read_body(url: str, response: httpx.Response, max_bytes: int, check_time: Callable[[], object]) -> bytes:
    declared = response.headers.get("Content-Length", "")
    data = bytearray()
    if not _DIGITS.fullmatch(declared) or int(declared) <= max_bytes:
        for chunk in _unpack(url, response):
            data += chunk
            check_time()
            if len(data) > max_bytes:
                break
        else:
            return bytes(data)
    raise TooLargeError(
        f"{url} is larger than {max_bytes / 1e6:g} MB; save what matters of it as a file, or raise "
        "PINCITE_FETCH_MAX_BYTES."
    )


def _unpack(url: str, response: httpx.Response) -> Iterator[bytes]:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in _NOT_PACKED:
        return response.iter_raw()
    if encoding in _GZIPPED:
        return gunzip(response.iter_raw())
    raise UnsupportedError(f"{url} is packed in a way that was not asked for; save the page and index the file.")
