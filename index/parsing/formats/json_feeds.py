"""Feeds in JSON (JSON Feed 1.1) to lists of sources."""

import json
from collections.abc import Iterator

from index.errors import EmptyError
from index.text.normalization import canonicalize
from index.types import Link, Raw, SourceListing
from index.urls import display_name, resolve_link

_VERSION = b"jsonfeed.org/version/"
_HEAD_BYTES = 2_048
_MAX_BYTES = 52_428_800  # as of a sitemap
_MAX_ENTRIES = 50_000
_TITLE_CHARS = 200
_ADDRESSES = ("url", "external_url", "id")


def parse_json_feed(raw: Raw) -> SourceListing | None:
    """The entries of a JSON feed; None for anything else.

    Raises:
        EmptyError: It lists no page.
    """
    head = raw.data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"{") or _VERSION not in head.replace(b"\\/", b"/") or len(raw.data) > _MAX_BYTES:
        return None
    try:
        feed = json.loads(raw.data)
    except (ValueError, RecursionError):
        return None
    first: dict[str, Link] = {}
    for link in _list_links(feed, raw.location):
        first.setdefault(link.target, link)
    if not first:
        raise EmptyError(f"{display_name(raw.location)} lists no page; give a sitemap or feed that does.")
    title = _one_line(feed.get("title")) or display_name(raw.location)
    return SourceListing(raw.location, title, tuple(first.values()), raw.location)


def _list_links(feed: dict[str, object], location: str) -> Iterator[Link]:
    items = feed.get("items")
    for item in items[:_MAX_ENTRIES] if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        stated = (item.get(name) for name in _ADDRESSES)
        found = (resolve_link(one, location) for one in stated if isinstance(one, str) and "/" in one)
        target = next(filter(None, found), None)
        if target and target != location:
            yield Link(target, _one_line(item.get("title")))


def _one_line(written: object) -> str:
    return " ".join(canonicalize(written).split())[:_TITLE_CHARS] if isinstance(written, str) else ""
