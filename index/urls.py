"""Normalised URLs and link targets. Pure.

``index.fetching.fetcher.locate`` gives the same spelling, so links and locations can be compared as strings.
"""

import ipaddress
import os
import re
from pathlib import PurePath
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from index.printable import printable

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.IGNORECASE)  # two letters at least: "C:" is a drive
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_.-]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id|_hsenc|_hsmi|mkt_tok)=",
    re.IGNORECASE,
)
"""Parameters by which networks of advertisers count clicks; the page is the same without them."""
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?"

MAX_URL_CHARS = 4_096
"""The longest address or path of a link; servers and browsers accept about as much."""


def is_url(location: str) -> bool:
    """Whether a location is a web address; otherwise it is the path of a file."""
    return location[:8].lower().startswith(("http://", "https://"))


def display_name(location: str) -> str:
    """The short name of a source in a sentence: a link as it is, a file without its folder; printable."""
    return printable(location if is_url(location) else PurePath(location).name or location)


def normalize_url(url: str) -> str | None:
    """Normalise a web address, and drop its fragment.

    Scheme and host are in lower case, and an international name is in ASCII (IDNA 2008). A default port is dropped, the
    path is resolved, and characters that a URL cannot contain are percent-encoded. Parameters that only count clicks
    are dropped, so that a page that is shared in two places is one source.

    Returns:
        None if it is not a complete http or https address, is too long, or contains a password.
    """
    if len(url) > MAX_URL_CHARS:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = _to_ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
        return None
    netloc = host if port in {None, _DEFAULT_PORTS[scheme]} else f"{host}:{port}"
    path = _escape(_drop_dots(parts.path), _PATH_SAFE) or "/"
    query = "&".join(part for part in parts.query.split("&") if not _TRACKING.match(part))
    return urlunsplit((scheme, netloc, path, _escape(query, _QUERY_SAFE), ""))


def resolve_link(target: str, base: str) -> str | None:
    """Resolve a link in a document.

    Args:
        target: As written in the document.
        base: The URL or absolute path that it is relative to.

    Returns:
        An absolute URL or path without fragment; None for targets that cannot be read: a fragment of the same document,
        mail, a script, data, or a file where the document is on the web.
    """
    target = _CONTROLS.sub("", target.strip())
    if not target or target.startswith("#") or len(target) > MAX_URL_CHARS:
        return None
    scheme = _SCHEME.match(target)
    if scheme and scheme[1].lower() not in {"http", "https", "file"}:
        return None
    try:
        if is_url(base):
            return normalize_url(urljoin(base, target)) if not scheme or is_url(target) else None
        if scheme or target.startswith("//"):
            return _resolve_from_file(target)
    except ValueError:
        return None
    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    return _to_absolute(os.path.join(os.path.dirname(base), path)) if path else None  # noqa: PTH118, PTH120 - pure text


def _to_ascii_host(host: str) -> str:
    """The ASCII form of a host name; raises ``ValueError`` for anything else."""
    if host.isascii():
        if not _HOST.fullmatch(host):
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        return host
    import idna  # noqa: PLC0415 - only for the few names that need its tables

    return idna.encode(host, uts46=True).decode("ascii")


def _drop_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in {".", ".."}:
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _escape(part: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=safe, errors="replace")


def _resolve_from_file(target: str) -> str | None:
    """Resolve a local file's link that has a scheme, or a host without a scheme."""
    if target.startswith("//"):
        return normalize_url(f"https:{target}")
    if is_url(target):
        return normalize_url(target)
    parts = urlsplit(target)
    if parts.hostname not in {None, "localhost"}:
        return None
    from urllib.request import url2pathname  # noqa: PLC0415 - an HTTP client to import, for links of local files

    return _to_absolute(url2pathname(parts.path))


def _to_absolute(path: str) -> str | None:
    if _CONTROLS.search(path) or not os.path.isabs(path):  # noqa: PTH117 - pure text
        return None
    return os.path.normpath(path)
