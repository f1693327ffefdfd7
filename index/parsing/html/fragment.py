"""HTML that is all main text, as other formats hold it: a book's chapter, a converted document."""

from typing import NamedTuple

from index.parsing.html import cleanup, structure
from index.parsing.html.text import paragraphs, words
from index.parsing.html.visibility import drop_hidden
from index.text.normalization import canonicalize
from index.types import Link
from index.urls import is_url


class FragmentText(NamedTuple):
    """What such a text holds; ``heading`` is its first one of the highest rank."""

    text: str
    links: list[Link]
    heading: str | None


def read(html: str, location: str) -> FragmentText:
    """The text of a page without menus or advertisements; nothing that shows is left out."""
    tree = cleanup.parse(html)
    if tree is None:
        return FragmentText("", [], None)
    drop_hidden(tree)
    cleanup.drop_unseen(tree)
    cleanup.keep_words(tree)
    structure.settle_tables(tree)
    cleanup.make_links_absolute(tree, location)
    root = tree.find("body")
    root = tree if root is None else root
    links = [
        Link(target, words(anchor)) for anchor in root.iter("a") if (target := anchor.get("href")) and is_url(target)
    ]
    heading = next((words(element) for element in root.iter("h1")), None)
    return FragmentText(canonicalize(paragraphs(root)), links, heading)
