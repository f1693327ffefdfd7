"""Reading one source: fetched and made a document, found to be unchanged, found to be a list, or why none of it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from index.catalog.catalog import Catalog
from index.catalog.fetch_records import FetchRecord
from index.errors import SourceError, UnreachableError
from index.parsing import extraction
from index.sources import listings
from index.sources.listings import SourceListing
from index.types import Document, Raw, Source, ValidatorLookup, Validators, source_id
from index.urls import is_url


class FetchesSources(Protocol):
    """Reads a link or file."""

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """The bytes at a canonical location; raises ``SourceError``. ``validators_of`` is as in ``Fetcher``."""


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source that was read; ``location`` is where redirects led."""

    location: str
    document: Document
    receipt: FetchRecord


@dataclass(frozen=True, slots=True)
class UnreadSource:
    """A source that could not be read."""

    location: str
    error: SourceError


Read = ReadSource | UnreadSource | SourceListing


class SourceReader:
    """Fetches sources and makes documents of them; what did not change is not read again. Safe for several threads."""

    def __init__(self, fetcher: FetchesSources, parse: Callable[[Raw], Document], catalog: Catalog) -> None:
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
            raw = self._fetcher.fetch(location, referrer=referrer, validators_of=self._validators)
            if raw.unchanged and self._before(raw.location)[0] is None:  # it was removed meanwhile
                raw = self._fetcher.fetch(location, referrer=referrer)
        except SourceError as error:
            return UnreadSource(location, error)
        try:
            page = listings.parse_listing(raw) or ReadSource(raw.location, *self._document(raw))
        except SourceError as error:
            return UnreadSource(raw.location, error)
        return self._proper(page, raw) if isinstance(page, ReadSource) and raw.canonical else page

    def _document(self, raw: Raw) -> tuple[Document, FetchRecord]:
        digest = hashlib.sha256(f"{raw.media_type};{raw.charset}\n".encode() + raw.data).hexdigest()
        source, receipt = self._before(raw.location)
        if source and receipt and (raw.unchanged or receipt.digest == digest):
            return self._catalog.load_document(source), replace(receipt, validators=raw.validators)
        document = self._parse(raw)
        return document, FetchRecord(extraction.NAME, digest, raw.validators, document.links)

    def _proper(self, page: ReadSource, raw: Raw) -> ReadSource:
        """The page at its canonical URL, if the same text is there; otherwise it could pass for another's page."""
        if raw.canonical is None:
            return page
        known, _ = self._before(raw.canonical)
        if known and self._catalog.load_document(known).text == page.document.text:
            return replace(page, location=raw.canonical, receipt=replace(page.receipt, validators=Validators()))
        try:
            proper = self._fetcher.fetch(raw.canonical, referrer=raw.location)
            document, receipt = self._document(proper)
        except SourceError:
            return page
        return ReadSource(proper.location, document, receipt) if document.text == page.document.text else page

    def _validators(self, url: str) -> Validators | None:
        _, receipt = self._before(url)
        return receipt.validators if receipt else None

    def _before(self, location: str) -> tuple[Source | None, FetchRecord | None]:
        """What is indexed from a location, and how it arrived, if it was read as it would be now."""
        source = self._catalog.find_source(source_id(location))
        receipt = self._catalog.find_fetch_record(source.id) if source else None
        if source is None or receipt is None or receipt.parser != extraction.NAME:
            return None, None
        return source, receipt


def _read_folder(location: str) -> SourceListing | UnreadSource:
    try:
        return listings.list_folder(Path(location))
    except SourceError as error:
        return UnreadSource(location, error)
    except OSError as error:
        return UnreadSource(
            location, UnreachableError(f"{location} could not be read ({error.strerror}); check the folder.")
        )
