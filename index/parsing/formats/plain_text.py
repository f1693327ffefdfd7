"""Plain text to a draft. No word is lost; a date glued to the first line becomes a paragraph of its own."""

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.links import bare_links, unique_links
from index.text.normalization import canonicalize, unwrap_lines


def read(text: str, location: str) -> DocumentDraft:
    """Read a plain text: joins hard-wrapped paragraphs, and makes links of bare web addresses."""
    text = canonicalize(text)
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
