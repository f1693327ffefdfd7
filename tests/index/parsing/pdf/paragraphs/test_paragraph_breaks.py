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
