"""The numbers of a Word document's paragraphs, which Word computes."""

import io
import zipfile

import pytest

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import archive, docx, paragraph

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def item(words: str, level: int = 0) -> str:
    """A paragraph of list 1."""
    place = f'<w:ilvl w:val="{level}"/><w:numId w:val="1"/>'
    return f"<w:p><w:pPr><w:numPr>{place}</w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def read(body: str, *levels: tuple[str, str], styles: str = "") -> list[str]:
    """The lines of a document in which list 1 has levels of these forms and texts."""
    written = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (form, text) in enumerate(levels)
    )
    with zipfile.ZipFile(io.BytesIO(docx(body))) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    files["word/styles.xml"] = f"<w:styles {_W}>{styles}</w:styles>".encode()
    files["word/numbering.xml"] = (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    ).encode()
    return extract(Raw("/texts/a.docx", archive(files), "")).text.split("\n\n")


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("decimal", "%1.", ["1. Fill.", "Wait.", "2. Light."]),
        ("lowerLetter", "(%1)", ["(a) Fill.", "Wait.", "(b) Light."]),
        ("upperRoman", "Article %1:", ["Article I: Fill.", "Wait.", "Article II: Light."]),
    ],
)
def test_number_is_written_before_its_paragraph(form: str, text: str, expected: list[str]) -> None:
    """A list goes on after a paragraph that is none of its own."""
    assert expected == read(item("Fill.") + paragraph("Wait.") + item("Light."), (form, text))


def test_deeper_level_counts_within_its_item() -> None:
    """A deeper level starts again below each item, and may have the numbers of all levels."""
    body = item("Fill.") + item("Oil.", 1) + item("Light.") + item("Wick.", 1)
    assert ["1 Fill.", "1.1 Oil.", "2 Light.", "2.1 Wick."] == read(body, ("decimal", "%1"), ("decimal", "%1.%2"))


def test_style_has_the_list_of_the_style_that_it_is_based_on() -> None:
    """A paragraph is numbered if its style or an origin of that style is."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="Rule"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="Rule"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Deep"><w:basedOn w:val="Own"/></w:style>'
    )
    body = paragraph("Fill.", style="Rule") + paragraph("Light.", style="Deep") + paragraph("Wait.")
    assert ["1. Fill.", "2. Light.", "Wait."] == read(body, ("decimal", "%1."), styles=styles)
