"""Chunks of other formats in a Word document: HTML pages that programs put in for Word to convert.

The markup is Office Open XML's ``altChunk``; an MHT file has the page as one of its parts.
"""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from lxml.html import tostring

from index.parsing.detection import decode
from index.parsing.formats.word.ooxml_names import WORD
from index.parsing.formats.word.open_packaging import read_relations, relation_of
from index.parsing.formats.zip_archive import ZipArchive
from index.parsing.html.cleanup import parse_html
from index.types import Raw

_MAIN = "word/document.xml"
_CHUNK = f"{WORD}altChunk"
_PAGES = (".htm", ".html", ".xhtml")
_ARCHIVES = (".mht", ".mhtml")


def read_chunks(archive: ZipArchive) -> str:
    """The HTML of all chunks, in order; empty for a document without any."""
    if _MAIN not in archive.names:
        return ""
    wanted = [relation_of(chunk) for chunk in archive.xml(_MAIN).iter(_CHUNK)]
    relations = read_relations(archive, _MAIN) if wanted else {}
    return "".join(_read_page(archive, relations[one].path) for one in wanted if one in relations)


def _read_page(archive: ZipArchive, name: str) -> str:
    if name not in archive.names or not name.lower().endswith((*_PAGES, *_ARCHIVES)):
        return ""
    data = archive.read(name)
    page = _find_page(data) if name.lower().endswith(_ARCHIVES) else decode(Raw(name, data, "text/html"))
    tree = parse_html(page)
    body = tree.find("body") if tree is not None else None
    return "" if body is None else "".join((body.text or "", *(tostring(part, encoding="unicode") for part in body)))


def _find_page(data: bytes) -> str:
    """The first HTML part of an MHT file; empty if it has none."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            try:
                return str(part.get_content())
            except (LookupError, ValueError):  # an encoding that nobody knows
                return ""
    return ""
