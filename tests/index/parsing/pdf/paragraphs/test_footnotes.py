"""Footnotes: they do not cut the sentence that runs past them."""

from index.catalog.text_structure import page_at
from index.parsing.extraction import extract
from index.types import Document, Raw
from tests.support.pdf_files import Print, pdf

BODY = (
    "The tower of Brell was built of basalt.",
    "He stayed in the service until the great storm of 1894, when the sea broke",
    "through the lower wall and the council at last agreed to a recon-",
)
REST = ("struction of the whole tower, which took nine years.", "His daughter lit the new lamp in 1903.")
SENTENCE = (
    "He stayed in the service until the great storm of 1894, when the sea broke through the lower wall and the council "
    "at last agreed to a reconstruction of the whole tower, which took nine years."
)


def read(notes: tuple[str, ...], *, size: float = 8.0) -> Document:
    """Two pages with notes at the foot of the first one."""
    first = [Print(line, 72, 300 - 13 * n) for n, line in enumerate(BODY)]
    first.insert(0, Print("The law of towers came first.", 72, 340))
    foot = [Print(line, 72, 100 - 10 * n, size) for n, line in enumerate(notes)]
    second = [Print(line, 72, 780 - 13 * n) for n, line in enumerate(REST)]
    return extract(Raw("/texts/report.pdf", pdf([[*first, *foot], second]), "application/pdf"))


def test_a_sentence_runs_past_footnotes() -> None:
    """The sentence is whole, and each note is a paragraph."""
    text = read(("1 The contract is in box 12.", "2 See the letter", "of his daughter.")).text
    assert SENTENCE in text
    paragraphs = text.split("\n\n")
    assert {"1 The contract is in box 12.", "2 See the letter of his daughter."} <= set(paragraphs)


def test_a_footnote_counts_for_its_page() -> None:
    """The page of a note is the one on which it is printed."""
    document = read(("* The contract is in box 12.",))
    assert 1 == page_at(document.pages, document.text.index("The contract"))
    assert 2 == page_at(document.pages, document.text.index("of the whole tower"))


def test_a_caption_is_no_footnote() -> None:
    """A small line without a mark stays where it is."""
    assert "Drawn from life." in read(("Drawn from life.",)).text.split("\n\n")


def test_small_lines_below_a_title_are_no_footnotes() -> None:
    """Without text of the usual size above them, small lines with marks stay where they are."""
    small = [
        Print(f"{mark} Keepers of the tower of {mark.upper()}-town, Brell", 72, 740 - 20 * n, 8)
        for n, mark in enumerate("abc")
    ]
    abstract = [Print("This book tells of the towers of the coast.", 72, 660, 8)]
    rest = [Print(line, 72, 700 - 13 * n) for n, line in enumerate((*BODY, *REST))]
    pages = [[Print("The towers of Brell", 72, 780, 20), *small, *abstract], rest, rest]
    text = extract(Raw("/texts/report.pdf", pdf(pages), "application/pdf")).text
    assert text.index("a Keepers") < text.index("c Keepers") < text.index("This book tells")
