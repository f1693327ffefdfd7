"""The text of an article that a page states for search engines, and shows only through its scripts. Pure."""

import json
import re
from collections.abc import Iterator
from html import unescape

from lxml.html import HtmlElement

from index.parsing.html import fragment
from index.text.normalization import canonicalize

_MIN_CHARS = 300
_MAX_SHOWN_CHARS = 600
_MIN_TIMES = 4
_MAX_DEPTH = 6
_EXECUTABLE = frozenset(("", "module", "text/javascript", "application/javascript"))
_TAG = re.compile(r"</\w|<br\b")


def find_stated_body(tree: HtmlElement) -> str:
    """Find the longest ``articleBody`` in the JSON-LD of a page; empty if it has none, or no script that could show it.

    Call this before the scripts are removed.
    """
    scripts = [((script.get("type") or "").strip().lower(), script.text or "") for script in tree.iter("script")]
    if not any(kind in _EXECUTABLE for kind, _ in scripts):
        return ""
    bodies = (body for kind, content in scripts if kind == "application/ld+json" for body in _find_bodies(content))
    return max(bodies, key=len, default="")


def read_instead(body: str, shown: str) -> str | None:
    """Read the stated text if it is the article, because the page shows hardly anything without its scripts.

    What a page shows in part only, as to readers who do not pay, is not completed.
    """
    if len(shown) >= _MAX_SHOWN_CHARS or not body:
        return None
    text = _to_paragraphs(body)
    return text if len(text) >= max(_MIN_CHARS, _MIN_TIMES * len(shown)) else None


def _find_bodies(content: str) -> list[str]:
    try:
        return list(_walk(json.loads(content, strict=False), _MAX_DEPTH))
    except (ValueError, RecursionError):
        return []


def _walk(node: object, depth: int) -> Iterator[str]:
    if isinstance(node, dict):
        body = node.get("articleBody")
        if isinstance(body, str):
            yield body
    if isinstance(node, dict | list) and depth:
        for child in node.values() if isinstance(node, dict) else node:
            yield from _walk(child, depth - 1)


def _to_paragraphs(body: str) -> str:
    """The text with a blank line between its paragraphs; some pages state it as HTML."""
    if _TAG.search(body):
        return fragment.read(body, "").text
    return canonicalize("\n\n".join(filter(None, map(str.strip, unescape(body).splitlines()))))
