"""Sitemaps (sitemaps.org) and feeds (RSS, Atom) to lists of sources.

A list can be hostile, so lxml reports its elements one by one and no tree is built: time grows with the bytes, and
memory with the entries that are kept.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from index.errors import EmptyError, TooLargeError, UnsupportedError
from index.gzip_stream import GZIP, gunzip
from index.text.normalization import canonicalize
from index.types import Link, Raw, SourceListing
from index.urls import MAX_URL_CHARS, display_name, resolve_link

_HEAD_BYTES = 2_048
_ROOT_TAG = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex|rss|feed|RDF)[\s>]")
_WIDE = re.compile(rb"(?:\xff\xfe)?<\x00|(?:\xfe\xff)?\x00<")
"""The start of a file in UTF-16, with or without its mark."""
_ROOTS = frozenset(("urlset", "sitemapindex", "rss", "feed", "RDF"))
_SURROGATE = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));"
)
"""A reference to half a character, which no text has and which lxml cannot report."""

_ENTRIES = {"url": "loc", "sitemap": "loc", "item": "link", "entry": "link"}
"""The elements of entries, with the child that has the address."""

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ATOM = "{http://www.w3.org/2005/Atom}"

_MAX_ENTRIES, _MAX_BYTES = 50_000, 52_428_800  # of a sitemap, by its specification
_TITLE_CHARS = 200


class _Entry(NamedTuple):
    href: str
    title: str
    base: str


class _NotAListError(Exception):
    """The root is no list's."""


def parse_listing(raw: Raw) -> SourceListing | None:
    """The entries of a sitemap or feed; None for any other page.

    Raises:
        EmptyError: It lists no page.
        TooLargeError: It unpacks to more than the limit of a sitemap.
    """
    data = _unpack(raw)
    if not _ROOT_TAG.search(_narrow(data[:_HEAD_BYTES])):
        return None
    from lxml import etree  # noqa: PLC0415 - plain text needs no lxml

    elements = _ListElements(raw.location)
    # The parser loads nothing from elsewhere and expands no entity, whatever the file declares.
    parser = etree.XMLParser(
        target=elements, resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        etree.fromstring(_SURROGATE.sub(b"", data), parser)
    except (_NotAListError, etree.XMLSyntaxError):
        return None
    except UnicodeError as error:
        raise UnsupportedError(
            f"{display_name(raw.location)} has characters that no text has; name its pages one by one."
        ) from error
    if not elements.is_list:
        return None
    first: dict[str, Link] = {}
    for href, title, base in elements.entries:
        target = resolve_link(href, base)
        if target and target != raw.location:
            first.setdefault(target, Link(target, title))
    if not first:
        raise EmptyError(f"{display_name(raw.location)} lists no page; give a sitemap or feed that does.")
    title = elements.title or display_name(raw.location)
    return SourceListing(raw.location, title, tuple(first.values()), raw.location)


class _ListElements:
    """Collects the entries of a list from the elements that lxml reports."""

    def __init__(self, location: str) -> None:
        self.entries: list[_Entry] = []
        self.title = ""
        self.is_list = False
        self._path: list[str] = []
        self._bases = [location]  # of the open elements, after that of the file (XML Base)
        self._entry_depth = 0  # of the open entry; 0 if there is none
        self._found: dict[str, str] = {}  # texts of the open entry's children
        self._found_base = ""  # of the address of the open entry
        self._text: _Text | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local_name(tag)
        if not self._path and name not in _ROOTS:
            raise _NotAListError
        self.is_list = True
        self._path.append(name)
        base = attributes.get(_XML_BASE)
        self._bases.append((base and resolve_link(base, self._bases[-1])) or self._bases[-1])
        if name in _ENTRIES:
            self._end_entry()  # of a list with unclosed entries
            self._entry_depth = len(self._path)
        elif self._text is not None:
            return
        elif self._entry_depth and len(self._path) == self._entry_depth + 1:
            self._start_child(tag, name, attributes)
        elif name == "title" and not self.title and self._is_heading():
            self._text = _Text(name, len(self._path))

    def data(self, data: str) -> None:
        if self._text is not None:
            self._text.add(data)

    def end(self, _tag: str) -> None:
        if self._text is not None and self._text.depth == len(self._path):
            if self._entry_depth:
                self._keep(self._text.name, self._text.value)
            else:
                self.title = _one_line(self._text.value)
            self._text = None
        if self._entry_depth == len(self._path):
            self._end_entry()
        if self._path:
            self._path.pop()
            self._bases.pop()

    def close(self) -> None:
        self._end_entry()

    def _start_child(self, tag: str, name: str, attributes: Mapping[str, str]) -> None:
        kind = self._path[-2]
        if name == "link" and (kind == "entry" or tag.startswith(_ATOM)):  # RFC 4287, 4.2.7.2
            if attributes.get("rel", "alternate") == "alternate":
                self._keep("link" if kind == "entry" else "atom:link", attributes.get("href", ""))
        elif name == "guid" and attributes.get("isPermaLink", "true") == "false":
            return
        elif name in {_ENTRIES[kind], "title", "guid"} and not self._found.get(name):
            self._text = _Text(name, len(self._path))

    def _keep(self, name: str, value: str) -> None:
        if not self._found.get(name):
            self._found[name] = value
            self._found_base = self._found_base if name == "title" else self._bases[-1]

    def _end_entry(self) -> None:
        if self._entry_depth:
            kind = self._path[self._entry_depth - 1]
            if len(self.entries) < _MAX_ENTRIES:
                names = (_ENTRIES[kind], "atom:link", "guid")
                href = next((self._found[name] for name in names if self._found.get(name)), "")
                title = self._found.get("title", "") if kind in {"item", "entry"} else ""
                self.entries.append(_Entry(href, _one_line(title), self._found_base or self._bases[-1]))
            self._entry_depth, self._found, self._text, self._found_base = 0, {}, None, ""

    def _is_heading(self) -> bool:
        """Whether the open element is a child of the root, or of a channel in it."""
        return not self._entry_depth and self._path[1:-1] in ([], ["channel"])


class _Text:
    """The text of an element and of the elements in it, as far as it can be used."""

    def __init__(self, name: str, depth: int) -> None:
        self.name = name
        self.depth = depth
        self._parts: list[str] = []
        self._room = MAX_URL_CHARS + 1  # so that an address that is too long is refused, not cut

    def add(self, data: str) -> None:
        data = data if self._parts else data.lstrip()
        if data and self._room > 0:
            self._parts.append(data[: self._room])
            self._room -= len(data)

    @property
    def value(self) -> str:
        return "".join(self._parts).strip()


def _unpack(raw: Raw) -> bytes:
    """The bytes of a page, unpacked if they are a gzipped list: many sitemaps are."""
    if not raw.data.startswith(GZIP):
        return raw.data
    data = bytearray()
    try:
        for piece in _pieces(raw.data):
            data += piece
            if len(data) >= _HEAD_BYTES and not _ROOT_TAG.search(data[:_HEAD_BYTES]):
                return raw.data
            if len(data) > _MAX_BYTES:
                raise TooLargeError(
                    f"{display_name(raw.location)} unpacks to more than {_MAX_BYTES / 1e6:.0f} MB; name a smaller one."
                )
    except zlib.error:
        return raw.data
    return bytes(data)


def _pieces(data: bytes) -> Iterator[bytes]:
    return filter(None, gunzip([data]))


def _one_line(text: str) -> str:
    return " ".join(canonicalize(text).split())[:_TITLE_CHARS]


def _narrow(data: bytes) -> bytes:
    """The start of a file with one byte for each ASCII character, also if it is in UTF-16."""
    return data.replace(b"\x00", b"") if _WIDE.match(data) else data


def _local_name(tag: str) -> str:
    """The name of an element without its namespace, or its prefix if that is not declared."""
    return tag.rpartition("}")[2].rpartition(":")[2]
