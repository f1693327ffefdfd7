"""The activity of the last days as lines of text, and as a picture where matplotlib is installed."""

import unicodedata
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from importlib.util import find_spec
from io import BytesIO

from bot.state.activity import DailyActivity

_CELLS = 12  # with these, a row has some 30 characters: a phone does not wrap it
_ANSWERED, _NOT_FOUND, _DISLIKED = "█", "▒", "▼"

_SIZE_IN = (5.0, 4.4)  # a phone shows it about as wide as a hand
_DPI = 200
_BLUE, _ORANGE, _GREY = "#3390ec", "#e8843c", "#8a8a8a"
_LABELLED = 2  # every second day
_DRAWABLE_SCRIPTS = {"LATIN", "CYRILLIC", "GREEK"}
"""The scripts of matplotlib's font whose letters need no joining; names as in ``unicodedata``."""


@dataclass(frozen=True, slots=True)
class ChartLabels:
    """The names of the parts of the chart.

    Attributes:
        questions: The bars.
        not_found: Their lower parts.
        disliked: The points.
        time: The line below, which shows seconds.
    """

    questions: str
    not_found: str
    disliked: str
    time: str


def can_draw_chart() -> bool:
    """Return whether matplotlib is installed; the extra ``pincite[eval]`` brings it."""
    return find_spec("matplotlib") is not None


def is_drawable(names: ChartLabels) -> bool:
    """Return whether matplotlib can draw the letters of all labels."""
    letters = {letter for text in astuple(names) for letter in text if letter.isalpha()}
    return {unicodedata.name(letter).partition(" ")[0] for letter in letters} <= _DRAWABLE_SCRIPTS


def chart_key(names: ChartLabels) -> str:
    """Explain the signs of ``chart_rows``, in one line."""
    return f"{_ANSWERED} {names.questions} · {_NOT_FOUND} {names.not_found} · {_DISLIKED} {names.disliked}"


def chart_rows(days: Sequence[DailyActivity], labels: Sequence[str]) -> str:
    """Draw one row a day in text of a fixed width: a bar, the number of questions, and how many were disliked.

    Args:
        days: The oldest first; at least one.
        labels: A short date for each.
    """
    most = max(*(day.questions for day in days), 1)
    wide = max(map(len, labels))
    digits = len(str(most))
    rows = []
    for day, label in zip(days, labels, strict=True):
        bar = _bar(day, most)
        disliked = f" {_DISLIKED}{day.disliked}" if day.disliked else ""
        rows.append(f"{label:>{wide}} {bar:<{_CELLS}} {day.questions:>{digits}}{disliked}")
    return "\n".join(rows)


def _bar(day: DailyActivity, most: int) -> str:
    """Draw at least one cell for each part that is not 0, so that a single unanswered question is visible."""
    answered = day.questions - day.not_found
    parts = [-(-_CELLS * count // most) for count in (answered, day.not_found)]
    if (over := sum(parts) - _CELLS) > 0:  # each part was rounded up
        parts[parts.index(max(parts))] -= over
    return _ANSWERED * parts[0] + _NOT_FOUND * parts[1]


def draw_chart(days: Sequence[DailyActivity], labels: Sequence[str], names: ChartLabels) -> bytes:
    """Draw a PNG: questions by day, those without an answer among them, 👎 as points, and the typical time below.

    Blocking; importing matplotlib takes a second.

    Args:
        days: The oldest first; at least one.
        labels: A short date for each.
        names: Of the parts.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - an extra

    positions = range(len(days))
    figure = Figure(figsize=_SIZE_IN, dpi=_DPI, layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    above.bar(positions, [day.questions for day in days], color=_BLUE, label=names.questions)
    above.bar(positions, [day.not_found for day in days], color=_ORANGE, label=names.not_found)
    disliked = [day for day in positions if days[day].disliked]
    above.plot(
        disliked, [days[day].disliked for day in disliked], "v", color="black", markersize=5, label=names.disliked
    )
    above.yaxis.set_major_locator(MaxNLocator(integer=True))
    below.plot(
        positions, [day.typical_ms / 1000 or None for day in days], "o-", color=_GREY, label=names.time, clip_on=False
    )
    below.set_ylim(bottom=0)
    shown = positions[(len(days) - 1) % _LABELLED :: _LABELLED]  # today is one of them
    below.set_xticks(shown, [labels[day] for day in shown])
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
        # Above the axes the legend covers no data.
        axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0, columnspacing=1)
    image = BytesIO()
    figure.savefig(image, format="png")
    return image.getvalue()
