"""The last days as a picture. Blocking; imports matplotlib, which takes a second."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.state.activity import DailyActivity

_SIZE_IN = (5.0, 4.4)  # a phone shows it about as wide as a hand
_DPI = 200
_BLUE, _ORANGE, _GREY = "#3390ec", "#e8843c", "#8a8a8a"
_LABELLED = 2  # every second day


@dataclass(frozen=True, slots=True)
class Names:
    """What the parts of the chart are called.

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


def chart(days: Sequence[DailyActivity], labels: Sequence[str], names: Names) -> bytes:
    """A PNG: questions by day, those without an answer among them, 👎 as points, and the typical time below.

    Args:
        days: The oldest first; at least one.
        labels: A short date for each.
        names: What the parts are called.
    """
    places = range(len(days))
    figure = Figure(figsize=_SIZE_IN, dpi=_DPI, layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    above.bar(places, [day.questions for day in days], color=_BLUE, label=names.questions)
    above.bar(places, [day.not_found for day in days], color=_ORANGE, label=names.not_found)
    disliked = [place for place in places if days[place].disliked]
    above.plot(
        disliked, [days[place].disliked for place in disliked], "v", color="black", markersize=5, label=names.disliked
    )
    above.yaxis.set_major_locator(MaxNLocator(integer=True))
    below.plot(
        places, [day.typical_ms / 1000 or None for day in days], "o-", color=_GREY, label=names.time, clip_on=False
    )
    below.set_ylim(bottom=0)
    shown = places[(len(days) - 1) % _LABELLED :: _LABELLED]  # today is one of them
    below.set_xticks(shown, [labels[place] for place in shown])
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
        # Above the axes nothing is in its way.
        axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0, columnspacing=1)
    image = BytesIO()
    figure.savefig(image, format="png")
    return image.getvalue()
