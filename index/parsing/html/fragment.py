"""HTML without menus or advertisements, from other formats: a chapter of a book, a converted document."""

from typing import NamedTuple

from index.parsing.html import cleanup, structure
from index.parsing.html.text import inner_words, write_paragraphs
from index.parsing.html.visibility import drop_hidden
from index.text.normalization import canonicalize
from index.types import Link
from index.urls import is_url


class FragmentText(NamedTuple):
    """The text and the links of such HTML; ``heading`` is the first one of the highest rank."""

    text: str
    links: list[Link]
    heading: str | None


def read(html: str, location: str) -> FragmentText:
    """Read all visible text."""
    tree = cleanup.parse_html(html)
    if tree is None:
        return FragmentText("", [], None)
    cleanup.write_formulas(tree)
    drop_hidden(tree)
    cleanup.drop_invisible_tags(tree)
    cleanup.preserve_words(tree)
    structure.unwrap_tables(tree)
    structure.fill_merged_cells(tree)
    cleanup.make_links_absolute(tree, location)
    root = tree.find("body")
    root = tree if root is None else root
    links = [
        Link(target, inner_words(anchor))
        for anchor in root.iter("a")
        if (target := anchor.get("href")) and is_url(target)
    ]
    heading = next((inner_words(element) for element in root.iter("h1")), None)
    return FragmentText(canonicalize(write_paragraphs(root), keep_indents=True), links, heading)
