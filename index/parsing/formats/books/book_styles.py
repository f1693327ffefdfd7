"""The words of a book that its style sheets hide: numbers of printed pages, running heads, remarks for other readers.

A book has no scripts that would show them again, unlike a web page.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from lxml.html import HtmlElement, tostring

from index.parsing.formats.zip_archive import ZipArchive
from index.parsing.html.cleanup import parse_html
from index.parsing.html.text import inner_words

_SIGN = re.compile(r"[{};]")
_SHOWN = re.compile(r"(?:^|;)\s*(display|visibility)\s*:\s*([a-z-]+)", re.IGNORECASE)
_HIDING = frozenset(("none", "hidden", "collapse"))
_SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<names>(?:[.#][\w-]+)*)", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_STYLE = re.compile(r"<style\b[^<>]{0,500}>(.*?)</style>", re.IGNORECASE | re.DOTALL)
_MEDIA = re.compile(r"\s*(?:all|screen|)\s*", re.IGNORECASE)
_WHOLE = frozenset(("html", "body"))
_MAX_HIDDEN_SHARE = 0.5
_MAX_HEAD_CHARS = 50_000
_MAX_SELECTORS = 200


class _Selector(NamedTuple):
    tag: str
    classes: frozenset[str]
    id: str

    def matches(self, element: HtmlElement) -> bool:
        return (
            self.tag in {"", element.tag}
            and self.id in {"", element.get("id")}
            and self.classes <= set((element.get("class") or "").split())
        )


class BookStyles:
    """The style sheets of a book."""

    def __init__(self, archive: ZipArchive) -> None:
        """Take the book."""
        self._archive = archive
        self._read: dict[str, dict[str, bool]] = {}

    def drop_hidden(self, html: str, name: str) -> str:
        """Return a chapter without the elements that its style sheets hide.

        Args:
            html: The chapter.
            name: Its path in the book.
        """
        states: dict[str, bool] = {}
        head = html[:_MAX_HEAD_CHARS].partition("<body")[0]
        for path in _list_sheets(head, name):
            states |= self._read_sheet(path)
        for written in _STYLE.findall(head):
            states |= _find_states(written)
        hiding = [selector for text, is_hidden in states.items() if is_hidden and (selector := _parse_selector(text))]
        del hiding[_MAX_SELECTORS:]
        tree = parse_html(html) if hiding else None
        body = tree.find("body") if tree is not None else None
        if tree is None or body is None:
            return html
        hidden = [one for one in body.iter() if isinstance(one.tag, str) and any(sel.matches(one) for sel in hiding)]
        length = sum(len(inner_words(element)) for element in hidden)
        if not hidden or length > _MAX_HIDDEN_SHARE * len(inner_words(body)):
            return html  # the sheet is for another way to read the book
        for element in hidden:
            if element.getparent() is not None:
                element.drop_tree()
        return str(tostring(tree, encoding="unicode"))

    def _read_sheet(self, path: str) -> Mapping[str, bool]:
        if path not in self._read:
            is_there = path in self._archive.names
            self._read[path] = _find_states(self._archive.read(path).decode(errors="replace")) if is_there else {}
        return self._read[path]


def _list_sheets(head: str, name: str) -> Iterator[str]:
    """The paths of the style sheets of a chapter, in order; those of another medium and alternatives are none."""
    for link in _LINK.findall(head):
        stated = {found[1].lower(): found[2] or found[3] or "" for found in _ATTRIBUTE.finditer(link)}
        if stated.get("rel", "").lower().strip() == "stylesheet" and _MEDIA.fullmatch(stated.get("media", "")):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(stated.get("href", ""))))


def _find_states(sheet: str) -> dict[str, bool]:
    """Whether the selectors of a sheet hide their elements; of two rules for the same selector the last one counts."""
    states: dict[str, bool] = {}
    for selectors, declarations in _list_rules(sheet):
        shown = _SHOWN.findall(declarations)
        if shown:
            is_hidden = any(value.lower() in _HIDING for _, value in shown)
            states.update(dict.fromkeys((one.strip() for one in selectors.split(",")), is_hidden))
    return states


def _list_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of a sheet, without those of other media and without comments."""
    first, *others = sheet.split("/*")
    sheet = first + "".join(part.partition("*/")[2] for part in others)
    depth = start = inside = 0
    selectors = ""
    for found in _SIGN.finditer(sheet):
        if found[0] == "{":
            if not depth:
                selectors, inside = sheet[start : found.start()].strip(), found.end()
            depth += 1
        elif found[0] == "}":
            depth = max(depth - 1, 0)
            if not depth:
                if not selectors.startswith("@"):
                    yield selectors, sheet[inside : found.start()]
                start = found.end()
        elif not depth:
            start = found.end()  # the end of an import


def _parse_selector(written: str) -> _Selector | None:
    """A selector of a tag, classes or an id; None for others."""
    found = _SELECTOR.fullmatch(written)
    if found is None or not written or (found["tag"] or "").lower() in _WHOLE:
        return None
    names = re.findall(r"[.#][\w-]+", found["names"])
    ids = [name[1:] for name in names if name.startswith("#")]
    classes = frozenset(name[1:] for name in names if name.startswith("."))
    return _Selector((found["tag"] or "").lower(), classes, ids[0] if ids else "") if len(ids) <= 1 else None
