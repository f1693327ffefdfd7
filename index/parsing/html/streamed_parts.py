"""Parts of a page that its server sent late: hidden behind the page, for scripts to put in their places (React)."""

import re

from lxml.html import HtmlElement

_PART = re.compile(r"S:([0-9a-f]+)")


def place_streamed_parts(tree: HtmlElement) -> None:
    """Put the content of each late part where the page has a place for it. A part without a place stays hidden.

    React numbers both alike: "S:1f" is the part of the place "B:1f" or "P:1f".
    """
    parts = {
        found[1]: part for part in tree.xpath("//div[@hidden and @id]") if (found := _PART.fullmatch(part.get("id")))
    }
    if not parts:
        return
    for place in list(tree.iter("template")):
        kind, _, number = (place.get("id") or "").partition(":")
        part = parts.pop(number, None) if kind in {"B", "P"} else None
        if part is None or part in list(place.iterancestors()) or place.getparent() is None:
            continue
        tail, part.tail = part.tail, None
        if tail and (holder := part.getprevious()) is not None:
            holder.tail = (holder.tail or "") + tail
        place.addprevious(part)
        place.drop_tree()
        part.attrib.clear()
        part.drop_tag()
