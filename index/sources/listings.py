"""Lists of sources: folders, sitemaps (sitemaps.org) and feeds (RSS, Atom)."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from index.errors import EmptyError, TooLargeError
from index.fetching.gzip_stream import GZIP, gunzip
from index.types import Link, Raw
from index.urls import display_name, resolve_link

_READ_SUFFIXES = frozenset((".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text", ".pdf", ".docx", ".epub"))
_HEAD_BYTES = 2_048
_ROOT_TAG = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex|rss|feed|RDF)[\s>]")
_ROOTS = frozenset(("urlset", "sitemapindex", "rss", "feed", "RDF"))
_MAX_ENTRIES, _MAX_BYTES = 50_000, 52_428_800  # of a sitemap, by its specification


@dataclass(frozen=True, slots=True)
class SourceListing:
    """A list of sources, which is no source itself.

    Attributes:
        location: The location of the list.
        title: The title of the list, or its short name.
        links: Its entries, in order, one per target, with their titles where they have any.
        referrer: The referrer of its entries; None for a folder, whose files count as named by the user.
    """

    location: str
    title: str
    links: tuple[Link, ...]
    referrer: str | None = None


def list_folder(folder: Path) -> SourceListing:
    """The files below a folder that Pincite reads, by name; hidden files and links out of the folder are left out.

    Raises:
        EmptyError: There is no such file.
        OSError: The folder cannot be read.
    """
    folder = folder.resolve()
    files = sorted(path for path in _files(folder) if path.suffix.lower() in _READ_SUFFIXES)
    if not files:
        raise EmptyError(f"{folder.name} has no file to read; Pincite reads {', '.join(sorted(_READ_SUFFIXES))}.")
    return SourceListing(str(folder), folder.name, tuple(Link(str(path), path.name) for path in files))


def parse_listing(raw: Raw) -> SourceListing | None:
    """The entries of a sitemap or feed; None for any other page.

    Raises:
        EmptyError: It lists no page.
        TooLargeError: It unpacks to more than the limit of a sitemap.
    """
    data = _unpack(raw)
    if not _ROOT_TAG.search(data[:_HEAD_BYTES]):
        return None
    # The parser loads nothing from elsewhere and expands no entity, whatever the file declares.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None or _local_name(root) not in _ROOTS:
        return None
    first: dict[str, Link] = {}
    for href, title in _entries(root):
        target = resolve_link(href, raw.location)
        if target and target != raw.location and len(first) < _MAX_ENTRIES:
            first.setdefault(target, Link(target, " ".join(title.split())))
    if not first:
        raise EmptyError(f"{display_name(raw.location)} lists no page; give a sitemap or feed that does.")
    return SourceListing(raw.location, _title(root) or display_name(raw.location), tuple(first.values()), raw.location)


def _unpack(raw: Raw) -> bytes:
    """The bytes of a page, unpacked if they are a gzipped list: many sitemaps are."""
    if not raw.data.startswith(GZIP):
        return raw.data
    data = bytearray()
    try:
        for piece in gunzip([raw.data]):
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


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        elif path.is_file() and path.resolve().is_relative_to(folder):
            yield path


def _entries(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The address and title of each entry."""
    for element in root.iter(etree.Element):
        kind = _local_name(element)
        if kind in {"url", "sitemap"}:
            yield _child_text(element, "loc"), ""
        elif kind == "item":
            yield _child_text(element, "link"), _child_text(element, "title")
        elif kind == "entry":
            yield _alternate_link(element), _child_text(element, "title")


def _alternate_link(entry: etree._Element) -> str:
    """The page of an Atom entry (RFC 4287, 4.2.7.2)."""
    links = [child for child in entry if _local_name(child) == "link" and child.get("rel", "alternate") == "alternate"]
    return next((link.get("href", "") for link in links), "")


def _title(root: etree._Element) -> str:
    holders: Iterable[etree._Element] = (root, *(child for child in root if _local_name(child) == "channel"))
    return next(filter(None, (" ".join(_child_text(holder, "title").split()) for holder in holders)), "")


def _child_text(element: etree._Element, name: str) -> str:
    return next(("".join(child.itertext()) for child in element if _local_name(child) == name), "").strip()


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
