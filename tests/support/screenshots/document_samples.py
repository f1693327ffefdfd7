"""Ten documents that are hard to read, each with what is hard about it."""

import ctypes
import io
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as api

from tests.support.pdf_files import Print, epub


@dataclass(frozen=True)
class DocumentSample:
    """A document, and the HTML that shows it; a PDF file shows itself.

    ``hard`` ends the sentence "This document has …".
    """

    name: str
    title: str
    hard: str
    file: str
    data: bytes
    html: str = ""


def _pdf(*pages: list[Print]) -> bytes:
    """A PDF file in Helvetica that PDFium writes, so that it is drawn as it reads."""
    document = pdfium.PdfDocument.new()
    for lines in pages:
        page = document.new_page(595, 842)
        for line in lines:
            printed = api.FPDFPageObj_NewTextObj(document, b"Helvetica", line.size)
            words = ctypes.create_string_buffer(f"{line.text}\0".encode("utf-16-le"))
            api.FPDFText_SetText(printed, ctypes.cast(words, ctypes.POINTER(ctypes.c_ushort)))
            api.FPDFPageObj_Transform(printed, 1, 0, 0, 1, line.x, line.y)
            api.FPDFPage_InsertObject(page, printed)
        page.gen_content()
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _columns() -> bytes:
    left = ("The first tower is in Brell", "and was lit in 1871 by a", "keeper who could not swim.")
    right = ("The second tower is in Tarn", "and was lit in 1903, after", "the council had paid for it.")
    rows = zip(left, right, strict=True)
    return _pdf(
        [
            Print(words, x, 700 - 15 * row, 11)
            for row, both in enumerate(rows)
            for words, x in zip(both, (72, 300), strict=True)
        ]
    )


def _table() -> bytes:
    rows = (("Harbour", "Boats", "Depth"), ("Brell", "41", "7.5 m"), ("Tarn", "", "4 m"), ("Orsk", "12", "9 m"))
    cells = [
        Print(cell, 72 + 110 * column, 680 - 16 * row, 11)
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if cell
    ]
    return _pdf([Print("Boats of the three harbours in May.", 72, 720, 11), *cells])


def _footnote() -> bytes:
    first = ("The council at last agreed to a recon-",)
    foot = ("1 The contract is in box 12.",)
    second = ("struction of the whole tower, which took", "nine years.")
    page = [
        Print("The tower was built of basalt. It stood for", 72, 733, 11),
        Print("twenty years, until the sea broke a wall.", 72, 720, 11),
        *(Print(line, 72, 700 - 13 * row, 11) for row, line in enumerate(first)),
        *(Print(line, 72, 640, 8) for line in foot),
    ]
    return _pdf(page, [Print(line, 72, 730 - 13 * row, 11) for row, line in enumerate(second)])


def _contents() -> bytes:
    entries = (("The reef", "iii", 24), ("The lamp and its keepers", "12", 12), ("The bell", "107", 23))
    page = [
        Print(f"{words} {'. ' * dots}{number}", 72, 690 - 15 * row, 11)
        for row, (words, number, dots) in enumerate(entries)
    ]
    return _pdf([Print("Contents", 72, 720, 16), *page])


_NEWS = """<header><a href="/">Harbour News</a><nav><ul><li><a href="/a">Boats</a></li><li><a href="/b">Weather</a></li>
<li><a href="/c">Tides</a></li></ul></nav></header><main><article><h1>The ferry turns back</h1>
<p class="article-dek">Forty passengers came ashore in fishing boats.</p><p class="byline">By Ana Ruiz</p>
<div class="story-part"><p>The ferry between Brell and Tarn lost its rudder on Tuesday morning, and drifted for two
hours before anybody on the shore saw it.</p></div><p>Advertisement</p><div class="story-part"><p>Nobody was hurt. The
harbour master closed the line until Friday, when a new rudder comes from the yard in Orsk.</p></div></article>
<aside><h3>Most read</h3><ul><li><a href="/d">A seal in the town hall</a></li></ul></aside></main>
<div class="cookie-banner"><p>We use cookies to count our readers. <button>Accept</button></p></div>"""
_RULES = """<h1>Rules of the hall</h1><ol start="4"><li>No fires after ten.</li><li>No dogs.</li></ol>
<p>Rule 5 does not apply to <del>cats</del> guide dogs.</p><table><tr><th>Room</th><th>Floor</th></tr>
<tr><td>Reading room</td><td rowspan="2">2</td></tr><tr><td>Archive</td></tr></table><pre>def rooms():
    return 2</pre>"""
_WELL = """<h1>The well</h1><p>A stone that falls for <math><mi>t</mi></math> seconds has the speed
<math><mi>v</mi><mo>=</mo><mi>g</mi><mi>t</mi></math>, and the well is
<math><mfrac><mn>1</mn><mn>2</mn></mfrac><mi>g</mi><msup><mi>t</mi><mn>2</mn></msup></math> deep.</p>
<p>It holds 3&times;10<sup>6</sup> litres<sup><a href="#n">1</a></sup>.</p>
<figure><figcaption>The well in 1931.</figcaption></figure>"""
_CHAPTER = """<h1>One</h1><p>The first chapter speaks of ropes<a epub:type="noteref" role="doc-noteref" href="#n">1</a>.
Hemp is strong, said the makers of the <ruby>hawser<rt>HAW-zer</rt></ruby>.</p>"""
_MARKDOWN = """# Ropes

Hemp is strong[^1] and ~~dear~~ cheap.

3. Wash the rope.
4. Dry it.

!!! note "Careful"
    A wet rope is heavy.

<table><tr><th>Rope</th><th>Load</th></tr>
<tr><td>Hemp</td><td>200</td></tr></table>

[^1]: As strong as flax.
"""
_SUBTITLES = """WEBVTT

00:01:05.000 --> 00:01:08.500
The lamp was lit
for the first time in 1871.

00:01:09.000 --> 00:01:12.000
<v Ana>Nobody saw it.
"""


def _page(body: str) -> bytes:
    return f'<!doctype html><html lang="en"><head><title>A page</title></head><body>{body}</body></html>'.encode()


SAMPLES = (
    DocumentSample("columns", "Columns", "columns that are drawn row by row", "columns.pdf", _columns()),
    DocumentSample("table", "Table", "a table with an empty cell and no lines", "table.pdf", _table()),
    DocumentSample("footnote", "Footnote", "a sentence over a footnote and a page end", "footnote.pdf", _footnote()),
    DocumentSample("contents", "Table of contents", "dots that lead to page numbers", "contents.pdf", _contents()),
    DocumentSample("news", "News page", "a menu and a cookie notice", "news.html", _page(_NEWS), _NEWS),
    DocumentSample("rules", "Rules", "list numbers and a merged cell", "rules.html", _page(_RULES), _RULES),
    DocumentSample("well", "Formulas", "formulas, exponents and a note mark", "well.html", _page(_WELL), _WELL),
    DocumentSample("chapter", "Chapter of a book", "a note and a reading", "book.epub", epub([_CHAPTER]), _CHAPTER),
    DocumentSample("markdown", "Markdown", "notes, admonitions and tags", "ropes.md", _MARKDOWN.encode()),
    DocumentSample("subtitles", "Subtitles", "times and speakers", "lamp.vtt", _SUBTITLES.encode()),
)
