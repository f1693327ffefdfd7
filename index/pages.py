"""Reading one page: fetched and made a document, or the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from index.errors import SourceError
from index.types import Document, Raw


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

    def __init__(self, fetcher: Fetches, parse: Callable[[Raw], Document]) -> None:
        """Read through ``fetcher`` and ``parse``, which raises a ``SourceError`` whatever the bytes are."""
        self._fetcher = fetcher
        self._parse = parse

    def read(self, location: str, referrer: str | None = None) -> Page | Unread:
        """Read the page at a canonical location; ``referrer`` as in ``index.fetch.Fetcher.fetch``."""
        try:
            raw = self._fetcher.fetch(location, referrer=referrer)
        except SourceError as error:
            return Unread(location, error)
        try:
            return Page(raw.location, self._parse(raw))
        except SourceError as error:
            return Unread(raw.location, error)
