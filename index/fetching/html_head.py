"""What an HTML page says of its own address: that it moved (``meta refresh``), and what its canonical URL is. Pure."""

import re
from typing import NamedTuple

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from index.types import Raw
from index.urls import resolve

_HEAD_BYTES = 65_536
_MARKS = re.compile(rb"canonical|http-equiv", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE)
_SOON_S = 10  # a page that shows itself for longer is meant to be read
_WITHOUT_SCRIPTS = ("script", "noscript", "template")


class HtmlHead(NamedTuple):
    """Absolute URLs; None where the page declares none, or its own."""

    refresh: str | None = None
    canonical: str | None = None


def read_html_head(raw: Raw) -> HtmlHead:
    """Read the head of a page."""
    head = raw.data[:_HEAD_BYTES]
    if not _MARKS.search(head) or b"<" not in head:
        return HtmlHead()
    try:
        tree = document_fromstring(head, parser=HTMLParser(encoding="utf-8", remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return HtmlHead()
    base = next((found.get("href") for found in tree.iter("base") if found.get("href")), "")
    base = resolve(base, raw.location) or raw.location
    refresh = canonical = None
    for element in tree.iter("meta", "link"):
        if next(element.iterancestors(*_WITHOUT_SCRIPTS), None) is not None:
            continue
        if element.tag == "meta" and (element.get("http-equiv") or "").strip().lower() == "refresh":
            refresh = refresh or _refreshed(element.get("content") or "", base)
        elif element.tag == "link" and "canonical" in (element.get("rel") or "").lower().split():
            canonical = canonical or resolve(element.get("href") or "", base)
    return HtmlHead(*(url if url != raw.location else None for url in (refresh, canonical)))


def _refreshed(content: str, base: str) -> str | None:
    found = _REFRESH.match(content)
    return resolve(found[2], base) if found and int(found[1]) <= _SOON_S else None
