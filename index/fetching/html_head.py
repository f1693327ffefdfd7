"""The head of an HTML page: where it moved (``meta refresh``) and its canonical URL. Pure."""

import re
from typing import NamedTuple

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from index.types import Raw
from index.urls import resolve_link

_HEAD_BYTES = 65_536
_MARKS = re.compile(rb"canonical|http-equiv", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE)
_REDIRECT_WITHIN_S = 10  # a page that shows itself for longer is meant to be read
_IGNORED_IN = ("script", "noscript", "template")


class HtmlHead(NamedTuple):
    """Absolute URLs from the head of a page; None where it declares none, or its own."""

    refresh: str | None = None
    canonical: str | None = None


def read_html_head(raw: Raw) -> HtmlHead:
    """Read the head of a fetched page."""
    head = raw.data[:_HEAD_BYTES]
    if not _MARKS.search(head) or b"<" not in head:
        return HtmlHead()
    try:
        tree = document_fromstring(head, parser=HTMLParser(encoding="utf-8", remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return HtmlHead()
    base = next((found.get("href") for found in tree.iter("base") if found.get("href")), "")
    base = resolve_link(base, raw.location) or raw.location
    refresh = canonical = None
    for element in tree.iter("meta", "link"):
        if next(element.iterancestors(*_IGNORED_IN), None) is not None:
            continue
        if element.tag == "meta" and (element.get("http-equiv") or "").strip().lower() == "refresh":
            refresh = refresh or _refresh_target(element.get("content") or "", base)
        elif element.tag == "link" and "canonical" in (element.get("rel") or "").lower().split():
            canonical = canonical or resolve_link(element.get("href") or "", base)
    return HtmlHead(*(url if url != raw.location else None for url in (refresh, canonical)))


def _refresh_target(content: str, base: str) -> str | None:
    found = _REFRESH.match(content)
    return resolve_link(found[2], base) if found and int(found[1]) <= _REDIRECT_WITHIN_S else None
