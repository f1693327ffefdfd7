"""Plain text to a draft. No word is lost; a date glued to the first line becomes a paragraph of its own."""

import re
from email.utils import parseaddr, parsedate_to_datetime

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats.text_columns import write_columns
from index.parsing.head_lines.date_lines import split_glued_date
from index.parsing.links import bare_links, unique_links
from index.text.normalization import LIST_MARK, canonicalize, unwrap_lines

_INDENT = re.compile(r"(?: {2,8}|\t|\u3000)(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"”’»')\]]*\s*$")
_QUOTED = re.compile(r"[ \t]?(?P<marks>>(?:[ \t]?>)*)(?:[ \t]|$)(?P<words>.*)")
_PROMPT = re.compile(r">>> ?\S")
_HEADER = re.compile(r"([A-Z][A-Za-z-]*): ?(.*)")
_MIN_QUOTED_LINES = 2
_MIN_PARAGRAPHS = 2
_MAX_INDENTED_SHARE = 0.4


def read(text: str, location: str) -> DocumentDraft:
    """Read a plain text: joins hard-wrapped paragraphs, and makes links of bare web addresses."""
    text = canonicalize(_part_paragraphs(open_quotations(text.replace("\r\n", "\n"))))
    when = None
    glued = split_glued_date(text)
    if glued:
        when, as_written, text = glued
    text = unwrap_lines(text)
    stated, author = metadata.find_date_and_author(text)
    title = metadata.find_title_line(text)
    if (message := _read_message_head(text)) is not None:
        title, author, when = message
    if glued:
        text = f"{as_written}\n\n{text}"
    return DocumentDraft(text, title, author, when or stated, links=unique_links(bare_links(text), location))


def read_words(text: str) -> str:
    """Read a part of a document: its words in canonical form, without a title or a date."""
    return unwrap_lines(canonicalize(_part_paragraphs(text.replace("\r\n", "\n"))))


def _part_paragraphs(text: str) -> str:
    return _part_indented(write_columns(text))


def _read_message_head(text: str) -> tuple[str, str | None, str | None] | None:
    """Subject, sender and date of a message whose first paragraph is its header (RFC 5322); None for other texts."""
    lines = [_HEADER.fullmatch(line) for line in text.partition("\n\n")[0].split("\n")]
    fields = {found[1].lower(): found[2].strip() for found in lines if found}
    if not (all(lines) and fields.get("subject") and fields.get("from")):
        return None
    try:
        when = parsedate_to_datetime(fields.get("date", "")).date().isoformat()
    except ValueError:
        when = None
    return fields["subject"], parseaddr(fields["from"])[0] or None, when


def open_quotations(text: str, min_lines: int = _MIN_QUOTED_LINES) -> str:
    """Make paragraphs of what a message quotes, without the signs at the start of its lines; code keeps its prompts."""
    lines = text.split("\n")
    quoted = [None if _PROMPT.match(line) else _QUOTED.fullmatch(line) for line in lines]
    if sum(found is not None for found in quoted) < min_lines:
        return text
    written: list[str] = []
    depth = 0
    for line, found in zip(lines, quoted, strict=True):
        now = found["marks"].count(">") if found else 0
        written += [""] * (now != depth) + [found["words"] if found else line]
        depth = now
    return "\n".join(written)


def _part_indented(text: str) -> str:
    """Part paragraphs that only the indentation of their first line tells apart; verse and code indent more lines."""
    lines = text.split("\n")
    indented = [place for place, line in enumerate(lines) if _INDENT.match(line) and not LIST_MARK.match(line.strip())]
    is_wide = sum(lines[place].startswith("\u3000") for place in indented) >= _MIN_PARAGRAPHS
    starts = indented if is_wide else [place for place in indented if place and _SENTENCE_END.search(lines[place - 1])]
    is_verse = len(indented) > _MAX_INDENTED_SHARE * sum(map(bool, map(str.strip, lines)))
    if len(starts) < _MIN_PARAGRAPHS or (is_verse and not is_wide):
        return text
    for place in starts:
        lines[place] = f"\n{lines[place]}"
    return "\n".join(lines)
