"""The activity of the last days as lines of text."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.state.activity import DailyActivity
from bot.telegram.admin.activity.chart import ChartLabels, chart_key, chart_rows, is_drawable
from bot.telegram.messages.translations import LANGUAGES, translate

FIRST = date(2026, 11, 1)


def days(*counts: tuple[int, int, int]) -> list[DailyActivity]:
    """Make days with these numbers of questions, unanswered questions and disliked answers."""
    return [
        DailyActivity(FIRST + timedelta(days=at), questions=asked, not_found=lacking, disliked=disliked)
        for at, (asked, lacking, disliked) in enumerate(counts)
    ]


def test_a_row_has_a_date_a_bar_and_numbers() -> None:
    """Bars are to scale, numbers are aligned, and dislikes are shown only if there are some."""
    rows = chart_rows(days((24, 6, 0), (8, 0, 2), (0, 0, 0)), ["11/1", "11/2", "11/10"])

    assert [
        " 11/1 █████████▒▒▒ 24",
        " 11/2 ████          8 ▼2",
        "11/10               0",
    ] == rows.split("\n")


def test_the_picture_has_labels_that_matplotlib_can_draw() -> None:
    """Letters that its font lacks or that it would have to join are not drawn: Arabic, Chinese, Hindi and others."""
    kinds = ("questions", "not-found", "disliked", "time")
    drawn = [
        language
        for language in LANGUAGES
        if is_drawable(ChartLabels(*(translate(language, f"chart-{kind}") for kind in kinds)))
    ]

    assert {"de", "en", "es", "fr", "id", "it", "pl", "pt", "ru", "tr", "uk"} <= set(drawn)
    assert not {"ar", "fa", "hi", "ja", "ko", "zh"} & set(drawn)


def test_the_key_names_the_signs() -> None:
    """Every sign of the rows is explained."""
    key = chart_key(ChartLabels("Questions", "Without an answer", "Disliked", "Seconds"))

    assert "█ Questions · ▒ Without an answer · ▼ Disliked" == key


@given(
    st.lists(
        st.integers(0, 10_000).flatmap(lambda asked: st.tuples(st.just(asked), st.integers(0, asked), st.just(0))),
        min_size=1,
        max_size=14,
    )
)
def test_no_part_of_a_day_is_lost(counts: list[tuple[int, int, int]]) -> None:
    """A bar has at most twelve cells, and at least one for answered and for unanswered questions if there are some."""
    rows = chart_rows(days(*counts), ["x"] * len(counts)).split("\n")

    for row, (asked, lacking, _) in zip(rows, counts, strict=True):
        assert (asked > lacking, lacking > 0) == ("█" in row, "▒" in row)
        assert row.count("█") + row.count("▒") <= 12
