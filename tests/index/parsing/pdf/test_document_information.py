"""The title and the author that a PDF file states: what people wrote there, and nothing that programs did."""

import pytest

from index.parsing.extraction import extract
from index.parsing.pdf.document_information import find_stated_author, find_stated_title
from index.types import Raw
from tests.support.pdf_files import Print, pdf

TEXT = "The keeper of Gull Reef\n\nThe tower was lit for the first time in 1811."


@pytest.mark.parametrize(
    "stated",
    [
        "A lamp of twelve wicks",
        "Gull Reef v. Marsh (06/13/2013)",
        "Wer zahlt für sein/ihr Licht?",
        "2025 Form 88",
        "Book review: two lamps",
        "灯台の守り人",
    ],
)
def test_title_of_words_is_kept(stated: str) -> None:
    """A title of several words is kept, also if it is not in the text and has a slash or a number."""
    assert stated == find_stated_title(stated, TEXT)


@pytest.mark.parametrize(
    "stated",
    [
        "reef_final_v3",
        "gull-reef-draft",
        "LampLayout7",
        "88120 14..29",
        "1.01",
        "Reef lamps 2012.xlsm",
        "Reef für Druck.P65",
        "lamps\\final\\reef",
        "https://reef.example.org/lamp story",
        "doi:10.1000/reef 14",
        "Microsoft Word - lamp draft3",
        "Folie 1",
        "Document2",
        "Book1",
        "新規文書2",
        "none",
        "Adobe Photoshop PDF",
        "(Unsaved Publication)",
        "Presentación de PowerPoint",
        "November 29, 2007",
        "",
    ],
)
def test_title_by_a_program_is_none(stated: str) -> None:
    """The name of a file, an address, a date and what programs write for want of a title are no titles."""
    assert find_stated_title(stated, TEXT) is None


@pytest.mark.parametrize(
    "stated",
    ["The keeper of Gull Reef.indd", "Microsoft Word - The keeper of Gull Reef.doc", "The keeper of Gull Reef~1.PDF"],
)
def test_name_of_a_file_that_is_its_title(stated: str) -> None:
    """The name of a file without its suffix is the title if it stands at the head of the text."""
    expected = None if "~" in stated else "The keeper of Gull Reef"
    assert expected == find_stated_title(stated, TEXT)


def test_title_read_with_another_character_set() -> None:
    """A title in UTF-8 is read as such, without the markup and the control characters in it."""
    stated = "La <i>première</i> lumière\x00".encode().decode("cp1252")
    assert "La première lumière" == find_stated_title(stated, TEXT)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Mara Quill", "Mara Quill"),
        ("Mara Quill <mara@reef.example>", "Mara Quill"),
        ("mara@reef.example (Mara Quill)", "Mara Quill"),
        ("Reef Office, https://reef.example", "Reef Office"),
        ("Quill, Mara [REEF NON-UK]", "Quill, Mara"),
        ("Mara Quill {et al.}", "Mara Quill et al."),
        ("José Faro".encode().decode("cp1252"), "José Faro"),
        ("김창호", "김창호"),
        ("奥村晴彦", "奥村晴彦"),
        ("mquill", None),
        ("REEF USER", None),
        ("Windows ユーザー", None),
        ("微软用户", None),
        ("Registered to: REEF", None),
        ("Generated using reefpdf — https://reef.example", None),
        ("m q", None),
        ("12 March", None),
        ("", None),
    ],
)
def test_author_is_a_name(stated: str, expected: str | None) -> None:
    """An author is a name of words, without an address; accounts and programs are none."""
    assert expected == find_stated_author(stated)


@pytest.mark.parametrize("stated", ["Sample Author", "Firstname Lastname", "Your Name"])
def test_field_of_a_form_is_no_author(stated: str) -> None:
    """The words of a form that nobody filled in are no author."""
    assert extract(Raw("/r.pdf", pdf([[Print("It was lit.")]], info={"Author": stated}), "")).author is None


def test_printed_title_replaces_the_name_of_a_file() -> None:
    """Where a file states only a name of its own, the largest line is the title."""
    page = [Print("The keeper of Gull Reef", size=20), Print("The tower was lit for the first time.", y=600)]
    document = extract(Raw("/r.pdf", pdf([page], info={"Title": "reef_final_v3", "Author": "mquill"}), ""))
    assert ("The keeper of Gull Reef", None) == (document.title, document.author)
