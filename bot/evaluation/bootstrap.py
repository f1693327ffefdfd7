"""Bootstrap intervals: how much a figure varies with the sample of questions. Pure.

Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), the percentile interval; paired as in Koehn,
"Statistical Significance Tests for Machine Translation Evaluation" (2004).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float64]
"""One row a question, shape (questions, columns); the statistic defines the columns."""

Statistic = Callable[[Rows], float]

_LEVEL = 0.95
_SEED = 0
_SAMPLES_OF_MEAN = 5_000
_SAMPLES = 1_000
_CHUNK = 200  # samples that are drawn at once: 1,000 questions then take a few megabytes


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends between which 95 % of the resampled figures are."""

    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether both ends are on one side of 0."""
        return self.low > 0 or self.high < 0


def mean(rows: Rows) -> float:
    """Return the mean of the first column."""
    return float(rows[:, 0].mean())


def interval(rows: Rows, statistic: Statistic = mean) -> Interval:
    """Compute the bootstrap interval of a statistic, the same at each call.

    Args:
        rows: At least one.
        statistic: May return NaN for a sample without the necessary rows; such samples are left out.
    """
    return _percentiles(_resampled(rows, statistic))


def paired_interval(first: Rows, second: Rows, statistic: Statistic = mean) -> Interval:
    """Compute the interval of ``statistic(second) - statistic(first)``; a sample draws the same questions of both.

    Args:
        first: At least one row.
        second: The same questions in the same order.
        statistic: As for ``interval``.
    """
    if first.shape != second.shape:
        raise ValueError("paired rows have the same shape")
    if statistic is mean:
        return interval(second - first)
    both = np.hstack([first, second])
    width = first.shape[1]
    return interval(both, lambda rows: statistic(rows[:, width:]) - statistic(rows[:, :width]))


def _resampled(rows: Rows, statistic: Statistic) -> list[float]:
    if statistic is mean:
        values = rows[:, 0]
        chunks = [values[drawn].mean(axis=1) for drawn in _draws(len(rows), _SAMPLES_OF_MEAN)]
        return [float(value) for chunk in chunks for value in chunk]
    return [statistic(rows[sample]) for drawn in _draws(len(rows), _SAMPLES) for sample in drawn]


def _draws(questions: int, samples: int) -> Iterator[npt.NDArray[np.int64]]:
    chance = np.random.default_rng(_SEED)
    for _ in range(0, samples, _CHUNK):
        yield chance.integers(0, questions, size=(_CHUNK, questions))


def _percentiles(figures: list[float]) -> Interval:
    usable = np.array([figure for figure in figures if not np.isnan(figure)] or [np.nan])
    low, high = np.quantile(usable, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return Interval(float(low), float(high))
