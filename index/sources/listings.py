"""What lists other sources: folders, sitemaps (sitemaps.org) and feeds (RSS, Atom)."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from index.errors import EmptyError, TooLargeError
from index.fetching.gzip_stream import GZIP, gunzip
from index.types import Link, Raw
from index.urls import display_name, resolve

_READ_SUFFIXES = frozenset((".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text", ".pdf", ".docx", ".epub"))
_HEAD_BYTES = 2_048
_LOOKS_LIKE_ONE = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex|rss|feed|RDF)[\s>]")
_ROOTS = frozenset(("urlset", "sitemapindex", "rss", "feed", "RDF"))
_MAX_ENTRIES, _MAX_BYTES = 50_000, 52_428_800  # of a sitemap, by its specification


@dataclass(frozen=True, slots=True)
class SourceListing:
    """A list of sources; it is no source itself.

    Attributes:
        location: Of the list.
        title: What to call it.
        links: Its entries, in order, one per target, with their titles where they have any.
        referrer: What its entries count as linked by; None for a folder, whose files count as named.
    """

    location: str
    title: str
    links: tuple[Link, ...]
    referrer: str | None = None


def list_folder(folder: Path) -> SourceListing:
    """The files below a folder that are read, by name; hidden ones and links out of it are left out.

    Raises:
        EmptyError: There is none.
        OSError: The folder cannot be read.
    """
    folder = folder.resolve()
    files = sorted(path for path in _files(folder) if path.suffix.lower() in _READ_SUFFIXES)
    if not files:
        raise EmptyError(f"{folder.name} has no file to read; Pincite reads {', '.join(sorted(_READ_SUFFIXES))}.")
    return SourceListing(str(folder), folder.name, tuple(Link(str(path), path.name) for path in files))


def parse_listing(raw: Raw) -> SourceListing | None:
    """The entries of a sitemap or feed; None where it is neither.

    Raises:
        EmptyError: It is one, and lists nothing that can be read.
        TooLargeError: It unpacks to more than a sitemap may be.
    """
    data = _unpacked(raw)
    if not _LOOKS_LIKE_ONE.search(data[:_HEAD_BYTES]):
        return None
    # Nothing is loaded from elsewhere and no entity is expanded, whatever the file declares.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None or _name(root) not in _ROOTS:
        return None
    first: dict[str, Link] = {}
    for href, title in _entries(root):
        target = resolve(href, raw.location)
        if target and target != raw.location and len(first) < _MAX_ENTRIES:
            first.setdefault(target, Link(target, " ".join(title.split())))
    if not first:
        raise EmptyError(f"{display_name(raw.location)} lists no page; give a sitemap or feed that does.")
    return SourceListing(raw.location, _title(root) or display_name(raw.location), tuple(first.values()), raw.location)


def _unpacked(raw: Raw) -> bytes:
    """The bytes, unpacked where they are gzip that holds a list: sitemaps often come that way."""
    if not raw.data.startswith(GZIP):
        return raw.data
    data = bytearray()
    try:
        for piece in gunzip([raw.data]):
            data += piece
            if len(data) >= _HEAD_BYTES and not _LOOKS_LIKE_ONE.search(data[:_HEAD_BYTES]):
                return raw.data
            if len(data) > _MAX_BYTES:
                raise TooLargeError(
                    f"{display_name(raw.location)} unpacks to more than {_MAX_BYTES / 1e6:.0f} MB; name a smaller one."
                )
    except zlib.error:
        return raw.data
    return bytes(data)


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        elif path.is_file() and path.resolve().is_relative_to(folder):
            yield path


def _entries(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Address and title of each entry."""
    for element in root.iter(etree.Element):
        kind = _name(element)
        if kind in {"url", "sitemap"}:
            yield _child(element, "loc"), ""
        elif kind == "item":
            yield _child(element, "link"), _child(element, "title")
        elif kind == "entry":
            yield _alternate(element), _child(element, "title")


def _alternate(entry: etree._Element) -> str:
    """The page that an Atom entry is about (RFC 4287, 4.2.7.2)."""
    links = [child for child in entry if _name(child) == "link" and child.get("rel", "alternate") == "alternate"]
    return next((link.get("href", "") for link in links), "")


def _title(root: etree._Element) -> str:
    holders: Iterable[etree._Element] = (root, *(child for child in root if _name(child) == "channel"))
    return next(filter(None, (" ".join(_child(holder, "title").split()) for holder in holders)), "")


def _child(element: etree._Element, name: str) -> str:
    return next(("".join(child.itertext()) for child in element if _name(child) == name), "").strip()


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
