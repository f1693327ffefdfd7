"""HTML without menus or advertisements, from other formats: a chapter of a book, a converted document."""

from typing import NamedTuple

from lxml import etree

from index.parsing.headings import locate_headings
from index.parsing.html import cleanup
from index.parsing.html.page_tables import prepare_tables
from index.parsing.html.repair.page_formulas import write_formulas
from index.parsing.html.text import block_level, inner_words, write_blocks
from index.parsing.html.visibility import drop_hidden
from index.parsing.text_builder import join_blocks
from index.text.normalization import canonicalize
from index.types import Heading, Link
from index.urls import is_url

_CONTENTS = etree.XPath(
    "//nav[not(ancestor::nav)]|//*[not(self::nav) and not(ancestor::nav) and (@role='doc-toc' or @role='doc-pagelist'"
    " or contains(concat(' ', @*[name()='epub:type'], ' '), ' toc ')"
    " or contains(concat(' ', @*[name()='epub:type'], ' '), ' page-list ')"
    " or contains(concat(' ', @*[name()='epub:type'], ' '), ' landmarks '))]"
)
"""Lists of the chapters, pages and parts of a book, within a chapter."""


class FragmentText(NamedTuple):
    """The text, links and headings of such HTML; ``title`` is the first heading of the highest rank."""

    text: str
    links: list[Link]
    title: str | None
    headings: tuple[Heading, ...] = ()


def read(html: str, location: str) -> FragmentText:
    """Read all visible text."""
    tree = cleanup.parse_html(html)
    if tree is None:
        return FragmentText("", [], None)
    write_formulas(tree)
    for contents in _CONTENTS(tree):
        contents.drop_tree()
    drop_hidden(tree)
    cleanup.drop_invisible_tags(tree)
    cleanup.write_alt_texts(tree)
    cleanup.preserve_words(tree)
    prepare_tables(tree)
    cleanup.make_links_absolute(tree, location)
    root = tree.find("body")
    root = tree if root is None else root
    links = [
        Link(target, inner_words(anchor))
        for anchor in root.iter("a")
        if (target := anchor.get("href")) and is_url(target)
    ]
    title = next((inner_words(element) for element in root.iter("h1")), None)
    blocks = write_blocks(root)
    text = canonicalize(join_blocks(blocks), keep_indents=True)
    headings = locate_headings(text, [(block.text, block_level(block)) for block in blocks])
    return FragmentText(text, links, title, headings)
