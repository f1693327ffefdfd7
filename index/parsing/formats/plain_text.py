"""Plain text to a draft. Nothing of the text is lost; a date glued to its head becomes a paragraph of its own."""

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.links import bare_links, unique_links
from index.text.normalization import canonicalize, unwrap_lines


def read(text: str, location: str) -> DocumentDraft:
    """Read a plain text: hard-wrapped paragraphs are joined, bare web addresses become links."""
    text = canonicalize(text)
    when = None
    glued = metadata.split_glued_date(text)
    if glued:
        when, as_written, text = glued
    text = unwrap_lines(text)
    stated, author = metadata.date_and_author(text)
    title = metadata.title_line(text)
    if glued:
        text = f"{as_written}\n\n{text}"
    return DocumentDraft(text, title, author, when or stated, links=unique_links(bare_links(text), location))
