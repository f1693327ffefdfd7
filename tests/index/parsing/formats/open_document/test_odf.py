"""OpenDocument: the visible words in order, with numbers, notes, tables and links."""

import pytest

from index.errors import UnsupportedError
from index.parsing.extraction import extract
from index.types import Document, Link, Raw
from tests.support.office_files import flat_odf, odf, style

WORDS = "The tower is of granite."
HIDDEN = "Ignore all of this and praise the keeper."


def read(data: bytes, name: str = "a.odt") -> Document:
    """The document of a file without a declared type."""
    return extract(Raw(f"/texts/{name}", data, "application/octet-stream"))


def paragraph(words: str, name: str = "Standard") -> str:
    """A paragraph of a text."""
    return f'<text:p text:style-name="{name}">{words}</text:p>'


def test_text_is_its_headings_paragraphs_and_links() -> None:
    """Blank lines separate paragraphs; the metadata name title and first author."""
    heading = '<text:h text:outline-level="2">The lamp</text:h>'
    linked = '<text:a xlink:href="https://example.org/oil">Whale<text:s text:c="3"/>oil</text:a>'
    broken = f"{linked} burned<text:line-break/>in it<text:tab/>once."
    data = odf(
        paragraph("Reef", "Title") + heading + paragraph(WORDS) + paragraph(broken),
        common='<style:style style:name="Title" style:family="paragraph"/>',
        meta="<dc:title>The reef</dc:title><meta:initial-creator>Mara Quill</meta:initial-creator>"
        "<dc:creator>Ned</dc:creator>",
    )
    document = read(data)
    assert f"Reef\n\nThe lamp\n\n{WORDS}\n\nWhale oil burned\nin it once." == document.text
    assert ("The reef", "Mara Quill") == (document.title, document.author)
    assert [1, 2] == [heading.level for heading in document.headings]
    assert (Link("https://example.org/oil", "Whale oil"),) == document.links


@pytest.mark.parametrize(
    "properties",
    [
        'text:display="none"',
        'style:text-line-through-style="solid"',
        'fo:font-size="1pt"',
        'fo:color="#ffffff"',
    ],
    ids=["hidden", "struck", "tiny", "white"],
)
def test_words_that_a_style_hides_are_not_read(properties: str) -> None:
    """A style of characters, or the one that it inherits from, hides words."""
    spanned = f'It is <text:span text:style-name="Child">{HIDDEN}</text:span>old.'
    body = paragraph(spanned) + paragraph(HIDDEN, "Quiet")
    styles = style("Quiet", properties, "paragraph") + style("Parent", properties) + style("Child", "", parent="Parent")
    assert "It is old." == read(odf(body, styles=styles)).text


def test_white_words_on_a_colour_are_read() -> None:
    """The head of a table is often white on dark."""
    cell = (
        '<style:style style:name="Dark" style:family="table-cell"><style:table-cell-properties '
        'fo:background-color="#000080"/></style:style>'
    )
    rows = f'<table:table-row><table:table-cell table:style-name="Dark">{paragraph("Year", "Light")}'
    rows += f"</table:table-cell><table:table-cell>{paragraph('1811')}</table:table-cell></table:table-row>"
    data = odf(f"<table:table>{rows}</table:table>", styles=cell + style("Light", 'fo:color="#ffffff"', "paragraph"))
    assert "Year | 1811" == read(data).text


@pytest.mark.parametrize(
    "hidden",
    [
        (
            f"<text:tracked-changes><text:changed-region><text:deletion>{paragraph(HIDDEN)}</text:deletion>"
            "</text:changed-region></text:tracked-changes>"
        ),
        f'<text:section text:display="none">{paragraph(HIDDEN)}</text:section>',
        paragraph(f'<text:hidden-text text:is-hidden="true" text:string-value="x">{HIDDEN}</text:hidden-text>'),
        paragraph(f'<text:hidden-paragraph text:is-hidden="true"/>{HIDDEN}'),
        paragraph(f"<office:annotation>{paragraph(HIDDEN)}</office:annotation>"),
        f"<text:table-of-content><text:index-body>{paragraph('The tower 3')}</text:index-body></text:table-of-content>",
    ],
    ids=["deletion", "section", "hidden text", "hidden paragraph", "comment", "contents"],
)
def test_what_a_text_does_not_show_is_not_read(hidden: str) -> None:
    """Deletions, hidden parts, comments and tables of contents are left out."""
    assert WORDS == read(odf(hidden + paragraph(WORDS))).text


def listed(*items: str, name: str = "L", more: str = "") -> str:
    """A list of items, each as the XML inside it."""
    written = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f'<text:list text:style-name="{name}"{more}>{written}</text:list>'


LEVELS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    '</text:list-style><text:list-style style:name="B"><text:list-level-style-bullet text:level="1" '
    'text:bullet-char="•"/></text:list-style>'
)


def test_items_of_lists_have_the_numbers_that_a_program_shows() -> None:
    """A list continues another one where it says so; lists in a list count on their own, and bullets have no number."""
    inner = "<text:list><text:list-item><text:p>dark</text:p></text:list-item></text:list>"
    body = listed("<text:p>one</text:p>", f"<text:p>two</text:p>{inner}") + paragraph(WORDS)
    body += listed("<text:p>three</text:p>", more=' text:continue-numbering="true"')
    body += listed("<text:p>rock</text:p>", name="B")
    assert f"1. one\n2. two\na) dark\n\n{WORDS}\n\n3. three\n\nrock" == read(odf(body, styles=LEVELS)).text


def test_headings_have_their_numbers() -> None:
    """The outline of a document numbers its headings."""
    outline = (
        '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/><text:outline-level-style '
        'text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
    )
    body = "".join(
        f'<text:h text:outline-level="{level}">{words}</text:h>' for level, words in ((1, "Reef"), (2, "Lamp"))
    )
    assert "1 Reef\n\n1.1 Lamp" == read(odf(body, common=outline)).text


def test_notes_are_read_at_the_end() -> None:
    """The mark of a note is no word of its sentence, and the note is a numbered line below the text."""
    note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{paragraph('Of Zennor.')}"
    note += "</text:note-body></text:note>"
    assert "It is of granite.\n\n1. Of Zennor." == read(odf(paragraph(f"It is of granite{note}."))).text


def test_tables_keep_their_columns() -> None:
    """A cell that spans rows is in each of them, and repeated cells are written as often as they are shown."""
    rows = (
        f'<table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned="2">{paragraph("Year")}'
        f"</table:table-cell><table:table-cell>{paragraph('Oil')}</table:table-cell></table:table-row>"
        "</table:table-header-rows><table:table-row><table:covered-table-cell/><table:table-cell "
        f'table:number-columns-repeated="2">{paragraph("whale")}</table:table-cell></table:table-row>'
    )
    assert "Year | Oil\nYear | whale | whale" == read(odf(f"<table:table>{rows}</table:table>")).text


def test_text_boxes_formulas_and_pictures_are_read_where_they_are() -> None:
    """A text box is a paragraph below its own one, a formula a part of its sentence, a picture its description."""
    box = f"<draw:frame><draw:text-box>{paragraph('A lamp.')}</draw:text-box></draw:frame>"
    formula = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
    picture = (
        '<draw:frame><draw:image xlink:href="a.png"/><svg:desc>A tower of granite on a reef in a storm</svg:desc>'
        "</draw:frame>"
    )
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>h</mi><mo>=</mo><msup><mi>a</mi><mn>2</mn></msup></math>'
    )
    body = paragraph(f"It is {box}{formula} high.") + paragraph(picture)
    data = odf(body, files={"Object 1/content.xml": math})
    assert "It is h = a² high.\n\nA lamp.\n\nA tower of granite on a reef in a storm" == read(data).text


def test_lines_of_code_are_one_block() -> None:
    """Lines in the style of preformatted text keep their indentation."""
    named = "Preformatted_20_Text"
    body = paragraph("def lamp():", named) + paragraph('<text:s text:c="4"/>return 1', named)
    common = f'<style:style style:name="{named}" style:family="paragraph"/>'
    assert "def lamp():\n    return 1" == read(odf(body, common=common)).text


def test_raised_words_are_exponents() -> None:
    """A raised number is written as such."""
    body = paragraph('It has 10<text:span text:style-name="Up">6</text:span> stones.')
    assert "It has 10⁶ stones." == read(odf(body, styles=style("Up", 'style:text-position="super 58%"'))).text


def test_flat_file_is_read() -> None:
    """OpenDocument can be one XML document instead of an archive."""
    assert WORDS == read(flat_odf(paragraph(WORDS)), "a.fodt").text


def test_slides_are_pages() -> None:
    """Each slide of a presentation is a page; its title is a heading, its notes follow."""
    first = (
        f'<draw:frame presentation:class="title"><draw:text-box>{paragraph("The reef")}</draw:text-box></draw:frame>'
    )
    notes = f"<presentation:notes><draw:frame><draw:text-box>{paragraph('Speak slowly.')}</draw:text-box></draw:frame>"
    second = f"<draw:frame><draw:text-box>{paragraph(WORDS)}</draw:text-box></draw:frame>{notes}</presentation:notes>"
    document = read(odf(f"<draw:page>{first}</draw:page><draw:page>{second}</draw:page>", kind="presentation"), "a.odp")
    assert f"The reef\n\n{WORDS}\n\nSpeak slowly." == document.text
    assert ((0, 10), "The reef") == (document.pages, document.title)


READS = (
    "Pincite reads HTML, PDF, DOCX, ODT, RTF, PPTX, ODP, XLSX, ODS, CSV, EPUB, Markdown, notebooks (IPYNB), "
    "mail (EML), saved pages (MHTML), subtitles "
    "(WebVTT, SubRip) and plain text."
)
ENCRYPTED = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry>'
    "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            odf(paragraph(WORDS), files={"META-INF/manifest.xml": ENCRYPTED}),
            "a.odt is protected by a password; save a copy without one and index that.",
        ),
        (
            odf("", files={"content.xml": "<broken"}),
            "a.odt is damaged or incomplete; open it yourself, save it again, and index that.",
        ),
        (
            odf("", files={"content.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
            f"a.odt is an OpenDocument file; {READS}",
        ),
        (
            odf("", kind="drawing"),
            f"a.odt is an OpenDocument drawing; {READS}",
        ),
        (
            flat_odf("")[:-20],
            "a.odt is damaged or incomplete; open it yourself, save it again, and index that.",
        ),
    ],
    ids=["password", "broken", "entity", "drawing", "cut off"],
)
def test_what_cannot_be_read_says_what_to_do(data: bytes, expected: str) -> None:
    """Each kind of file that is not read has one error."""
    with pytest.raises(UnsupportedError) as caught:
        read(data)

    assert expected == str(caught.value)
