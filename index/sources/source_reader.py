"""Reading one source: fetched and made a document, found to be unchanged, found to be a list, or why none of it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from index.catalog.catalog import Catalog, source_id
from index.catalog.fetch_records import FetchRecord
from index.errors import SourceError, UnreachableError
from index.parsing import extraction as extract
from index.sources import listings
from index.sources.listings import Listing
from index.types import Document, Raw, Source, Validators
from index.urls import is_url

Known = Callable[[str], Validators | None]


class Fetches(Protocol):
    """Reads a link or file."""

    def fetch(self, location: str, *, referrer: str | None = None, known: Known | None = None) -> Raw:
        """The bytes at a canonical location; raises ``SourceError``. ``known`` is as in ``Fetcher``."""


@dataclass(frozen=True, slots=True)
class Page:
    """A source that was read; ``location`` is where redirects led."""

    location: str
    document: Document
    receipt: FetchRecord


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that could not be read."""

    location: str
    error: SourceError


Read = Page | Unread | Listing


class Reader:
    """Fetches sources and makes documents of them; what did not change is not read again. Safe for several threads."""

    def __init__(self, fetcher: Fetches, parse: Callable[[Raw], Document], catalog: Catalog) -> None:
        """Read through ``fetcher`` and ``parse``, which raises a ``SourceError`` whatever the bytes are.

        What was read before is in ``catalog``.
        """
        self._fetcher = fetcher
        self._parse = parse
        self._catalog = catalog

    def read(self, location: str, referrer: str | None = None) -> Read:
        """Read the source at a canonical location; ``referrer`` as in ``index.fetching.fetcher.Fetcher.fetch``."""
        if not is_url(location) and Path(location).is_dir():
            return _read_folder(location)
        try:
            raw = self._fetcher.fetch(location, referrer=referrer, known=self._validators)
            if raw.unchanged and self._before(raw.location)[0] is None:  # it was removed meanwhile
                raw = self._fetcher.fetch(location, referrer=referrer)
        except SourceError as error:
            return Unread(location, error)
        try:
            page = listings.of_page(raw) or Page(raw.location, *self._document(raw))
        except SourceError as error:
            return Unread(raw.location, error)
        return self._proper(page, raw) if isinstance(page, Page) and raw.canonical else page

    def _document(self, raw: Raw) -> tuple[Document, FetchRecord]:
        digest = hashlib.sha256(f"{raw.media_type};{raw.charset}\n".encode() + raw.data).hexdigest()
        source, receipt = self._before(raw.location)
        if source and receipt and (raw.unchanged or receipt.digest == digest):
            return self._catalog.document(source), replace(receipt, validators=raw.validators)
        document = self._parse(raw)
        return document, FetchRecord(extract.NAME, digest, raw.validators, document.links)

    def _proper(self, page: Page, raw: Raw) -> Page:
        """The page at its canonical URL, if the same text is there; otherwise it could pass for another's page."""
        if raw.canonical is None:
            return page
        known, _ = self._before(raw.canonical)
        if known and self._catalog.document(known).text == page.document.text:
            return replace(page, location=raw.canonical, receipt=replace(page.receipt, validators=Validators()))
        try:
            proper = self._fetcher.fetch(raw.canonical, referrer=raw.location)
            document, receipt = self._document(proper)
        except SourceError:
            return page
        return Page(proper.location, document, receipt) if document.text == page.document.text else page

    def _validators(self, url: str) -> Validators | None:
        _, receipt = self._before(url)
        return receipt.validators if receipt else None

    def _before(self, location: str) -> tuple[Source | None, FetchRecord | None]:
        """What is indexed from a location, and how it arrived, if it was read as it would be now."""
        source = self._catalog.find(source_id(location))
        receipt = self._catalog.receipt(source.id) if source else None
        if source is None or receipt is None or receipt.reader != extract.NAME:
            return None, None
        return source, receipt


def _read_folder(location: str) -> Listing | Unread:
    try:
        return listings.of_folder(Path(location))
    except SourceError as error:
        return Unread(location, error)
    except OSError as error:
        return Unread(location, UnreachableError(f"{location} could not be read ({error.strerror}); check the folder."))
