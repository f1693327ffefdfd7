"""Small PDF, DOCX and EPUB files, made in code."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842
_STREAM = b"<< /Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream"


@dataclass(frozen=True)
class Print:
    """A line on a page, in points from the lower left.

    ``prefix`` are operators before it, such as a colour; a line that is ``turned`` runs upwards; ``code`` is in a font
    whose name says that its letters have one width.
    """

    text: str
    x: float = 72.0
    y: float = 700.0
    size: float = 11.0
    prefix: str = ""
    turned: bool = False
    bold: bool = False
    code: bool = False


def pdf(  # noqa: PLR0913 - each argument is something that a file may have
    pages: Sequence[Sequence[Print]],
    *,
    info: Mapping[str, str] | None = None,
    before: str = "",
    packed: bytes = b"",
    links: Sequence[tuple[str, tuple[float, float, float, float]]] = (),
    glyphs: Mapping[str, str] | None = None,
    unnamed: str = "",
    outline: Sequence[tuple[str, int]] = (),
    fields: Sequence[tuple[str, tuple[float, float, float, float]]] = (),
    font: bytes = b"",
) -> bytes:
    """A PDF file of these pages in Helvetica, or any script by way of a map to Unicode.

    Args:
        pages: The lines of each page.
        info: Title, Author and so on.
        before: Operators that paint something on each page before its text.
        packed: What is painted before that, compressed already.
        links: Web addresses and the areas of the first page that lead to them.
        glyphs: The letters of a glyph that stands for several, by the character for it in the pages.
        unnamed: Characters whose Unicode the font does not give.
        outline: Titles of its entries, each with the number of a page from 0.
        fields: The values of a form's fields, and their areas on the first page.
        font: A TrueType font that is embedded; the unnamed characters are the numbers of its glyphs.
    """
    used = sorted({c for page in pages for line in page for c in line.text})
    codes = {character: number for number, character in enumerate(used, start=0x21)}
    codes |= {character: ord(character) for character in unnamed}
    objects: list[bytes] = [b"", b""]  # the catalog and the tree of pages, filled in at the end

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(content: bytes) -> int:
        made = zlib.compress(content)
        return add(_STREAM % (len(made), b"", made))

    entries = "\n".join(
        f"<{code:04x}> <{(glyphs or {}).get(character, character).encode('utf-16-be', 'surrogatepass').hex()}>"
        for character, code in codes.items()
        if character not in unnamed
    )
    cmap = stream(
        f"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /M def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{entries.count('<') // 2} beginbfchar\n"
        f"{entries}\nendbfchar\n"
        "endcmap\nend\nend".encode()
    )
    widths = " ".join(f"{code} [{250 if character == ' ' else 500}]" for character, code in codes.items())
    fonts = []
    file = b"/FontFile2 %d 0 R" % stream(font) if font else b""
    for name in (b"Any", b"Any-Bold", b"Any-Mono"):
        descriptor = add(
            b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 "
            b"/Descent -200 /CapHeight 700 /StemV 80 %s >>" % (name, file)
        )
        descendant = add(
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) "
            b"/Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW 500 /W [%s] >>"
            % (name, descriptor, widths.encode())
        )
        fonts.append(
            add(
                b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] "
                b"/ToUnicode %d 0 R >>" % (name, descendant, cmap)
            )
        )
    annotations = [
        add(
            b"<< /Type /Annot /Subtype /Link /Rect [%s] /A << /S /URI /URI (%s) >> >>"
            % (" ".join(map(str, area)).encode(), address.encode())
        )
        for address, area in links
    ]
    widgets = [
        add(
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f%d) /V (%s) /DA (/Helv 11 Tf 0 g) /F 4 /Rect [%s] >>"
            % (number, value.encode(), " ".join(map(str, area)).encode())
        )
        for number, (value, area) in enumerate(fields)
    ]
    annotations += widgets
    kids = []
    for number, page in enumerate(pages):
        painted = "\n".join(
            f"BT {line.prefix} /{'B' if line.bold else 'C' if line.code else 'F'} {line.size} Tf "
            f"{'0 1 -1 0' if line.turned else '1 0 0 1'} {line.x} {line.y} Tm "
            f"<{''.join(f'{codes[character]:04x}' for character in line.text)}> Tj ET"
            for line in page
        )
        content = stream(f"{before}\n{painted}".encode())
        paint = stream(b"") if not packed else add(_STREAM % (len(packed), b"", packed))
        annots = b"/Annots [%s]" % b" ".join(b"%d 0 R" % a for a in annotations) if annotations and not number else b""
        kids.append(
            add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents [%d 0 R %d 0 R] %s "
                b"/Resources << /Font << /F %d 0 R /B %d 0 R /C %d 0 R >> >> >>"
                % (WIDTH, HEIGHT, paint, content, annots, fonts[0], fonts[1], fonts[2])
            )
        )
    stated = add(
        b"<< %s >>"
        % b" ".join(b"/%s <%s>" % (k.encode(), v.encode("utf-16").hex().encode()) for k, v in (info or {}).items())
    )
    form = b""
    if widgets:
        helvetica = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        form = b"/AcroForm << /Fields [%s] /DR << /Font << /Helv %d 0 R >> >> /NeedAppearances true >>" % (
            b" ".join(b"%d 0 R" % widget for widget in widgets),
            helvetica,
        )
    contents = len(objects) + 1
    entry = contents + 1
    if outline:
        add(b"<< /Type /Outlines /First %d 0 R /Last %d 0 R >>" % (entry, entry + len(outline) - 1))
    for at, (title, number) in enumerate(outline):
        following = b"/Next %d 0 R" % (entry + at + 1) if at + 1 < len(outline) else b""
        words = (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode()
        add(b"<< /Title <%s> /Parent %d 0 R /Dest [%d 0 R /Fit] %s >>" % (words, contents, kids[number], following))
    outlines = b"/Outlines %d 0 R" % contents if outline else b""
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R %s %s >>" % (outlines, form)
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    return _file(objects, b"/Info %d 0 R" % stated)


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    written = io.BytesIO()
    written.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(written.tell())
        written.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = written.tell()
    written.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    written.writelines(b"%010d 00000 n \n" % place for place in places)
    written.write(
        b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    )
    return written.getvalue()


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return written.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org"
_OFFICE = f"{_RELATIONS}/officeDocument/2006/relationships"


def docx(body: str, *, title: str = "", author: str = "", links: Mapping[str, str] | None = None) -> bytes:
    """A Word document whose body is this XML; ``links`` are web addresses by relationship id."""
    relations = "".join(
        f'<Relationship Id="{id_}" Target="{target}" TargetMode="External" Type="{_OFFICE}/hyperlink"/>'
        for id_, target in (links or {}).items()
    )
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_RELATIONS}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}/package/2006/relationships"><Relationship Id="r" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}/package/2006/relationships">'
            f"{relations}</Relationships>",
            "word/styles.xml": f'<w:styles {_W}><w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/>'
            "</w:style></w:styles>",
            "word/document.xml": f'<w:document {_W} xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>',
            "docProps/core.xml": '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'xmlns:cp="{_RELATIONS}/package/2006/metadata/core-properties"><dc:title>{title}</dc:title>'
            f"<dc:creator>{author}</dc:creator></cp:coreProperties>",
        }
    )


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of a Word document: its runs, each as XML or as words."""
    written = "".join(
        run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{written}</w:p>' if style else f"<w:p>{written}</w:p>"


def epub(chapters: Sequence[str], *, files: Mapping[str, str | bytes] | None = None) -> bytes:
    """A book of chapters, each the inside of a body; ``files`` are added or replace those that are there."""
    items = "".join(
        f'<item id="c{n}" href="text/chapter%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    made: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
        '<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
        "</container>",
        "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The lamp on the reef</dc:title>'
        "<dc:creator>Mara Quill</dc:creator><dc:creator>Ned Marsh</dc:creator><dc:date>2026-03-04T00:00:00Z</dc:date>"
        f'<dc:language>en-GB</dc:language></metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" '
        f'media-type="application/xhtml+xml"/>{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
        "OPS/nav.xhtml": "<html><body><nav><ol><li>Contents of the book</li></ol></nav></body></html>",
    }
    for n, chapter in enumerate(chapters):
        made[f"OPS/text/chapter {n}.xhtml"] = (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
            f"<body>{chapter}</body></html>"
        )
    return archive(made | dict(files or {}))
