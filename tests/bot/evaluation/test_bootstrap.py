"""Bootstrap intervals: seeded, paired, and wide for small samples."""

import numpy as np
import pytest

from bot.evaluation.bootstrap import Interval, Rows, interval, paired_interval


def column(*values: float) -> Rows:
    """Rows of one column."""
    return np.array(values, np.float64).reshape(-1, 1)


def middle(rows: Rows) -> float:
    """A statistic that is not a mean."""
    return float(np.median(rows[:, 0]))


def test_the_interval_of_the_same_rows_is_the_same() -> None:
    """Two runs on one dataset report equal figures."""
    rows = column(*np.random.default_rng(1).normal(size=50))
    assert interval(rows) == interval(rows)


def test_an_interval_of_a_mean_is_about_two_standard_errors_wide_each_way() -> None:
    """For many values the bootstrap agrees with the normal approximation."""
    values = np.random.default_rng(1).normal(5, 2, 400)
    error = values.std() / np.sqrt(400)
    found = interval(column(*values))
    assert pytest.approx((values.mean() - 1.96 * error, values.mean() + 1.96 * error), abs=0.05) == (
        found.low,
        found.high,
    )


@pytest.mark.parametrize("values", [(0.5,), (1.0, 1.0, 1.0)])
def test_values_that_do_not_vary_have_no_width(values: tuple[float, ...]) -> None:
    """One question, or equal ones, give an interval of one point."""
    assert Interval(values[0], values[0]) == interval(column(*values))


def test_pairing_sees_what_separate_intervals_cannot() -> None:
    """A small difference in one direction is significant only in pairs."""
    first = column(*np.random.default_rng(2).normal(0, 10, 60))
    second = first + 0.5
    found = paired_interval(first, second)
    assert pytest.approx((0.5, 0.5)) == (found.low, found.high)
    assert found.excludes_zero
    assert not paired_interval(first, first).excludes_zero
    assert interval(second).low < interval(first).high


def test_the_difference_is_second_minus_first() -> None:
    """A worse second run has an interval below zero, for means and for other statistics."""
    first, second = column(*range(10, 50)), column(*range(5, 45))
    assert Interval(-5.0, -5.0) == paired_interval(first, second)
    assert Interval(-5.0, -5.0) == paired_interval(first, second, middle)


def test_another_statistic_is_resampled_question_by_question() -> None:
    """The median of the samples stays among the values."""
    found = interval(column(1, 1, 1, 9), middle)
    assert (1.0, True) == (found.low, found.high <= 9)


def test_samples_without_a_statistic_are_left_out() -> None:
    """Samples for which the statistic is NaN are left out."""
    rows = np.array([[1.0, 0.0], [3.0, 1.0]])

    def of_the_second(drawn: Rows) -> float:
        chosen = drawn[drawn[:, 1] > 0, 0]
        return float(chosen.mean()) if len(chosen) else float("nan")

    assert Interval(3.0, 3.0) == interval(rows, of_the_second)


def test_rows_that_are_no_pairs_are_refused() -> None:
    """Pairs need the same questions."""
    with pytest.raises(ValueError, match="same shape"):
        paired_interval(column(1, 2), column(1))
