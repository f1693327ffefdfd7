"""Detection of format and character set, from the bytes first and from their declared type second. Pure."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Literal
from urllib.parse import urlsplit
from zipfile import BadZipFile, ZipFile

from index.errors import UnsupportedError
from index.parsing.character_sets import WIDE_WEB_CODECS, guess_codec, lookup_codec
from index.types import Raw
from index.urls import display_name, is_url

TextFormat = Literal["html", "markdown", "subtitles", "delimited", "notebook", "plain"]

PackedFormat = Literal["pdf", "docx", "epub", "odf", "pptx", "rtf", "xlsx"]
"""Formats whose text is found only by their readers."""

_SUPPORTED = (
    "Pincite reads HTML, PDF, DOCX, ODT, RTF, PPTX, ODP, XLSX, ODS, CSV, EPUB, Markdown, notebooks (IPYNB), "
    "mail (EML), saved pages (MHTML), subtitles (WebVTT, SubRip) and plain text."
)
_DAMAGED = "{} is a ZIP archive that is damaged or incomplete; save it again, and index that."
_PDF_HEAD_WITHIN = 1024  # PDF readers accept other bytes before the header

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    *((mark, "a ZIP archive") for mark in _ZIP),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"%!PS-", "a PostScript file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"fLaC", "an audio file"),
    (b"RIFF", "an audio, video or image file"),
    (b"\x1aE\xdf\xa3", "a video"),
)
_ZIP_CONTENTS: tuple[tuple[bytes, str], ...] = (
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"xl/", "a binary Excel workbook (save it as XLSX)"),
    (b"[Content_Types].xml", "an Office document"),
)
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_RTF_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\\rtf")
_FLAT_ODF_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml(?:(?!<office:document[\s>]).)*)?<office:document[\s>]", re.DOTALL
)
_OUTLOOK_PART = "__substg1.0_".encode("utf-16-le")
_ODF_PARTS = ("mimetype", "META-INF/manifest.xml")
_WORD_PART = re.compile(r"word/document\d*\.xml")  # Word Online writes document2.xml
_PACKED_TYPES = {
    "application/pdf": "a PDF file",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word document",
    "application/epub+zip": "an EPUB book",
    "application/vnd.oasis.opendocument.text": "an OpenDocument text",
    "application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation",
    "application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "a PowerPoint presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel workbook",
    "application/rtf": "an RTF document",
    "text/rtf": "an RTF document",
}
_UNREADABLE_TYPES = re.compile(
    r"(?P<kind>image|audio|video|font)/|application/(?:(?:[\w.-]+\+)?(?P<data>json|xml|zip))"
)

_HTML_HEAD = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HTML_FRAGMENT = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:title|meta|base|p|div|h[1-6]|article|main|section|header|table|ul|ol|blockquote)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<!--|</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SUBTITLES_HEAD = re.compile(
    r"WEBVTT(?:\s|$)|\s*(?:\d+[ \t]*\r?\n)?[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}[ \t]*-->[ \t]*\d"
)
"""The start of WebVTT and SubRip."""

_FORMATS: dict[str, TextFormat] = {
    **dict.fromkeys(("text/markdown", "text/x-markdown", ".md", ".markdown"), "markdown"),
    **dict.fromkeys(("text/csv", "application/csv", "text/tab-separated-values", ".csv", ".tsv"), "delimited"),
}
"""The formats that only their media type or the suffix of their name tells."""

_NOTEBOOK_MARK = re.compile(r'"nbformat"\s*:\s*\d')
_XML_HEAD = re.compile(r"\s*<\?xml\s|\s*<(?:rss|feed|svg)[\s>]", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SNIFFED_BYTES = 4096
_NUL_CHECKED_BYTES = 65_536
_GUESSED_BYTES = 65_536
_MAX_NUL_SHARE = 0.003  # a slip of a page's generator; random bytes have more
_REPLACEMENT = "\ufffd"
_MAX_GARBAGE_SHARE = 0.1
_MIN_COMMON_SHARE = 0.005
_MAX_ODD_SHARE = 0.01
_CODECS_WITH_SLIPS = {"utf-8": 10, **dict.fromkeys(WIDE_WEB_CODECS, 50)}
"""Character sets of which a few bytes may be invalid, with the right signs that there are for each wrong one at least.

Most bytes are valid in the wide ones, so a text in another set has fewer wrong ones than in UTF-8.
"""

_MIN_LETTERS = 20
_MAX_FOREIGN_SHARE = 0.4  # no Western language has so many letters with accents
_SEVEN_BIT_CODECS = re.compile(r"iso2022|hz|utf-(?:16|32)")


def detect_packed_format(raw: Raw) -> PackedFormat | None:
    """The format of a source that only its own reader opens; None for any other, which ``decode`` may read."""
    head = raw.data[:_PDF_HEAD_WITHIN]
    if b"%PDF-" in head and raw.data.lstrip()[:1] != b"<":
        return "pdf"
    if head.startswith(_ZIP):
        return _detect_archive(raw)
    if _RTF_HEAD.match(head):
        return "rtf"
    return "odf" if _FLAT_ODF_HEAD.match(raw.data, 0, _SNIFFED_BYTES) else None


def _detect_archive(raw: Raw) -> PackedFormat | None:
    try:
        with ZipFile(BytesIO(raw.data)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnsupportedError(_DAMAGED.format(display_name(raw.location))) from error
    if "META-INF/container.xml" in names:
        return "epub"
    if "content.xml" in names and not names.isdisjoint(_ODF_PARTS):
        return "odf"
    if "ppt/presentation.xml" in names:
        return "pptx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "docx" if any(_WORD_PART.fullmatch(name) for name in names) else None


def decode(raw: Raw) -> str:
    """Decode the bytes of a source.

    A byte order mark decides. Then come UTF-8, if the bytes are valid, the declared character set, the one that the
    page names, and a guess. A wrong declaration does no harm.

    Raises:
        UnsupportedError: The bytes are no text.
    """
    data = raw.data
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            if what == "an Office document" and _ENCRYPTED_PART in data:
                raise UnsupportedError(protected(raw.location))
            raise UnsupportedError(refuse(raw.location, _name_content(data, what)))
    if data[4:8] == b"ftyp":
        raise UnsupportedError(refuse(raw.location, "a video"))
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    for encoding in _candidate_codecs(raw):
        try:
            text = data.decode(encoding, errors="replace" if encoding in _CODECS_WITH_SLIPS else "strict")
        except (UnicodeError, LookupError):
            continue
        if not (_is_mistaken_for_western(text) if encoding == "cp1252" else _has_wrong_bytes(text, encoding)):
            return text
    return data.decode("cp1252", errors="replace")


def _candidate_codecs(raw: Raw) -> Iterator[str]:
    """The character sets to try in order; ``decode`` skips those in which the bytes are invalid."""
    declared = lookup_codec(raw.charset) or ""
    head = raw.data[:_NUL_CHECKED_BYTES]
    if declared.startswith(("utf-16", "utf-32")) and b"\0" in head:
        yield declared
    elif b"\0" in head:
        wide = _utf16_codec(head)
        if wide is not None:
            yield wide
        elif head.count(b"\0") > _MAX_NUL_SHARE * len(head):
            raise UnsupportedError(refuse(raw.location, "a binary file"))
    if _SEVEN_BIT_CODECS.match(declared) and not declared.startswith("utf"):
        yield declared
    if b"\x1b$" in head:
        yield "iso2022_jp_2"
    yield "utf-8"
    page = raw.data[:_SNIFFED_BYTES]
    stated = _XML_CHARSET.match(page) or _META_CHARSET.search(page)
    yield declared
    yield lookup_codec(stated[1].decode("ascii") if stated else None) or ""
    yield guess_codec(raw.data[:_GUESSED_BYTES]) or ""


def _utf16_codec(head: bytes) -> str | None:
    """The UTF-16 variant of bytes without a mark, if they decode to the characters of a text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = head[: len(head) & ~1].decode(encoding)
        except UnicodeError:
            continue
        common = sum(character in " \n,.、。，" for character in text)
        odd = sum(
            unicodedata.category(character) in {"Cc", "Cn", "Co"} and not character.isspace() for character in text
        )
        if common >= _MIN_COMMON_SHARE * len(text) and odd <= _MAX_ODD_SHARE * len(text):
            return encoding
    return None


def _has_wrong_bytes(text: str, encoding: str) -> bool:
    """Whether there are more invalid bytes than a slip or a truncated page explains."""
    wrong = text.count(_REPLACEMENT)
    right = sum(character > "\x7f" for character in text) - wrong if wrong else 0
    return wrong * _CODECS_WITH_SLIPS.get(encoding, 1) > right


def _is_mistaken_for_western(text: str) -> bool:
    """Whether a text is not in the Western character set that many servers declare by default."""
    letters = [character for character in _TAG.sub("", text[:_GUESSED_BYTES]) if character.isalpha()]
    foreign = sum(character > "\x7f" for character in letters)
    return len(letters) > _MIN_LETTERS and foreign > _MAX_FOREIGN_SHARE * len(letters)


def detect_format(raw: Raw, text: str) -> TextFormat:
    """The format of a decoded source, from its content, its declared type and its name, in this order.

    Raises:
        UnsupportedError: It is declared as another format, and looks like none of the supported ones.
    """
    suffix = _suffix(raw.location)
    if _HTML_HEAD.match(text, 0, _SNIFFED_BYTES):
        return "html"
    if _is_garbage(text):
        raise UnsupportedError(refuse(raw.location, "a binary file"))
    if (marked := _find_mark(text)) is not None:
        return marked
    if raw.media_type in {"text/html", "application/xhtml+xml"}:
        return "html" if _TAG.search(text) else "plain"
    named = _FORMATS.get(raw.media_type) or _FORMATS.get(suffix)
    if named is not None:
        return named
    if suffix in {".html", ".htm", ".xhtml", ".xht"} and _TAG.search(text):
        return "html"
    is_plain = raw.media_type == "text/plain" or suffix in {".txt", ".text"}
    if not is_plain:
        _refuse_other_types(raw, text)
    return "html" if not is_plain and _HTML_FRAGMENT.match(text, 0, _SNIFFED_BYTES) else "plain"


def _find_mark(text: str) -> TextFormat | None:
    """The format that a text says itself."""
    if _SUBTITLES_HEAD.match(text):
        return "subtitles"
    return "notebook" if text.lstrip()[:1] == "{" and _NOTEBOOK_MARK.search(text) else None


def _refuse_other_types(raw: Raw, text: str) -> None:
    packed = _PACKED_TYPES.get(raw.media_type)
    if packed:
        name = display_name(raw.location)
        raise UnsupportedError(f"{name} is declared as {packed} and is none; open it yourself, and save it again.")
    declared = _UNREADABLE_TYPES.match(raw.media_type)
    if declared:
        kind = declared["kind"]
        if kind:
            what = f"{'a' if kind in {'video', 'font'} else 'an'} {kind} file"
        else:
            what = {"json": "JSON data", "zip": "a ZIP archive"}.get(declared["data"] or "", "XML data")
        raise UnsupportedError(refuse(raw.location, what))
    if _XML_HEAD.match(text) or raw.media_type == "text/xml":
        raise UnsupportedError(refuse(raw.location, "XML data"))


def protected(location: str) -> str:
    """Return the message for a file that only its password opens."""
    return f"{display_name(location)} is protected by a password; save a copy without one and index that."


def refuse(location: str, what: str) -> str:
    """Return the message for a file in a format that Pincite does not read."""
    return f"{display_name(location)} is {what}; {_SUPPORTED}"


def _name_content(data: bytes, what: str) -> str:
    """What an archive or an Office document is exactly, as far as its names say."""
    if what == "an Office document" and _OUTLOOK_PART in data:
        return "an Outlook message (save it as EML)"
    head = data[:_SNIFFED_BYTES] if what == "a ZIP archive" else b""
    return next((content for mark, content in _ZIP_CONTENTS if mark in head), what)


def _suffix(location: str) -> str:
    return PurePath(urlsplit(location).path if is_url(location) else location).suffix.lower()


def _is_garbage(text: str) -> bool:
    head = text[:_NUL_CHECKED_BYTES]
    odd = sum(character == _REPLACEMENT or (character < " " and character not in "\t\n\r\f") for character in head)
    return odd > _MAX_GARBAGE_SHARE * len(head)
