"""Small OpenDocument and PowerPoint files, made in code."""

from collections.abc import Mapping, Sequence

from tests.support.pdf_files import archive

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(
    (
        *(f'xmlns:{name}="{_URN}{name}:1.0"' for name in ("office", "text", "table", "style", "presentation", "meta")),
        f'xmlns:draw="{_URN}drawing:1.0" xmlns:svg="{_URN}svg-compatible:1.0" xmlns:fo="{_URN}xsl-fo-compatible:1.0"',
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:math="http://www.w3.org/1998/Math/MathML"',
    )
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def odf(  # noqa: PLR0913 - each argument is a part of a file
    body: str,
    *,
    kind: str = "text",
    styles: str = "",
    common: str = "",
    meta: str = "",
    files: Mapping[str, str] | None = None,
) -> bytes:
    """An OpenDocument file of a kind whose body is this XML.

    Args:
        body: The inside of ``office:text`` or ``office:presentation``.
        kind: "text", "presentation" or "spreadsheet".
        styles: The automatic styles of the content.
        common: The inside of ``office:styles``.
        meta: The inside of ``office:meta``.
        files: Further files.
    """
    content = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    content += f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_NAMESPACES}>{content}</office:document-content>",
            "styles.xml": f"<office:document-styles {_NAMESPACES}><office:styles>{common}</office:styles>"
            "</office:document-styles>",
            "meta.xml": f"<office:document-meta {_NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>",
            **(files or {}),
        }
    )


def flat_odf(body: str) -> bytes:
    """An OpenDocument text as one XML document."""
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    return f'<?xml version="1.0"?>\n<office:document {_NAMESPACES}>{inside}</office:document>'.encode()


def style(name: str, properties: str, family: str = "text", parent: str = "") -> str:
    """A style of an OpenDocument file, with the attributes of its words."""
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:family="{family}"{above}>'
        f"<style:text-properties {properties}/></style:style>"
    )


def pptx(
    slides: Sequence[str],
    *,
    notes: Mapping[int, str] | None = None,
    links: Mapping[str, str] | None = None,
    hidden: frozenset[int] = frozenset(),
) -> bytes:
    """A PowerPoint file.

    Args:
        slides: The shapes of each slide, as XML.
        notes: The shapes of the notes of slides, by their places from 0.
        links: Web addresses by relationship id, which every slide has.
        hidden: The places of the slides that are not shown.
    """
    a = "http://schemas.openxmlformats.org/drawingml/2006"
    names = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{a}/main" '
    names += f'xmlns:r="{_RELATIONS}" xmlns:c="{a}/chart"'
    package = "http://schemas.openxmlformats.org/package/2006"
    files: dict[str, str | bytes] = {}
    listed = relations = ""
    for place, shapes in enumerate(slides):
        listed += f'<p:sldId id="{256 + place}" r:id="s{place}"/>'
        relations += f'<Relationship Id="s{place}" Target="slides/slide{place}.xml" Type="{_RELATIONS}/slide"/>'
        own = "".join(
            f'<Relationship Id="{id_}" Target="{target}" TargetMode="External" Type="{_RELATIONS}/hyperlink"/>'
            for id_, target in (links or {}).items()
        )
        shown = ' show="0"' if place in hidden else ""
        files[f"ppt/slides/slide{place}.xml"] = f"<p:sld {names}{shown}>{_tree(shapes)}</p:sld>"
        if notes and place in notes:
            own += f'<Relationship Id="n" Target="../notesSlides/note{place}.xml" Type="{_RELATIONS}/notesSlide"/>'
            files[f"ppt/notesSlides/note{place}.xml"] = f"<p:notes {names}>{_tree(notes[place])}</p:notes>"
        files[f"ppt/slides/_rels/slide{place}.xml.rels"] = (
            f'<Relationships xmlns="{package}/relationships">{own}</Relationships>'
        )
    return archive(
        {
            "ppt/presentation.xml": f'<p:presentation {names}><p:sldIdLst>{listed}</p:sldIdLst><p:sldSz cx="9000" '
            'cy="6000"/></p:presentation>',
            "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}'
            "</Relationships>",
            "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>PowerPoint Presentation</dc:title>'
            "<dc:creator>Mara Quill</dc:creator></cp:coreProperties>",
            **files,
        }
    )


def shape(*paragraphs: str, kind: str | None = None, place: tuple[int, int] | None = None, alt: str = "") -> str:
    """A shape of a slide.

    Args:
        paragraphs: Each as words or as the XML inside it.
        kind: Of a placeholder; None for a text box.
        place: Where its upper left corner is.
        alt: Its description.
    """
    held = f'<p:ph type="{kind}"/>' if kind is not None else ""
    moved = f'<a:xfrm><a:off x="{place[0]}" y="{place[1]}"/><a:ext cx="90" cy="60"/></a:xfrm>' if place else ""
    words = "".join(f"<a:p>{one if one.startswith('<') else run(one)}</a:p>" for one in paragraphs)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" descr="{alt}"/><p:nvPr>{held}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{moved}</p:spPr><p:txBody>{words}</p:txBody></p:sp>"
    )


def run(words: str, properties: str = "") -> str:
    """A run of a slide."""
    return f"<a:r><a:rPr{properties}/><a:t>{words}</a:t></a:r>"


def _tree(shapes: str) -> str:
    return f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
