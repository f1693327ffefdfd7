"""The links of a document: one for each target, and a bounded number."""

from index.parsing.extraction import extract
from index.parsing.links import MAX_LINKS, unique_links
from index.types import Link, Raw


def test_first_link_to_a_target_counts() -> None:
    """Each target has its first link, without the document itself."""
    links = [Link("/a", "one"), Link("/b", "two"), Link("/a", "three"), Link("/self", "four")]
    assert (links[0], links[1]) == unique_links(links, "/self")


def test_links_of_a_page_are_bounded() -> None:
    """A page of a hundred thousand links gives the first ten thousand, and words of a link are cut."""
    links = (Link(f"https://example.org/{n}", "word " * 1_000) for n in range(100_000))
    found = unique_links(links, "/self")
    assert (MAX_LINKS, "https://example.org/9999") == (len(found), found[-1].target)
    assert max(len(link.text) for link in found) <= 500


def test_links_of_a_page_of_links_are_bounded() -> None:
    """The limit holds for plain text as well."""
    text = "\n".join(f"See https://example.org/{n} for more." for n in range(MAX_LINKS + 50))
    assert MAX_LINKS == len(extract(Raw("/a.txt", text.encode(), "text/plain")).links)
