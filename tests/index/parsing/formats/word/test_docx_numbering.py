"""The numbers of a Word document's paragraphs, which Word computes."""

import io
import zipfile

import pytest

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import archive, docx, paragraph

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def item(words: str, level: int = 0, number: int = 1, mark: str = "") -> str:
    """A paragraph of a list, with properties of its mark; without words an empty one."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    run = f"<w:r><w:t>{words}</w:t></w:r>" if words else ""
    return f"<w:p><w:pPr>{place}<w:rPr>{mark}</w:rPr></w:pPr>{run}</w:p>"


def read(body: str, *levels: tuple[str, str], styles: str = "", lists: str = "", properties: str = "") -> list[str]:
    """The lines of a document in which list 1 has levels of these forms and texts.

    Args:
        body: The paragraphs.
        levels: The form and the text of each level.
        styles: The styles.
        lists: Further lists.
        properties: What each level has besides its form and text.
    """
    written = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f"{properties}</w:lvl>"
        for place, (form, text) in enumerate(levels)
    )
    with zipfile.ZipFile(io.BytesIO(docx(body))) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    files["word/styles.xml"] = f"<w:styles {_W}>{styles}</w:styles>".encode()
    files["word/numbering.xml"] = (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{lists}</w:numbering>'
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


def test_style_may_state_its_level_alone() -> None:
    """The list of a style may be that of its base, at a level of its own."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="Rule"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Deep"><w:basedOn w:val="Rule"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    body = paragraph("Fill.", style="Rule") + paragraph("Light.", style="Deep") + paragraph("Trim.", style="Deep")
    levels = (("decimal", "%1"), ("decimal", "%1.%2"))
    assert ["1 Fill.", "1.1 Light.", "1.2 Trim."] == read(body, *levels, styles=styles)


def test_lists_of_one_definition_count_together() -> None:
    """A list that starts again does so once, and the other lists of its definition go on from its number."""
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="10"/></w:lvlOverride></w:num>'
    )
    body = item("Fill.") + item("Light.", number=2) + item("Trim.") + item("Wait.", number=2)
    expected = ["1. Fill.", "10. Light.", "11. Trim.", "12. Wait."]
    assert expected == read(body, ("decimal", "%1."), lists=again)


def test_list_has_levels_of_its_own() -> None:
    """A level that a list defines itself replaces that of its definition, and counts on."""
    own = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="upperLetter"/><w:lvlText w:val="(%1)"/></w:lvl></w:lvlOverride></w:num>'
    )
    assert ["1. Fill.", "(B) Light."] == read(item("Fill.") + item("Light.", number=2), ("decimal", "%1."), lists=own)


def test_level_of_a_list_may_have_bullets() -> None:
    """A list whose own level has bullets shows no numbers."""
    own = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:lvlOverride></w:num>'
    )
    body = item("Fill.", number=2) + item("Light.", number=2)
    assert ["Fill.\nLight."] == read(body, ("decimal", "%1."), lists=own)


def test_bullet_that_is_a_box_is_written() -> None:
    """A reader sees which tasks are done."""
    assert ["☒ Fill."] == read(item("Fill."), ("bullet", "☒"))


def test_item_that_was_moved_away_does_not_count() -> None:
    """An item whose words and mark are moved is no line of the page."""
    moved = item("Wait.", mark='<w:moveFrom w:id="1"/>').replace("<w:r>", "<w:moveFrom><w:r>")
    moved = moved.replace("</w:r></w:p>", "</w:r></w:moveFrom></w:p>")
    assert ["1. Fill.", "2. Light."] == read(item("Fill.") + moved + item("Light."), ("decimal", "%1."))


def test_definition_has_the_levels_of_the_list_style_that_it_names() -> None:
    """A definition may be a link to a style of lists."""
    linked = (
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Rules"/></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="Rules"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert ["§ 1 Fill."] == read(item("Fill.", number=2), ("decimal", "§ %1"), styles=styles, lists=linked)


def test_level_that_was_left_out_counts() -> None:
    """A deeper item without one above it takes the first number of the level above."""
    body = item("Fill.") + item("Wick.", 2) + item("Oil.", 1)
    levels = (("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3"))
    assert ["1 Fill.", "1.1.1 Wick.", "1.2 Oil."] == read(body, *levels)


def test_level_that_never_restarts_counts_on() -> None:
    """A level counts through the whole document where its list says so."""
    body = item("Tower.") + item("Lamp.", 1) + item("Harbour.") + item("Bell.", 1)
    levels = (("upperRoman", "Part %1."), ("decimal", "Article %2."))
    expected = ["Part I. Tower.", "Article 1. Lamp.", "Part II. Harbour.", "Article 2. Bell."]
    assert expected == read(body, *levels, properties='<w:lvlRestart w:val="0"/>')


def test_legal_level_writes_digits() -> None:
    """A legal number has digits for the levels above it, whatever their own form."""
    body = item("Tower.") + item("Lamp.", 1)
    levels = (("upperRoman", "%1."), ("decimalZero", "%1.%2"))
    assert ["1. Tower.", "1.01 Lamp."] == read(body, *levels, properties="<w:isLgl/>")


def test_number_may_be_joined_to_the_words() -> None:
    """No blank is between a number and its words where the list has none."""
    joined = '<w:suff w:val="nothing"/>'
    assert ["第一条灯塔"] == read(item("灯塔"), ("chineseCountingThousand", "第%1条"), properties=joined)


@pytest.mark.parametrize(
    ("mark", "expected"), [("", "3. Light."), ("<w:vanish/>", "2. Light."), ('<w:del w:id="1"/>', "2. Light.")]
)
def test_empty_item_counts_where_it_is_shown(mark: str, expected: str) -> None:
    """A reader sees the number of an empty item, unless the item is hidden or deleted."""
    body = item("Fill.") + item("", mark=mark) + item("Light.")
    assert ["1. Fill.", expected] == read(body, ("decimal", "%1."))


def test_empty_cells_of_a_column_have_numbers() -> None:
    """The numbers of rows are written although their cells have no words."""
    rows = "".join(
        f"<w:tr><w:tc>{item('')}</w:tc><w:tc>{paragraph(town)}</w:tc><w:tc>{paragraph(year)}</w:tc></w:tr>"
        for town, year in (("Brell", "1871"), ("Tarn", "1903"))
    )
    assert ["1. | Brell | 1871\n2. | Tarn | 1903"] == read(f"<w:tbl>{rows}</w:tbl>", ("decimal", "%1."))
