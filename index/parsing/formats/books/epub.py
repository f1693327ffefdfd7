"""EPUB to a draft: the chapters of a book in reading order (EPUB 2 and 3)."""

import posixpath
from urllib.parse import unquote

from lxml.etree import _Element as Element

from index.errors import UnsupportedError
from index.parsing import metadata
from index.parsing.detection import decode
from index.parsing.draft import DocumentDraft
from index.parsing.formats.books.book_styles import BookStyles
from index.parsing.formats.zip_archive import ZipArchive
from index.parsing.head_lines.date_lines import parse_date
from index.parsing.headings import move_headings
from index.parsing.html import fragment
from index.parsing.html.cleanup import parse_html
from index.parsing.html.text import inner_words
from index.parsing.links import unique_links
from index.text.normalization import canonicalize
from index.types import Heading, Link, Raw
from index.urls import display_name, is_url

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_MIN_ENTRIES = 3
_MIN_LINKED_SHARE = 0.7
_CHAPTER_TYPES = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml"))


def read(data: bytes, location: str) -> DocumentDraft:
    """Read an EPUB book.

    Raises:
        UnsupportedError: The file is damaged or encrypted.
        TooLargeError: The file unpacks to more than the limit.
    """
    archive = ZipArchive(data, location)
    place = next((element.get("full-path") for element in archive.xml(_CONTAINER).iterfind(".//{*}rootfile")), None)
    if not place or place not in archive.names:
        archive.fail()
    package = archive.xml(place)
    chapters = [name for name in _list_chapters(package, posixpath.dirname(place)) if name in archive.names]
    if _list_encrypted(archive) & set(chapters):
        raise UnsupportedError(
            f"{display_name(location)} is encrypted for one shop's readers (DRM); index a copy without that protection."
        )
    styles = BookStyles(archive)
    text = ""
    headings: list[Heading] = []
    links: list[Link] = []
    for name in chapters:
        html = decode(Raw(location, archive.read(name), "application/xhtml+xml"))
        if _is_contents(html):
            continue
        chapter = fragment.read(styles.drop_hidden(html, name), location)
        text += "\n\n" if text and chapter.text else ""
        headings += move_headings(chapter.headings, len(text))
        text += chapter.text
        links += chapter.links
    return DocumentDraft(
        text,
        _declared(package, "title") or metadata.find_title_line(text),
        ", ".join(_all_declared(package, "creator")) or None,
        parse_date(_declared(package, "date")[:10]),
        (_declared(package, "language")[:3].rstrip("-_").lower()) or None,
        unique_links(links, location),
        headings=tuple(headings),
        has_code=True,
    )


def _list_chapters(package: Element, folder: str) -> list[str]:
    """The file names of the chapters in reading order, without the table of contents."""
    files = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in package.iterfind("{*}manifest/{*}item")
        if item.get("media-type") in _CHAPTER_TYPES and "nav" not in (item.get("properties") or "").split()
    }
    order = (item.get("idref") for item in package.iterfind("{*}spine/{*}itemref"))
    return list(dict.fromkeys(files[id_] for id_ in order if id_ in files))


def _is_contents(html: str) -> bool:
    """Whether a chapter is only a list of links to others, below a heading."""
    tree = parse_html(html)
    body = tree.find("body") if tree is not None else None
    if body is None:
        return False
    links = [anchor for anchor in body.iter("a") if anchor.get("href") and not is_url(anchor.get("href"))]
    linked, titled = (sum(len(inner_words(part)) for part in parts) for parts in (links, body.iter("h1", "h2")))
    return len(links) >= _MIN_ENTRIES and linked >= _MIN_LINKED_SHARE * (len(inner_words(body)) - titled)


def _list_encrypted(archive: ZipArchive) -> set[str]:
    if _ENCRYPTION not in archive.names:
        return set()
    references = archive.xml(_ENCRYPTION).iterfind(".//{*}CipherReference")
    return {posixpath.normpath(unquote(reference.get("URI") or "")) for reference in references}


def _declared(package: Element, name: str) -> str:
    return next(iter(_all_declared(package, name)), "")


def _all_declared(package: Element, name: str) -> list[str]:
    found = package.iterfind(f"{{*}}metadata//{{http://purl.org/dc/elements/1.1/}}{name}")
    stated = (" ".join(canonicalize("".join(element.itertext())).split()) for element in found)
    return [words for words in stated if words]
