"""The words of drawings in Word documents: text boxes, charts and SmartArt."""

import io
import zipfile

import pytest

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import archive, docx, paragraph

OFFICE = "http://schemas.openxmlformats.org"
BOX = f"<w:txbxContent>{paragraph('Trim the wick.')}{paragraph('Fill the lamp.')}</w:txbxContent>"
NEW = f'<w:drawing><s:wsp xmlns:s="urn:shape"><s:txbx>{BOX}</s:txbx></s:wsp></w:drawing>'
OLD = f'<w:pict><v:{{0}} xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{BOX}</v:textbox></v:{{0}}></w:pict>'
BOTH = (
    f'<mc:AlternateContent xmlns:mc="{OFFICE}/markup-compatibility/2006"><mc:Choice>{NEW}</mc:Choice>'
    f"<mc:Fallback>{OLD.format('shape')}</mc:Fallback></mc:AlternateContent>"
)
CHART = f"""<c:chartSpace xmlns:c="{OFFICE}/drawingml/2006/chart" xmlns:a="{OFFICE}/drawingml/2006/main"><c:chart>
<c:title><c:tx><c:rich><a:p><a:r><a:t>Oil </a:t></a:r><a:r><a:t>by year</a:t></a:r></a:p></c:rich></c:tx></c:title>
<c:ser><c:tx><c:strCache><c:pt><c:v>Whale oil</c:v></c:pt></c:strCache></c:tx>
<c:cat><c:strCache><c:pt><c:v>1811</c:v></c:pt><c:pt><c:v>1812</c:v></c:pt></c:strCache></c:cat>
<c:val><c:numCache><c:pt><c:v>4</c:v></c:pt></c:numCache></c:val></c:ser></c:chart></c:chartSpace>"""
DIAGRAM = f"""<d:dataModel xmlns:d="{OFFICE}/drawingml/2006/diagram" xmlns:a="{OFFICE}/drawingml/2006/main">
<d:pt><d:t><a:p><a:r><a:t>Trim the wick.</a:t></a:r></a:p></d:t></d:pt>
<d:pt><d:t><a:p><a:r><a:t>Fill the lamp.</a:t></a:r></a:p></d:t></d:pt></d:dataModel>"""


def read(drawing: str, part: str = "") -> str:
    """The text of a document with a drawing in the middle of a paragraph; relation ``x`` leads to the part."""
    run = f"<w:r>{drawing}</w:r>"
    data = docx(paragraph("It is dark", run, " at sea.") + paragraph("The end."), links={"x": "drawn/part.xml"})
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    files |= {"word/drawn/part.xml": part.encode()} if part else {}
    return extract(Raw("/texts/a.docx", archive(files), "")).text.replace("\n\n", "|")


@pytest.mark.parametrize(
    "drawing", [NEW, OLD.format("shape"), OLD.format("oval"), BOTH], ids=["new", "old", "oval", "both"]
)
def test_text_box_is_read_once_below_its_paragraph(drawing: str) -> None:
    """A text box is read in whatever form the file has it; the sentence around it stays whole."""
    assert read(drawing) == "It is dark at sea.|Trim the wick.|Fill the lamp.|The end."


def test_words_of_a_chart_are_read() -> None:
    """A chart shows titles, the names of its series and the labels of its categories; its numbers may be hidden."""
    chart = f'<w:drawing><c:chart xmlns:c="{OFFICE}/drawingml/2006/chart" r:id="x"/></w:drawing>'
    assert read(chart, CHART) == "It is dark at sea.|Oil by year|Whale oil|1811 | 1812|The end."


def test_words_of_a_diagram_are_read() -> None:
    """Each shape of SmartArt is a paragraph."""
    diagram = f'<w:drawing><d:relIds xmlns:d="{OFFICE}/drawingml/2006/diagram" r:dm="x"/></w:drawing>'
    assert read(diagram, DIAGRAM) == "It is dark at sea.|Trim the wick.|Fill the lamp.|The end."


def test_words_without_an_old_form_are_read() -> None:
    """Words in markup of newer programs are read, although the file says them in no other way."""
    words = "<mc:Choice><w:t> and cold</w:t></mc:Choice>"
    markup = f'<mc:AlternateContent xmlns:mc="{OFFICE}/markup-compatibility/2006">{words}</mc:AlternateContent>'
    assert read(markup) == "It is dark and cold at sea.|The end."


def test_chart_without_its_part_is_left_out() -> None:
    """A chart whose file is missing costs nothing else."""
    chart = f'<w:drawing><c:chart xmlns:c="{OFFICE}/drawingml/2006/chart" r:id="x"/></w:drawing>'
    assert read(chart) == "It is dark at sea.|The end."
