"""Numbers of lines are no text; numbers of items, paragraphs and rows are."""

import pytest

from index.parsing.pdf.pdf_document import read
from tests.support.pdf_files import Print, pdf

TESTIMONY = (
    "The witness said that she had kept the lamp of the",
    "reef for nine years, and that the bell was rung in",
    "fog alone. On the night in question she heard three",
    "strokes from the bell, and then nothing more until",
    "the boat was seen at dawn. Asked who had rung it,",
    "she answered that nobody could have reached it, as",
)
REST = (
    "the gate was locked and the key hung in her room at",
    "all hours. She was then shown the book of the lamp,",
    "in which the hours of that night are missing, and",
    "could not say who had torn them out. The court rose",
    "at four and was to sit again on the next morning.",
    "Nobody came.",
)


def beside(texts: tuple[str, ...], *, x: float = 110, first: int = 1, apart: float = 24) -> list[Print]:
    """Lines of text, each after its number."""
    numbers = [Print(str(n), 72, 700 - apart * (n - first)) for n in range(first, first + len(texts))]
    return [*numbers, *(Print(text, x, 700 - apart * n) for n, text in enumerate(texts))]


@pytest.mark.parametrize("first", [1, 7])
def test_numbers_of_lines_are_left_out(first: int) -> None:
    """A sentence runs on from line to line and page to page without their numbers, which start again or count on."""
    document = read(pdf([beside(TESTIMONY), beside(REST, first=first)]), "r.pdf")
    assert " ".join(TESTIMONY + REST[:-1]) in document.text
    assert "2" not in document.text


def test_numbers_beside_their_lines_in_the_file() -> None:
    """Numbers that come before their line in the file are left out, too."""
    page = beside(TESTIMONY)
    half = len(TESTIMONY)
    mixed = [part for pair in zip(page[:half], page[half:], strict=True) for part in pair]
    assert " ".join(TESTIMONY) == read(pdf([mixed]), "r.pdf").text


def test_numbered_paper_with_a_few_lines() -> None:
    """The numbers of a paper that numbers its lines before anything is written are left out."""
    page = [*beside(("",) * 28)[:28], Print("THE HARBOUR COURT OF BRELL", 150, 700), Print("Order", 150, 652)]
    assert "THE HARBOUR COURT OF BRELL\n\nOrder" == read(pdf([page]), "r.pdf").text


@pytest.mark.parametrize(
    "texts",
    [
        ("Lamp room", "Bell tower", "Stair", "Store", "Landing", "Gate"),
        tuple(
            f"Keeper {name} was paid four pounds a month" for name in ("Ash", "Bell", "Cole", "Dunn", "East", "Frey")
        ),
        ("lamp", "bell", "stair", "store", "rope", "gate"),
        (
            "the lamp of the old tower",
            "the bell of the new tower",
            "the stair of the keeper",
            "the store of the island",
        ),
    ],
)
def test_numbers_of_items_stay(texts: tuple[str, ...]) -> None:
    """The numbers of items are part of the text."""
    text = read(pdf([beside(texts, apart=14)]), "r.pdf").text
    assert all(f"{number} {item}" in text.replace(" | ", " ") for number, item in enumerate(texts, 1))


def test_codes_beside_a_text_stay() -> None:
    """Numbers that start high are codes of what is beside them."""
    text = read(pdf([beside(TESTIMONY, first=9304)]), "r.pdf").text
    assert all(str(code) in text for code in range(9304, 9310))


def test_years_of_a_table_stay() -> None:
    """A first column that counts up is part of its table."""
    years = [Print(str(1811 + n), 72, 700 - 14 * n) for n in range(20)]
    values = [Print(f"{n},{n}{n}2", 200, 700 - 14 * n) for n in range(20)]
    assert "1813 | 2,222" in read(pdf([[*years, *values]]), "r.pdf").text


def test_axis_of_a_figure_stays() -> None:
    """Numbers that are far apart, with a label here and there, are no numbers of lines."""
    axis = [Print(str(n), 72, 760 - 42 * n) for n in range(1, 17)]
    assert (
        "12" in read(pdf([[*axis, Print("Nights with fog", 150, 400), Print("and without", 150, 358)]]), "r.pdf").text
    )
