"""HTML to a draft: the visible main text of a page, its metadata and its links.

``cleanup``, ``structure`` and ``visibility`` prepare the tree, trafilatura finds the main text in it, and ``text``
writes it out.
"""

import logging
from collections.abc import Sequence
from copy import deepcopy
from itertools import dropwhile

from lxml.etree import _Element as Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from index.errors import EmptyError
from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.headings import locate_headings
from index.parsing.html import cleanup, structure
from index.parsing.html.captions import open_captions
from index.parsing.html.page_tables import prepare_tables
from index.parsing.html.panels import open_panels
from index.parsing.html.repair.controls import drop_buttons_of_headings
from index.parsing.html.repair.page_formulas import write_formulas
from index.parsing.html.selection.main_text import select_blocks, select_prose
from index.parsing.html.selection.page_blocks import is_prose
from index.parsing.html.selection.page_parts import (
    drop_pull_quotes,
    is_plain_page,
    list_head,
    open_notes,
)
from index.parsing.html.selection.reader_boxes import drop_disclaimers, drop_reader_boxes
from index.parsing.html.selection.teaser_lines import drop_teasers
from index.parsing.html.stated.page_metadata import PageMetadata, list_summaries, read_page_metadata
from index.parsing.html.stated.stated_text import find_stated_body, read_instead
from index.parsing.html.streamed_parts import place_streamed_parts
from index.parsing.html.text import block_level, find_links_in_text, write_blocks, write_paragraphs
from index.parsing.html.visibility import drop_hidden
from index.parsing.links import unique_links
from index.parsing.text_builder import Block, join_blocks
from index.text.analyzer import join_words
from index.text.normalization import canonicalize, has_words
from index.urls import display_name

_LOG = logging.getLogger(__name__)

_MIN_WHOLE_SHARE = 0.5
_MIN_CHARS = 200
_HEAD_PARAGRAPHS = 6
_HEAD_PARAGRAPH_CHARS = 160


def read(text: str, location: str) -> DocumentDraft:
    """Read an HTML page.

    Raises:
        EmptyError: The page has no text without its scripts.
    """
    tree = cleanup.parse_html(text)
    if tree is None:
        return DocumentDraft("")
    place_streamed_parts(tree)
    cleanup.restore_inert_text(tree)
    write_formulas(tree)
    cleanup.drop_drawings(tree)
    open_panels(tree)
    drop_hidden(tree)
    drop_reader_boxes(tree)
    structure.open_boilerplate(tree)
    drop_buttons_of_headings(tree)
    about = read_page_metadata(tree, location)
    stated = find_stated_body(tree)
    open_captions(tree)
    open_notes(tree)
    scripted = cleanup.drop_invisible_tags(tree)
    drop_pull_quotes(tree)
    cleanup.preserve_words(tree)
    prepare_tables(tree)
    structure.wrap_loose_text(tree)
    cleanup.make_links_absolute(tree, location)
    page = _list_blocks(tree)
    body, blocks = _find_main_text(tree, page)
    head = list_head(page, blocks)
    if (instead := read_instead(stated, body)) is not None:
        body, blocks = instead, ()
    links = find_links_in_text(tree, body)
    if scripted and not has_words(body):
        raise EmptyError(
            f"{display_name(location)} has no text without its scripts; save the page as HTML or text and index "
            "that file."
        )
    for when, author in map(metadata.find_date_and_author, (body, head)):
        about = about._replace(author=about.author or author, date=about.date or when)
    body = _drop_repeats(body, about)
    return DocumentDraft(
        body,
        about.title,
        about.author,
        about.date,
        _declared_language(tree),
        unique_links(links, location),
        headings=locate_headings(body, _list_headings(blocks, about.title or "")),
        has_code=True,
    )


def _list_blocks(tree: HtmlElement) -> list[Block]:
    shown = tree.find("body")
    return write_blocks(tree if shown is None else shown)


def _find_main_text(tree: HtmlElement, blocks: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """The main text of a page with these blocks, canonical, and its own blocks.

    trafilatura decides which blocks of the page are its main text; the page's own blocks are written, because those of
    trafilatura lack blanks, indentation, numbers and captions.
    """
    marked = deepcopy(tree)
    drop_disclaimers(marked)
    structure.mark_main_element(marked)
    body = _extract_body(marked)
    found = canonicalize(write_paragraphs(body)) if body is not None else ""
    chosen = select_blocks(blocks, found, list_summaries(tree))
    if is_plain_page(tree, blocks):
        chosen = drop_teasers(blocks)
    elif _is_nothing(chosen) or _is_whole_page(body, found, blocks, chosen):
        prose = drop_teasers(select_prose(write_blocks(_copy_main_element(tree))))
        if any(map(is_prose, prose)) or not any(map(is_prose, chosen)):
            chosen = prose
    return canonicalize(join_blocks(chosen), keep_indents=True), chosen


def _copy_main_element(tree: HtmlElement) -> HtmlElement:
    """A copy of the main element, or of the page if it has none, without boilerplate."""
    marked = deepcopy(tree)
    main = structure.mark_main_element(marked)
    return cleanup.drop_boilerplate(marked if main is None else deepcopy(main))


def _is_whole_page(body: Element | None, found: str, blocks: Sequence[Block], chosen: Sequence[Block]) -> bool:
    """Whether trafilatura found no structure and put several blocks of the page into one paragraph.

    That paragraph is the article if it has little of the page, and its words are those of the chosen blocks.
    """
    if body is None or len(body) > 1 or "\n" in found:
        return body is None
    known = f" {join_words(found)} "
    inside = [block for block in blocks if f" {join_words(block.text)} " in known]
    if len(inside) == 1:
        return False
    is_most = _length_of(inside) >= _MIN_WHOLE_SHARE * _length_of(blocks)
    return is_most or not inside or _length_of(chosen) < _MIN_WHOLE_SHARE * len(found)


def _is_nothing(chosen: Sequence[Block]) -> bool:
    """Whether blocks are a few words and no paragraph, as the link above the talk about another page."""
    return _length_of(chosen) < _MIN_CHARS and not any(map(is_prose, chosen))


def _length_of(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _extract_body(tree: HtmlElement) -> Element | None:
    """The main text that trafilatura finds; None if it finds none."""
    try:
        found = bare_extraction(tree, include_comments=False, include_links=True, include_tables=True)
    except Exception:  # noqa: BLE001 - a library that fails on one page must not cost its text
        _LOG.debug("The main text of a page could not be told from the rest", exc_info=True)
        return None
    return found.body if isinstance(found, Document) else None


def _list_headings(blocks: Sequence[Block], title: str) -> list[tuple[str, int]]:
    """The words and ranks of all blocks but the heading that repeats the title, which is no part of the text."""
    return [
        (block.text, level)
        for place, block in enumerate(blocks)
        if not (level := block_level(block)) or place >= _HEAD_PARAGRAPHS or join_words(block.text) != join_words(title)
    ]


def _drop_repeats(text: str, about: PageMetadata) -> str:
    """The text without a heading that repeats the title, and without lines that repeat author or date.

    A line below another one of a list or table is no heading.
    """
    blocks = text.split("\n\n")
    kept: list[str] = []
    for position, block in enumerate(blocks):
        if position >= _HEAD_PARAGRAPHS or len(block) > _HEAD_PARAGRAPH_CHARS:
            kept += blocks[position:]
            break
        lines = list(
            dropwhile(
                lambda line: metadata.repeats_metadata(line, about.title or "", *about[1:]),
                block.split("\n"),
            )
        )
        if lines:
            kept.append("\n".join(lines))
    return "\n\n".join(kept) or text


def _declared_language(tree: HtmlElement) -> str | None:
    code = (tree.get("lang") or "")[:3].rstrip("-_").lower()
    return code if len(code) == len("en") and code.isascii() and code.isalpha() else None
