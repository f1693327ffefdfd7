"""HTML to a draft: what a reader of the page sees of its main text, and where its links lead.

``page`` and ``layout`` make the tree ready, trafilatura finds the main text in it, ``walk`` writes that text out.
"""

import logging
from copy import deepcopy
from typing import NamedTuple

from lxml.etree import _Element as Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import DEFAULT_CONFIG, Document

from index.errors import EmptyError
from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.html import cleanup, structure
from index.parsing.html.text import links_of, links_within, paragraphs, words
from index.parsing.html.visibility import drop_hidden
from index.parsing.links import unique_links
from index.text.normalization import canonicalize, has_words
from index.types import Link
from index.urls import display_name

_LOG = logging.getLogger(__name__)

_DATE_SEARCH = {"original_date": True, "extensive_search": False}  # extensive would take any date in the text
_CONFIG = deepcopy(DEFAULT_CONFIG)
_CONFIG["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "50"  # at 250 a short page is taken whole, with its menus
_HEAD_PARAGRAPHS = 6
_HEAD_PARAGRAPH_CHARS = 160


class _About(NamedTuple):
    title: str | None = None
    author: str | None = None
    date: str | None = None


def read(text: str, location: str) -> DocumentDraft:
    """Read an HTML page.

    Raises:
        EmptyError: The page shows no text without its scripts.
    """
    tree = cleanup.parse(text)
    if tree is None:
        return DocumentDraft("")
    drop_hidden(tree)
    about = _about(tree)
    scripted = cleanup.drop_unseen(tree)
    cleanup.keep_words(tree)
    structure.settle_tables(tree)
    structure.part_loose_text(tree)
    cleanup.make_links_absolute(tree, location)
    body, links = _main_text(tree)
    if scripted and not has_words(body):
        raise EmptyError(
            f"{display_name(location)} has no text without its scripts; save the page as HTML or text and index "
            "that file."
        )
    when, author = metadata.date_and_author(body)
    about = about._replace(author=about.author or author, date=about.date or when)
    body = _without_repeats(body, about)
    return DocumentDraft(body, about.title, about.author, about.date, _language(tree), unique_links(links, location))


def _about(tree: HtmlElement) -> _About:
    """Title, author and date, from the page's own statements about itself."""
    try:
        found = extract_metadata(tree, None, _DATE_SEARCH)
    except Exception:  # noqa: BLE001 - whatever a library stumbles over on one page, its text can still be read
        _LOG.debug("The metadata of a page could not be read", exc_info=True)
        return _About()
    headings = list(filter(None, map(words, tree.iter("h1"))))
    heading = headings[0] if len(headings) == 1 else None
    title = found.title or heading or ""
    if heading and metadata.bare(title) == metadata.bare(found.sitename or ""):
        title = heading
    title = metadata.without_site_name(title, found.sitename, heading)
    author = canonicalize(found.author or "").replace("; ", ", ")
    return _About(title or None, author or None, found.date)


def _main_text(tree: HtmlElement) -> tuple[str, list[Link]]:
    """The main text, canonical, and its links."""
    main = structure.mark_main(tree)
    body = _extract(tree)
    text = canonicalize(paragraphs(body)) if body is not None else ""
    if body is None or len(body) <= 1:
        whole = canonicalize(paragraphs(cleanup.without_boilerplate(deepcopy(tree if main is None else main))))
        text = whole if body is None or _is_heap(body, text, whole) else text
    links = list(links_of(body)) if body is not None else []
    return text, links or list(links_within(tree, text))


def _is_heap(body: Element, text: str, whole: str) -> bool:
    """Whether trafilatura, for want of anything better, heaped all of a page's words into one paragraph."""
    return "\n" in (body.findtext("p") or "") or metadata.bare(text) in {"", metadata.bare(whole)}


def _extract(tree: HtmlElement) -> Element | None:
    """The main text as trafilatura finds it; None where it finds nothing."""
    try:
        found = bare_extraction(
            deepcopy(tree), include_comments=False, include_links=True, include_tables=True, config=_CONFIG
        )
    except Exception:  # noqa: BLE001 - whatever a library stumbles over on one page, its text can still be read
        _LOG.debug("The main text of a page could not be told from the rest", exc_info=True)
        return None
    return found.body if isinstance(found, Document) else None


def _without_repeats(text: str, about: _About) -> str:
    """The text without a heading that repeats the title, and without lines that repeat author or date."""
    blocks = text.split("\n\n")
    kept: list[str] = []
    for position, block in enumerate(blocks):
        if position >= _HEAD_PARAGRAPHS or len(block) > _HEAD_PARAGRAPH_CHARS:
            kept += blocks[position:]
            break
        lines = [line for line in block.split("\n") if not metadata.merely_repeats(line, about.title or "", *about[1:])]
        if lines:
            kept.append("\n".join(lines))
    return "\n\n".join(kept) or text


def _language(tree: HtmlElement) -> str | None:
    code = (tree.get("lang") or "")[:3].rstrip("-_").lower()
    return code if len(code) == len("en") and code.isascii() and code.isalpha() else None
