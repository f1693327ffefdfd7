"""Formats figures as the rows of a table."""

from bot.evaluation.records import MetricValue

_UNITS = {"share": "{:.3f}", "number": "{:.2f}", "ms": "{:.1f} ms"}
HEADINGS = ("group", "metric", "value", "95 % interval", "questions")


def figure_rows(figures: tuple[MetricValue, ...]) -> list[tuple[str, str, str, str, str]]:
    """Return one row for each figure; only the first row of a group names it."""
    found = []
    before = ""
    for figure in figures:
        group = figure.group if figure.group != before else ""
        before = figure.group
        ends = f"{format_value(figure.low, figure.unit)} – {format_value(figure.high, figure.unit)}"
        found.append((group, figure.words, format_value(figure.value, figure.unit), ends, f"{figure.questions:,}"))
    return found


def format_value(value: float, unit: str, *, signed: bool = False) -> str:
    """Format a value with its unit; ``signed`` puts a sign before positive values too."""
    text = _UNITS[unit].format(abs(value))
    if float(text.split()[0]) == 0:
        return text
    return f"−{text}" if value < 0 else f"+{text}" if signed else text
