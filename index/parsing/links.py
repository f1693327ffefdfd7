"""The links of a document: web addresses written in its text, and one link for each target. Pure."""

import re
from collections.abc import Iterable, Iterator

from index.types import Link
from index.urls import normalize_url

_BARE = re.compile(r"https?://[^\s<>\"“”„«»`|\\^{}\u3000-\u303f\uff00-\uffef]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?…'’*_~"
_TEXT_CHARS = 500
_BRACKETS = {")": "(", "]": "["}

MAX_LINKS = 10_000
"""The most links of a document; longer lists are sitemaps."""


def bare_links(text: str) -> Iterator[Link]:
    """The web addresses written out in a text, without the punctuation that follows them."""
    for found in _BARE.finditer(text):
        url = _strip_punctuation(found[0])
        target = normalize_url(url)
        if target:
            yield Link(target, url)


def unique_links(links: Iterable[Link], location: str) -> tuple[Link, ...]:
    """The first link to each target, at most ``MAX_LINKS``, without links to the document itself."""
    first: dict[str, Link] = {}
    for link in links:
        if link.target != location and link.target not in first:
            if len(first) == MAX_LINKS:
                break
            first[link.target] = Link(link.target, link.text[:_TEXT_CHARS])
    return tuple(first.values())


def _strip_punctuation(url: str) -> str:
    while True:
        last = url[-1]
        opening = _BRACKETS.get(last)
        is_unbalanced = opening is not None and url.count(last) > url.count(opening)
        if last not in _TRAILING and not is_unbalanced:
            return url
        url = url[:-1]
