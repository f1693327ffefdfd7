"""The version of the parser changes with its output."""

import hashlib
import json
from dataclasses import asdict

from index.parsing.extraction import PARSER_VERSION, extract
from index.types import Raw
from tests.support.office_files import odf, pptx, shape
from tests.support.paths import SAMPLES
from tests.support.pdf_files import Print, docx, epub, paragraph, pdf

MARKDOWN = (
    "---\ntitle: The reef\n---\n# The reef\n\n* a *lamp*[^1]\n* 10<sup>6</sup> `bells`\n\n"
    "| a | b |\n|--|--|\n| 1 | 2 |\n\n[^1]: Lit."
)
PLAIN = "THE REEF\r\n\r\nIt was \u00a0soft\u00ad ly lit, and the lamp stood\r\non a rock.\r\n"
KNOWN = {"extract-12": "94f1d546dc53a5e9225ac8814c823b2d3fc0fc961a4c4181be290d8c5d2477a8"}


def test_what_is_read_of_a_document_has_a_name() -> None:
    """A change in what is read of a document needs another ``extraction.PARSER_VERSION``."""
    files = {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("*.html"))} | {
        "reef.md": MARKDOWN.encode(),
        "reef.txt": PLAIN.encode(),
        "reef.pdf": pdf([[Print("The reef"), Print("It was lit.", y=650)], [Print("And the bell rang.")]]),
        "reef.docx": docx(paragraph("The reef", style="Heading1") + paragraph("It was lit.")),
        "reef.odt": odf('<text:h text:outline-level="1">The reef</text:h><text:p>It was lit.</text:p>'),
        "reef.rtf": rb"{\rtf1\ansi{\pard\outlinelevel0 The reef\par}It was lit\'85\par}",
        "reef.pptx": pptx([shape("The reef", kind="title"), shape("It was lit.")]),
        "reef.epub": epub(["<h1>The reef</h1><p>It was lit.</p>", "<p>And the bell rang.</p>"]),
    }
    found = hashlib.sha256()
    for name, data in files.items():
        document = extract(Raw(f"https://example.org/{name}", data, "application/octet-stream"))
        links = [{"target": link.target, "words": link.text} for link in document.links]
        found.update(json.dumps({**asdict(document), "links": links}).encode())
    version = PARSER_VERSION.removesuffix("-ocr").removesuffix("-tesseract")
    assert KNOWN == {version: found.hexdigest()}
