"""Plain text to a draft. No word is lost; a date glued to the first line becomes a paragraph of its own."""

import re

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.links import bare_links, unique_links
from index.text.normalization import LIST_MARK, canonicalize, unwrap_lines

_INDENT = re.compile(r"(?: {2,8}|\t)(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…][\"”’»')\]]*\s*$")
_MIN_PARAGRAPHS = 2
_MAX_INDENTED_SHARE = 0.4


def read(text: str, location: str) -> DocumentDraft:
    """Read a plain text: joins hard-wrapped paragraphs, and makes links of bare web addresses."""
    text = canonicalize(_part_indented(text.replace("\r\n", "\n")))
    when = None
    glued = metadata.split_glued_date(text)
    if glued:
        when, as_written, text = glued
    text = unwrap_lines(text)
    stated, author = metadata.find_date_and_author(text)
    title = metadata.find_title_line(text)
    if glued:
        text = f"{as_written}\n\n{text}"
    return DocumentDraft(text, title, author, when or stated, links=unique_links(bare_links(text), location))


def _part_indented(text: str) -> str:
    """Part paragraphs that only the indentation of their first line tells apart; verse and code indent more lines."""
    lines = text.split("\n")
    indented = [place for place, line in enumerate(lines) if _INDENT.match(line) and not LIST_MARK.match(line.strip())]
    starts = [place for place in indented if place and _SENTENCE_END.search(lines[place - 1])]
    if len(starts) < _MIN_PARAGRAPHS or len(indented) > _MAX_INDENTED_SHARE * sum(map(bool, map(str.strip, lines))):
        return text
    for place in starts:
        lines[place] = f"\n{lines[place]}"
    return "\n".join(lines)
