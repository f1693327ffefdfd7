"""Draws plots of results without a window: PNG for a page, SVG for print."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999")
"""Colour-blind people can tell these apart (Okabe & Ito, 2008); in grey, their lightness differs."""

_DPI = 150


def panels(count: int, *, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure of ``width`` by ``height`` inches with ``count`` panels side by side."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, [figure.add_subplot(1, count, at + 1) for at in range(count)]


def legend_below(figure: Figure, axes: Axes, columns: int = 5) -> None:
    """Put the legend of ``axes`` below all panels."""
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=columns, fontsize=8)


def save(figure: Figure, stem: Path) -> None:
    """Write ``stem.png`` and ``stem.svg``. The same figure gives the same bytes."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"svg.hashsalt": stem.name, "svg.fonttype": "path"}):
        figure.savefig(stem.with_suffix(".png"), dpi=_DPI, metadata={"Software": None})
        figure.savefig(stem.with_suffix(".svg"), metadata={"Date": None})
