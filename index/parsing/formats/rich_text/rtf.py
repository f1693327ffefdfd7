"""RTF to a draft, through our HTML."""

from index.errors import UnsupportedError
from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats.rich_text.rtf_reader import RtfReader
from index.parsing.formats.zip_archive import damaged
from index.parsing.html import fragment
from index.parsing.links import bare_links, unique_links
from index.text.normalization import canonicalize, has_words
from index.urls import display_name


def read(data: bytes, location: str) -> DocumentDraft:
    """Read a document in Rich Text Format.

    Raises:
        UnsupportedError: The file is damaged.
    """
    try:
        document = RtfReader(data)
    except UnsupportedError:
        raise damaged(display_name(location)) from None
    found = fragment.read(join_surrogates(document.html()), location)
    when, author = metadata.find_date_and_author(found.text)
    return DocumentDraft(
        found.text,
        metadata.keep_title(_stated(document.title)) or found.title or metadata.find_title_line(found.text),
        author or _stated(document.author) or None,
        when,
        links=unique_links((*found.links, *bare_links(found.text)), location),
        headings=found.headings,
        has_code=True,
    )


def join_surrogates(text: str) -> str:
    """Join the halves of characters above U+FFFF, which RTF writes as two numbers; lone halves become signs of loss."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _stated(written: str) -> str:
    words = " ".join(canonicalize(join_surrogates(written)).split())
    return words if has_words(words) else ""
