"""Breaks between lines: sentences are whole, items of a list are lines."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import Print, pdf


def read(*page: Print) -> str:
    """The text of a page."""
    return extract(Raw("/texts/report.pdf", pdf([page]), "application/pdf")).text


def column(*lines: str, x: float = 72.0, y: float = 600.0, leading: float = 13.0) -> list[Print]:
    """Lines, one below the other."""
    return [Print(line, x, y - leading * number) for number, line in enumerate(lines)]


def test_a_wide_box_does_not_make_the_lines_of_a_column_short() -> None:
    """Whether a line is full depends on its own column, not on a box above it."""
    box = column(
        "The council of Brell asks all owners of boats to read this notice before the winter, since",
        "the harbour will be closed from the first of November until the end of March, and no boat",
        "can be moored at the quay in these months without a letter of the harbour master, who has",
        "his office in the old customs house on the quay and is there in the morning of each day.",
        y=760,
    )
    text = column(
        "The tower was lit for the first",
        "time in the winter of the year",
        "1871, long before the harbour of",
        "Brell was built. Its keeper and",
        "his two sons lived on the rock.",
        y=500,
    )
    expected = (
        "The tower was lit for the first time in the winter of the year 1871, long before the harbour of Brell was "
        "built. Its keeper and his two sons lived on the rock."
    )
    assert expected == read(*box, *text).split("\n\n")[-1]


def test_a_sentence_that_starts_low_after_a_gap_is_another_paragraph() -> None:
    """After the full stop of a caption, a line further down goes on with another sentence."""
    lines = column("The tower of Brell before the", "great storm of the year 1894.", y=600)
    rest = column("before the sea broke through the", "lower wall of the old harbour.", y=560)
    more = column("Nobody was hurt in that night.", "The council met the day after.", y=530)
    assert [
        "The tower of Brell before the great storm of the year 1894.",
        "before the sea broke through the lower wall of the old harbour.",
    ] == read(*lines, *rest, *more).split("\n\n")[:2]


def test_a_number_in_a_sentence_starts_no_item() -> None:
    """A number in brackets at the start of a line may be within a sentence."""
    lines = column(
        "The council of Brell decided to",
        "(1) build the tower on the reef,",
        "and to (2) pay the keeper for it",
        "in oil, as he had asked for that.",
    )
    assert (
        "The council of Brell decided to (1) build the tower on the reef, and to (2) pay the keeper for it in oil, as "
        "he had asked for that." == read(*lines)
    )


@pytest.mark.parametrize("bullet", ["●", "▪", "■", "➢", "\uf0b7"])
def test_items_with_any_bullet_are_lines(bullet: str) -> None:
    """A bullet starts a line, also one of a symbol font."""
    lines = column(
        f"{bullet} Oil for the lamp of the tower",
        f"{bullet} Rope of hemp and of sisal, tar",
        f"{bullet} Bread for the whole winter",
    )
    shown = "•" if bullet == "\uf0b7" else bullet
    assert (
        f"{shown} Oil for the lamp of the tower\n{shown} Rope of hemp and of sisal, tar\n{shown} Bread for the whole "
        "winter" == read(*lines)
    )


def test_lines_beside_a_picture_are_as_wide_as_their_place() -> None:
    """A line that ends beside a picture is no shorter than its column."""
    lines = column(
        "The tower was lit for the first time in the winter of the year 1871, long before the new",
        "harbour of Brell was built on the other side of the bay. Its keeper and his two sons had",
        "to live on the rock from the autumn until the spring, since no boat could reach it in the",
        "storms of the winter, and they",
        "were paid forty crowns for the",
        "lamp in each year. More than",
        "1200 boats came to the harbour",
        "in the best of these years.",
    )
    assert "in each year. More than 1200 boats came to the harbour in the best of these years." in read(*lines)


def test_a_bold_line_before_a_text_of_its_size_is_a_line() -> None:
    """A heading in bold letters does not run on, even where it fills its column."""
    heading = Print("The keepers of the tower and", 72, 613, bold=True)
    lines = column("Their sons lived on the rock,", "since no boat could reach it.", "They were paid in the spring.")
    assert "The keepers of the tower and\nTheir sons lived on the rock, since no boat" in read(heading, *lines)


def test_names_with_addresses_are_lines() -> None:
    """A mail address is a line among names, in lower case as it is, and another block of names is parted from them."""
    left = (
        "MARA QUILL",
        "mara@reef.example.org",
        "HARBOUR TRUST",
        "14 Quay Street",
        "Brell, BR 2",
        "Telephone: 555 0199",
    )
    right = ("NED MARSH", "ned@reef.example.org", "LAMP COMPANY OF BRELL")
    text = read(*column(*left, y=500), *column(*right, x=330, y=700))
    assert "\n".join(left) + "\n\n" + "\n".join(right) == text


def test_address_within_a_sentence_runs_on() -> None:
    """A web address at the start of a line of running text is part of its sentence."""
    lines = (
        "The log of each night since 1811 is kept in the tower and can be read at",
        "https://reef.example.org/log by everybody who asks the keeper for a card, which",
        "is free of charge.",
    )
    assert " ".join(lines) == read(*column(*lines))


def test_lines_of_a_cover_are_parted() -> None:
    """Short lines far below each other are no sentence."""
    page = [Print("Trust of the Reef", y=700), Print("The year 1871", y=560), Print("Brell", y=300)]
    assert "Trust of the Reef\n\nThe year 1871\n\nBrell" == read(*page)


def test_sentence_runs_past_a_figure() -> None:
    """A full line runs on below a figure in its column."""
    above = column("The tower was lit for the first time in the winter of the year in which the", y=700)
    below = column("Brell Harbour was built.", y=500)
    assert "in which the Brell Harbour was built." in read(*above, *below)
