"""Extraction: the bytes of any format become a document with canonical text. Pure: no network, no files.

It runs in ``index.parsing.worker_pool``, because foreign bytes can be hostile.
"""

from collections.abc import Callable

from index.errors import EmptyError, TooLargeError
from index.parsing import detection, metadata
from index.parsing.draft import MAX_CHARS, DocumentDraft
from index.parsing.formats import json_feeds, plain_text, sitemaps_feeds
from index.parsing.formats.mail.mail_head import is_message
from index.parsing.pdf.recognition.tesseract import name_recognizer
from index.text import language
from index.text.normalization import canonicalize, has_words
from index.types import Document, Parsed, Raw
from index.urls import display_name

PARSER_VERSION = "-".join(filter(None, ("extract-12", name_recognizer())))
"""Names how bytes are parsed; change it with the output, and every source is parsed again once.

The installation of the extra ``ocr`` or of Tesseract changes it, because then scanned pages have a text.
"""

_TITLE_CHARS_MAX = 200


def parse(raw: Raw) -> Parsed:
    """Parse fetched bytes: a sitemap or feed is a list of sources, and everything else is a document.

    Raises:
        SourceError: As ``extract``, or a list has no entry.
    """
    return sitemaps_feeds.parse_listing(raw) or json_feeds.parse_json_feed(raw) or extract(raw)


def extract(raw: Raw) -> Document:
    """Extract the document from fetched bytes.

    Args:
        raw: The bytes; their content counts for more than their declared type.

    Returns:
        A document whose text is canonical and has words.

    Raises:
        UnsupportedError: The bytes are in no supported format, or damaged, or protected.
        TooLargeError: The text is too long.
        EmptyError: There is no text.
    """
    if not raw.data.strip():
        raise EmptyError(f"{display_name(raw.location)} is empty; give a file or page that has text.")
    draft = _read(raw)
    if len(draft.text) > MAX_CHARS:
        raise TooLargeError(
            f"{display_name(raw.location)} has more than {MAX_CHARS / 1e6:g} million characters; split it."
        )
    text = canonicalize(draft.text, keep_indents=draft.has_code)
    if not has_words(text):
        raise EmptyError(f"{display_name(raw.location)} has no text to read; give a file or page that has text.")
    title = metadata.shorten(canonicalize(metadata.keep_title(draft.title) or "").replace("\n", " "), _TITLE_CHARS_MAX)
    return Document(
        text=text,
        title=title if has_words(title) else metadata.derive_title(text),
        author=canonicalize(metadata.keep_author(draft.author) or "") or None,
        date=draft.date,
        language=language.detect(text, draft.language),
        links=draft.links,
        pages=draft.pages,
        headings=draft.headings if text == draft.text else (),
        recognized=draft.recognized,
    )


def _read(raw: Raw) -> DocumentDraft:
    packed = detection.detect_packed_format(raw)
    if packed is not None:
        return _find_reader(packed)(raw.data, raw.location)
    if is_message(raw):
        from index.parsing.formats.mail import mail_message  # noqa: PLC0415 - as below

        return mail_message.read(raw.data, raw.location)
    return _read_text(raw)


def _find_reader(packed: detection.PackedFormat) -> Callable[[bytes, str], DocumentDraft]:
    """The reader of a format, which is loaded for its first document."""
    if packed == "pdf":
        from index.parsing.pdf import pdf_document  # noqa: PLC0415 - readers take time to load

        return pdf_document.read
    if packed == "docx":
        from index.parsing.formats.word.docx import read  # noqa: PLC0415 - as above
    elif packed == "odf":
        from index.parsing.formats.open_document.odf import read  # noqa: PLC0415 - as above
    elif packed == "rtf":
        from index.parsing.formats.rich_text.rtf import read  # noqa: PLC0415 - as above
    elif packed == "pptx":
        from index.parsing.formats.slides.pptx import read  # noqa: PLC0415 - as above
    elif packed == "xlsx":
        from index.parsing.formats.spreadsheets.xlsx import read  # noqa: PLC0415 - as above
    else:
        from index.parsing.formats.books.epub import read  # noqa: PLC0415 - as above
    return read


def _read_text(raw: Raw) -> DocumentDraft:
    text = detection.decode(raw)
    form = detection.detect_format(raw, text)
    if form == "html":
        from index.parsing.html import reader  # noqa: PLC0415 - as above; trafilatura takes half a second

        return reader.read(text, raw.location)
    if form == "markdown":
        from index.parsing.formats import markdown  # noqa: PLC0415 - as above

        return markdown.read(text, raw.location)
    if form == "subtitles":
        from index.parsing.formats import subtitles  # noqa: PLC0415 - as above

        return subtitles.read(text, raw.location)
    if form == "delimited":
        from index.parsing.formats.spreadsheets import delimited  # noqa: PLC0415 - as above

        return delimited.read(text, raw.location)
    if form == "notebook":
        from index.parsing.formats import notebooks  # noqa: PLC0415 - as above

        return notebooks.read(text, raw.location)
    return plain_text.read(text, raw.location)
