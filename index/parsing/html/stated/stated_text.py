"""The text of an article that a page states for search engines, and shows only through its scripts. Pure."""

import json
import re
from collections.abc import Iterator
from html import unescape

from lxml.html import HtmlElement

from index.parsing.html import fragment
from index.text.normalization import canonicalize
from index.urls import is_url

_MIN_CHARS = 300
_MAX_SHOWN_CHARS = 600
_MIN_TIMES = 4
_MAX_DEPTH = 6
_JSON_LD = "application/ld+json"
_WORKS = frozenset(("Recipe", "HowTo", "Course", "Dataset"))
"""What has an author, and is no article; extractors read those of articles."""

_EXECUTABLE = frozenset(("", "module", "text/javascript", "application/javascript"))
_TAG = re.compile(r"</\w|<br\b")


def find_stated_body(tree: HtmlElement) -> str:
    """Find the longest ``articleBody`` in the JSON-LD of a page; empty if it has none, or no script that could show it.

    Call this before the scripts are removed.
    """
    scripts = [((script.get("type") or "").strip().lower(), script.text or "") for script in tree.iter("script")]
    if not any(kind in _EXECUTABLE for kind, _ in scripts):
        return ""
    bodies = (
        body
        for kind, content in scripts
        if kind == _JSON_LD
        for node in _list_nodes(content)
        if isinstance(body := node.get("articleBody"), str)
    )
    return max(bodies, key=len, default="")


def find_stated_author(tree: HtmlElement) -> str:
    """Find the authors of a recipe or of instructions in the JSON-LD of a page; empty if it names none."""
    for script in tree.xpath("//script[@type]"):
        if script.get("type").strip().lower() == _JSON_LD:
            for node in _list_nodes(script.text or ""):
                kinds = node.get("@type")
                if not _WORKS.isdisjoint(kinds if isinstance(kinds, list) else [str(kinds)]):
                    return "; ".join(_list_names(node.get("author")))
    return ""


def read_instead(body: str, shown: str) -> str | None:
    """Read the stated text if it is the article, because the page shows hardly anything without its scripts.

    What a page shows in part only, as to readers who do not pay, is not completed.
    """
    if len(shown) >= _MAX_SHOWN_CHARS or not body:
        return None
    text = _to_paragraphs(body)
    return text if len(text) >= max(_MIN_CHARS, _MIN_TIMES * len(shown)) else None


def _list_nodes(content: str) -> list[dict[str, object]]:
    """The objects in a piece of JSON-LD."""
    try:
        return list(_walk(json.loads(content, strict=False), _MAX_DEPTH))
    except (ValueError, RecursionError):
        return []


def _walk(node: object, depth: int) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list) and depth:
        for child in node.values() if isinstance(node, dict) else node:
            yield from _walk(child, depth - 1)


def _list_names(people: object) -> Iterator[str]:
    for person in people if isinstance(people, list) else [people]:
        name = person.get("name") if isinstance(person, dict) else person
        if isinstance(name, str) and not is_url(name):
            yield name


def _to_paragraphs(body: str) -> str:
    """The text with a blank line between its paragraphs; some pages state it as HTML."""
    if _TAG.search(body):
        return fragment.read(body, "").text
    return canonicalize("\n\n".join(filter(None, map(str.strip, unescape(body).splitlines()))))
