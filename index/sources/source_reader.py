"""Reading one source: a new document, an unchanged one from the catalog, a list of sources, or an error."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from index.catalog.catalog import Catalog
from index.catalog.fetch_records import FetchRecord
from index.errors import SourceError
from index.file_paths import is_folder
from index.parsing import extraction
from index.sources.folders import list_folder
from index.sources.isolation import isolate
from index.types import Document, Parsed, Raw, Source, SourceListing, ValidatorLookup, Validators, source_id, text_id
from index.urls import is_url


class FetchesSources(Protocol):
    """Reads a link or file."""

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """The bytes at a canonical location; raises ``SourceError``. ``validators_of`` is as in ``Fetcher``."""


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source that was read.

    Attributes:
        location: Where it was found, after redirects.
        document: Its text and metadata.
        fetch_record: How it arrived; the next read compares with it.
    """

    location: str
    document: Document
    fetch_record: FetchRecord


@dataclass(frozen=True, slots=True)
class UnreadSource:
    """A source that could not be read."""

    location: str
    error: SourceError


KeepOriginal = Callable[[Raw, str], None]
"""Receives the bytes of a document and the id of its text."""

ReadResult = ReadSource | UnreadSource | SourceListing


class SourceReader:
    """Fetches and parses sources; an unchanged source is not parsed again. Safe to use from several threads."""

    def __init__(
        self,
        fetcher: FetchesSources,
        parse: Callable[[Raw], Parsed],
        catalog: Catalog,
        keep_original: KeepOriginal = lambda _raw, _text_id: None,
    ) -> None:
        """Read through ``fetcher`` and ``parse``.

        Args:
            fetcher: Gives the bytes.
            parse: Makes a document or a list of them; raises ``SourceError`` for bytes of any kind that it cannot read.
            catalog: Contains the sources that were read before.
            keep_original: Receives the bytes of each document.
        """
        self._fetcher = fetcher
        self._parse = parse
        self._catalog = catalog
        self._keep_original = keep_original

    def read(self, location: str, referrer: str | None = None) -> ReadResult:
        """Read the source at a canonical location; ``referrer`` is as in ``index.fetching.fetcher.Fetcher.fetch``."""
        errors: list[UnreadSource] = []
        found = location
        with isolate(location, "read", lambda error: errors.append(UnreadSource(found, error))):
            if not is_url(location) and is_folder(Path(location)):
                return list_folder(Path(location))
            raw = self._fetch(location, referrer)
            found = raw.location
            read = self._load_or_parse(raw)
            return self._canonicalize(read, raw) if isinstance(read, ReadSource) and raw.canonical else read
        return errors[0]

    def _fetch(self, location: str, referrer: str | None) -> Raw:
        raw = self._fetcher.fetch(location, referrer=referrer, validators_of=self._find_validators)
        if raw.unchanged and self._find_indexed(raw.location)[0] is None:  # it was removed meanwhile
            return self._fetcher.fetch(location, referrer=referrer)
        return raw

    def _load_or_parse(self, raw: Raw) -> ReadSource | SourceListing:
        digest = hashlib.sha256(f"{raw.media_type};{raw.charset}\n".encode() + raw.data).hexdigest()
        source, fetch_record = self._find_indexed(raw.location)
        if source and fetch_record and (raw.unchanged or fetch_record.digest == digest):
            known = replace(fetch_record, validators=raw.validators)
            if not raw.unchanged:
                self._keep_original(raw, source.text_id)
            return ReadSource(raw.location, self._catalog.load_document(source), known)
        parsed = self._parse(raw)
        if isinstance(parsed, SourceListing):
            return parsed
        self._keep_original(raw, text_id(parsed.text))
        new = FetchRecord(extraction.PARSER_VERSION, digest, raw.validators, parsed.links)
        return ReadSource(raw.location, parsed, new)

    def _canonicalize(self, read: ReadSource, raw: Raw) -> ReadSource:
        """The source at its canonical URL, if the same text is there; otherwise a page could pass for another one."""
        if raw.canonical is None:
            return read
        known, _ = self._find_indexed(raw.canonical)
        if known and self._catalog.load_document(known).text == read.document.text:
            fetch_record = replace(read.fetch_record, validators=Validators())
            return replace(read, location=raw.canonical, fetch_record=fetch_record)
        with isolate(raw.canonical, "read", lambda _: None):
            canonical = self._load_or_parse(self._fetcher.fetch(raw.canonical, referrer=raw.location))
            if isinstance(canonical, ReadSource) and canonical.document.text == read.document.text:
                return canonical
        return read

    def _find_validators(self, url: str) -> Validators | None:
        _, fetch_record = self._find_indexed(url)
        return fetch_record.validators if fetch_record else None

    def _find_indexed(self, location: str) -> tuple[Source | None, FetchRecord | None]:
        """The source that is indexed from a location, if the parser would still read it in the same way."""
        source = self._catalog.find_source(source_id(location))
        fetch_record = self._catalog.find_fetch_record(source.id) if source else None
        if source is None or fetch_record is None or fetch_record.parser != extraction.PARSER_VERSION:
            return None, None
        return source, fetch_record
