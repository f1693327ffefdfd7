"""The fields of a Word document show their results."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import docx, paragraph


def mark(kind: str) -> str:
    """The beginning, the separator or the end of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(code: str, result: str) -> str:
    """A field with this code and result, both as XML."""
    return f"{mark('begin')}{code}{mark('separate')}{result}{mark('end')}"


def code(words: str) -> str:
    """A part of a field's code."""
    return f'<w:r><w:instrText xml:space="preserve">{words}</w:instrText></w:r>'


def run(words: str) -> str:
    """A run of words."""
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


NAMED = field(code(" MERGEFIELD Rank "), run("K"))


@pytest.mark.parametrize(
    "fields",
    [
        field(code(" PAGE "), run("Keeper")),
        field(code(" IF ") + NAMED + code(' = "K" "Keeper" "Guest" '), run("Keeper")),
        field(code(" IF ") + NAMED + code(' = "K" "') + run("Master") + code('" "Guest" '), run("Keeper")),
        field(code(" IF ") + NAMED + code(" = 1 "), field(code(" QUOTE "), run("Keeper"))),
        f"{mark('begin')}{code(' IF ')}{NAMED}{mark('end')}" + run("Keeper"),
        mark("begin") + run("Keeper"),
    ],
    ids=["plain", "nested", "alternative", "nested result", "no result", "no end"],
)
def test_field_is_its_result(fields: str) -> None:
    """Neither the fields in a condition nor its alternatives are words of the page."""
    data = docx(paragraph(run("Dear "), fields, run(" Quill, the lamp is lit.")))
    assert "Dear Keeper Quill, the lamp is lit." == extract(Raw("/texts/a.docx", data, "")).text


def form(data: str) -> str:
    """A field of an old form with this data."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    return f"{begin}{code(' FORM ')}{mark('end')}"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('<w:checkBox><w:default w:val="0"/></w:checkBox>', "☐"),
        ('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>', "☒"),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "☐"),
        ('<w:ddList><w:listEntry w:val="Brell"/><w:listEntry w:val="Tarn"/></w:ddList>', "Brell"),
        ('<w:ddList><w:result w:val="1"/><w:listEntry w:val="Brell"/><w:listEntry w:val="Tarn"/></w:ddList>', "Tarn"),
    ],
)
def test_field_of_a_form_shows_its_state(data: str, expected: str) -> None:
    """A box is ticked or not, and a list shows its chosen entry."""
    document = extract(Raw("/texts/a.docx", docx(paragraph(run("Harbour: "), form(data), run(" closed"))), ""))
    assert f"Harbour: {expected} closed" == document.text
