"""Plain text to a draft. Nothing of the text is lost; a date glued to its head becomes a paragraph of its own."""

from index.parsing import metadata as heads
from index.parsing.draft import Draft
from index.text.normalization import canonicalize, unwrap_lines
from index.urls import bare_links, unique


def read(text: str, location: str) -> Draft:
    """Read a plain text: hard-wrapped paragraphs are joined, bare web addresses become links."""
    text = canonicalize(text)
    when = None
    glued = heads.split_glued_date(text)
    if glued:
        when, as_written, text = glued
    text = unwrap_lines(text)
    stated, author = heads.date_and_author(text)
    title = heads.title_line(text)
    if glued:
        text = f"{as_written}\n\n{text}"
    return Draft(text, title, author, when or stated, links=unique(bare_links(text), location))
