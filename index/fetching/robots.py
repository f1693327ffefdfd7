"""robots.txt (RFC 9309): the pages that sites ask crawlers to leave alone, read with Protego."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from index.errors import EmptyError, NotFoundError, RefusedError, TooLargeError, UnsupportedError

PRODUCT = "Pincite"
"""The name that a robots.txt addresses; the User-Agent begins with it."""

_CACHED_S = 3_600.0
_READ_BYTES = 512_000  # RFC 9309 asks for 500 KiB at least
_ABSENT = (NotFoundError, RefusedError, EmptyError, UnsupportedError, TooLargeError)


@dataclass(slots=True)
class _SiteRules:
    lock: threading.Lock
    rules: Protego | None = None
    read_at: float = 0.0


class RobotsRules:
    """The rules of sites; each robots.txt is cached for an hour."""

    def __init__(self) -> None:
        """Start with no site."""
        self._lock = threading.Lock()
        self._sites: dict[str, _SiteRules] = {}

    def check(self, url: str, fetch: Callable[[str], bytes]) -> float | None:
        """The pause in seconds that a site wants between requests, if it names one.

        Args:
            url: The page.
            fetch: Reads a robots.txt; raises ``SourceError``.

        Raises:
            RefusedError: The site asks crawlers to leave the page alone.
            UnreachableError: Its robots.txt cannot be read at the moment, which RFC 9309 takes for a refusal.
        """
        rules = self._rules(url, fetch)
        if rules.can_fetch(url, PRODUCT):
            return rules.crawl_delay(PRODUCT)
        raise RefusedError(
            f"{url} is not to be read by programs that follow links (its robots.txt says so); "
            "name the link yourself if you may index it."
        )

    def _rules(self, url: str, fetch: Callable[[str], bytes]) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            site = self._sites.setdefault(origin, _SiteRules(threading.Lock()))
        with site.lock:
            if site.rules is None or time.monotonic() - site.read_at > _CACHED_S:
                site.rules = _parse(f"{origin}/robots.txt", fetch)
                site.read_at = time.monotonic()
            return site.rules


def _parse(url: str, fetch: Callable[[str], bytes]) -> Protego:
    try:
        data = fetch(url)
    except _ABSENT:
        data = b""
    return Protego.parse(data[:_READ_BYTES].decode("utf-8", "ignore"))
