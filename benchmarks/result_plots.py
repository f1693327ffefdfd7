"""Pictures of results, drawn without a window: PNG for a page, SVG for print."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999")
"""Told apart by people who see colours differently (Okabe & Ito, 2008), and in grey by their lightness."""

_DPI = 150


def panels(count: int, *, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """A figure of ``width`` by ``height`` inches with so many panels side by side."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, [figure.add_subplot(1, count, at + 1) for at in range(count)]


def legend_below(figure: Figure, axes: Axes, columns: int = 5) -> None:
    """Name what ``axes`` shows, under all panels, where it covers nothing."""
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=columns, fontsize=8)


def save(figure: Figure, stem: Path) -> None:
    """Write ``stem.png`` and ``stem.svg``; the same figure gives the same bytes."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"svg.hashsalt": stem.name, "svg.fonttype": "path"}):
        figure.savefig(stem.with_suffix(".png"), dpi=_DPI, metadata={"Software": None})
        figure.savefig(stem.with_suffix(".svg"), metadata={"Date": None})
