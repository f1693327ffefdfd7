"""The last days as a picture. Blocking; imports matplotlib, which takes a second."""

from collections.abc import Sequence
from io import BytesIO

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.reports import Day

_SIZE_IN = (8.0, 5.0)
_DPI = 140
_BLUE, _ORANGE, _GREY = "#3390ec", "#e8843c", "#8a8a8a"


def chart(days: Sequence[Day], *, questions: str, not_found: str, time: str) -> bytes:
    """A PNG: questions by day, those without an answer among them, 👎 as points, and the typical time below.

    Args:
        days: The oldest first; at least one.
        questions: What the bars are called.
        not_found: What their lower parts are called.
        time: What the line is called; it shows seconds.
    """
    labels = [f"{day.date:%d.%m.}" for day in days]
    figure = Figure(figsize=_SIZE_IN, dpi=_DPI, layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    above.bar(labels, [day.questions for day in days], color=_BLUE, label=questions)
    above.bar(labels, [day.not_found for day in days], color=_ORANGE, label=not_found)
    above.plot(labels, [day.disliked for day in days], "v", color="black", markersize=4, label="−1")
    above.yaxis.set_major_locator(MaxNLocator(integer=True))
    above.legend(frameon=False, loc="upper left")
    below.plot(labels, [day.typical_ms / 1000 or None for day in days], "o-", color=_GREY, label=time)
    below.set_ylim(bottom=0)
    below.legend(frameon=False, loc="upper left")
    below.tick_params(axis="x", labelrotation=45, labelsize=8)
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
    image = BytesIO()
    figure.savefig(image, format="png")
    return image.getvalue()
