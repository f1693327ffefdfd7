"""Annotations that show text: the values of a form stand where they are printed."""

from index.parsing.extraction import extract
from index.types import Document, Raw
from tests.support.pdf_files import Print, pdf

PAGE = [
    Print("First name:", 72, 700),
    Print("Town:", 72, 670),
    Print("I keep the lamp of the tower from November until the spring.", 72, 600),
]


def read(fields: list[tuple[str, tuple[float, float, float, float]]]) -> Document:
    """The document of a form with these values."""
    links = [("https://example.org/lamp", (72.0, 590.0, 200.0, 612.0))]
    return extract(Raw("/texts/form.pdf", pdf([PAGE], fields=fields, links=links), "application/pdf"))


def test_the_values_of_a_form_are_beside_their_names() -> None:
    """A filled field is read where it is on the page; an empty one adds nothing."""
    fields = [("Mara", (150.0, 695.0, 300.0, 713.0)), ("", (150.0, 665.0, 300.0, 683.0))]
    expected = "First name: Mara\nTown:\n\nI keep the lamp of the tower from November until the spring."
    assert expected == read(fields).text


def test_the_links_of_a_form_stay() -> None:
    """Links are annotations, too."""
    assert ["https://example.org/lamp"] == [
        link.target for link in read([("Mara", (150.0, 695.0, 300.0, 713.0))]).links
    ]
