"""Reading one page: fetched and made a document, or the reason why not."""

import logging
from dataclasses import dataclass
from typing import Protocol

from index.errors import SourceError, UnsupportedError
from index.extract import extract
from index.types import Document, Raw

_log = logging.getLogger(__name__)


class Fetches(Protocol):
    """Reads a link or file."""

    def fetch(self, location: str, *, referrer: str | None = None) -> Raw:
        """The bytes at a canonical location; raises ``SourceError``."""


@dataclass(frozen=True, slots=True)
class Page:
    """A source that was read; ``location`` is where redirects led."""

    location: str
    document: Document


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that could not be read."""

    location: str
    error: SourceError


class Reader:
    """Fetches pages and makes documents of them. Safe to use from several threads."""

    def __init__(self, fetcher: Fetches) -> None:
        """Read through ``fetcher``."""
        self._fetcher = fetcher

    def read(self, location: str, referrer: str | None = None) -> Page | Unread:
        """Read the page at a canonical location; ``referrer`` as in ``index.fetch.Fetcher.fetch``."""
        try:
            raw = self._fetcher.fetch(location, referrer=referrer)
        except SourceError as error:
            return Unread(location, error)
        try:
            return Page(raw.location, extract(raw))
        except SourceError as error:
            return Unread(raw.location, error)
        except Exception as error:  # noqa: BLE001 - parsers fail in their own ways on what they did not expect
            _log.debug("could not parse %s", raw.location, exc_info=True)
            reason = (
                f"{raw.location} could not be parsed ({type(error).__name__}); save it as plain text and index that."
            )
            return Unread(raw.location, UnsupportedError(reason))
