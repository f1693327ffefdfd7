"""Draws the plots of a report: PNG for the screen, SVG for print. It avoids pyplot, which keeps global state."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.evaluation import metrics
from bot.evaluation.aggregation import confidences
from bot.evaluation.metric_registry import UNANSWERABLE
from bot.evaluation.records import QuestionRecord, RecordedRanking

_BLUE, _PALE_BLUE, _OCHRE, _GREY = "#1f4e79", "#a9bfd4", "#a8620c", "#595959"
_DOTS_PER_INCH = 200
_SIZE_INCHES = (6.0, 4.4)  # 1,200 pixels wide at 200 dots: a phone shows the labels at about its own font size
_DEPTHS = range(1, 11)
_AT_LEAST_PERCENT = 20.0
_STRAY = 1.5
_BINS = 30


def draw_plots(records: Sequence[QuestionRecord], folder: Path) -> list[Path]:
    """Draw the plots that the records allow; return the files, PNG before SVG."""
    files: list[Path] = []
    for name, draw in (("recall", _recall), ("abstention", _abstention), ("latency", _latency)):
        with _style():
            figure = Figure(figsize=_SIZE_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
            FigureCanvasAgg(figure)
            if not draw(figure.add_subplot(), records):
                continue
            for kind in ("png", "svg"):
                files.append(folder / f"{name}.{kind}")
                figure.savefig(files[-1], metadata={"Date": None} if kind == "svg" else None)
    return files


def _style() -> AbstractContextManager[None]:
    return mpl.rc_context(
        {
            "font.size": 13,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.color": "#dddddd",
            "axes.axisbelow": True,
            "legend.frameon": False,
            "svg.hashsalt": "pincite",  # the same results give the same file
        }
    )


def _recall(axes: Axes, records: Sequence[QuestionRecord]) -> bool:
    judged = [record for record in records if record.kind == "answerable" and record.gold]
    for label, colour, mark, ranks in (
        ("sentence in its article", _BLUE, "o", [record.sentences for record in judged if record.sentences]),
        ("passage in the corpus", _OCHRE, "s", [record.passages for record in judged if record.passages]),
    ):
        if ranks:
            axes.plot(_DEPTHS, [_share(ranks, k) for k in _DEPTHS], color=colour, marker=mark, label=label)
    if not axes.lines:
        return False
    axes.set(xlabel="k: how many of the first are looked at", ylabel="recall@k (% of questions)")
    axes.set_ylim(10 * np.floor((axes.dataLim.ymin - 1) / 10), 101)
    return _explained(axes)


def _share(ranks: Sequence[RecordedRanking], k: int) -> float:
    return 100 * sum(metrics.recall_at(k, [found.gold for found in one.top]) for one in ranks) / len(ranks)


def _abstention(axes: Axes, records: Sequence[QuestionRecord]) -> bool:
    answerable = confidences(records, "answerable")
    wrongly = 0.0
    for kind, colour, mark in zip(UNANSWERABLE, (_OCHRE, _BLUE), ("s", "o"), strict=True):
        unanswerable = confidences(records, kind)
        if not answerable or not unanswerable:
            continue
        thresholds = [*sorted({*answerable, *unanswerable}), np.inf]
        points = metrics.tradeoffs(unanswerable, answerable, thresholds)
        axes.plot(
            [100 * point.wrongly_refused for point in points],
            [100 * point.refused for point in points],
            color=colour,
            label=kind,
        )
        now = 100 * _refused(records, "answerable")
        axes.plot([now], [100 * _refused(records, kind)], color=colour, marker=mark, markersize=10)
        wrongly = max(wrongly, now)
    if not axes.lines:
        return False
    axes.set(xlabel="answerable, but refused (%)", ylabel="unanswerable and refused (%)")
    end = min(100.0, max(_AT_LEAST_PERCENT, 1.5 * wrongly))
    axes.set_xlim(-end / 40, end)  # a nearly perfect curve runs along the axis, which would hide it
    axes.set_ylim(0, 103)
    axes.plot([], [], color=_GREY, marker="o", linestyle="none", label="Pincite’s threshold")
    return _explained(axes)


def _refused(records: Sequence[QuestionRecord], kind: str) -> float:
    replies = [record.reply for record in records if record.kind == kind and record.reply]
    return sum(reply.refused for reply in replies) / len(replies) if replies else 0.0


def _latency(axes: Axes, records: Sequence[QuestionRecord]) -> bool:
    times = np.array([record.reply.ms for record in records if record.kind == "answerable" and record.reply])
    if len(times) == 0:
        return False
    median, late = metrics.percentile(times, 0.5), metrics.percentile(times, 0.95)
    end = max(_STRAY * late, 1.0)
    axes.hist(times[times <= end], bins=_BINS, range=(0, end), color=_PALE_BLUE)
    axes.axvline(median, color=_BLUE, linewidth=2, label=f"median {median:.0f} ms")
    axes.axvline(late, color=_OCHRE, linewidth=2, linestyle="--", label=f"95th percentile {late:.0f} ms")
    beyond = int((times > end).sum())
    axes.set(xlabel="time of an answer (ms)" + (f"; {beyond} took longer" if beyond else ""), ylabel="questions")
    axes.set_xlim(0, end)
    return _explained(axes)


def _explained(axes: Axes) -> bool:
    """Put whole numbers along the axes, and the legend above them, where it covers nothing."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=10, steps=[1, 2, 5, 10], integer=True))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, columnspacing=1.2, handlelength=1.4)
    return True
