"""Bytes to canonical text. Pure: no network, no files.

Run it in ``index.parsing.worker_pool``: foreign bytes can be hostile.
"""

from index.errors import EmptyError, TooLargeError
from index.parsing import detection, metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats import plain_text
from index.text import language
from index.text.normalization import canonicalize, has_words
from index.types import Document, Raw
from index.urls import display_name

PARSER_VERSION = "extract-1"
"""Names how bytes are parsed; change it with the output, and every source is parsed again once."""

MAX_CHARS = 20_000_000
"""The longest text that is read."""

_TITLE_CHARS_MAX = 200


def extract(raw: Raw) -> Document:
    """Read a source.

    Args:
        raw: What was fetched; its content counts for more than what it is declared to be.

    Returns:
        A document whose text is canonical and has words in it.

    Raises:
        UnsupportedError: It is in no format that is read, or broken, or protected.
        TooLargeError: There is too much in it.
        EmptyError: There is no text in it.
    """
    if not raw.data.strip():
        raise EmptyError(f"{display_name(raw.location)} is empty; give a file or page that has text.")
    draft = _read(raw)
    if len(draft.text) > MAX_CHARS:
        raise TooLargeError(
            f"{display_name(raw.location)} holds more than {MAX_CHARS / 1e6:g} million characters; split it."
        )
    text = canonicalize(draft.text)
    if not has_words(text):
        raise EmptyError(f"{display_name(raw.location)} has no text to read; give a file or page that has text.")
    title = metadata.shorten(canonicalize(draft.title or "").replace("\n", " "), _TITLE_CHARS_MAX)
    return Document(
        text=text,
        title=title if has_words(title) else metadata.derive_title(text),
        author=canonicalize(draft.author or "") or None,
        date=draft.date,
        language=language.detect(text, draft.language),
        links=draft.links,
        pages=draft.pages,
    )


def _read(raw: Raw) -> DocumentDraft:
    packed = detection.packed_format(raw)
    if packed == "pdf":
        from index.parsing.formats import pdf  # noqa: PLC0415 - what reads one format is loaded when it is needed

        return pdf.read(raw.data, raw.location)
    if packed == "docx":
        from index.parsing.formats import docx  # noqa: PLC0415 - as above

        return docx.read(raw.data, raw.location)
    if packed == "epub":
        from index.parsing.formats import epub  # noqa: PLC0415 - as above

        return epub.read(raw.data, raw.location)
    text = detection.decode(raw)
    form = detection.format_of(raw, text)
    if form == "html":
        from index.parsing.html import reader  # noqa: PLC0415 - as above; trafilatura takes half a second

        return reader.read(text, raw.location)
    if form == "markdown":
        from index.parsing.formats import markdown  # noqa: PLC0415 - as above

        return markdown.read(text, raw.location)
    return plain_text.read(text, raw.location)
