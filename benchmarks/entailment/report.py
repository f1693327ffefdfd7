"""Reports how well probabilities of support tell true statements from false ones, by kind."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

WITHHELD = 0.05
"""The share of true statements that the threshold of a report withholds."""

_MIN_OF_KIND = 15  # statements; fewer tell nothing
_HALF = 0.5


def area_under_curve(true: npt.NDArray[np.bool_], scores: npt.NDArray[np.float32]) -> float:
    """Return the probability that a true statement scores higher than a false one."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(len(scores))
    return float((ranks[true].mean() - (true.sum() - 1) / 2) / max(1, (~true).sum()))


def describe(kinds: Sequence[str], true: npt.NDArray[np.bool_], scores: npt.NDArray[np.float32]) -> Iterator[str]:
    """Yield the lines of a report: all statements, then each kind, the most frequent first.

    Args:
        kinds: How each statement was made.
        true: Whether its evidence supports it.
        scores: The probability of support, in [0, 1].
    """
    threshold = float(np.quantile(scores[true], WITHHELD))
    right = float(((scores > _HALF) == true).mean())
    yield (
        f"AUC {area_under_curve(true, scores):.4f}, right {right:.3f}; at {WITHHELD:.0%} of true ones withheld, "
        f"{(scores[~true] >= threshold).mean():.1%} of false ones are shown"
    )
    names, counts = np.unique(np.array(kinds), return_counts=True)
    for name in names[np.argsort(-counts, kind="stable")]:
        own = np.array(kinds) == name
        if own.sum() >= _MIN_OF_KIND:
            false_scores, true_scores = scores[own & ~true], scores[own & true]
            shown = f"{(false_scores >= threshold).mean():.2f} shown" if len(false_scores) else ""
            withheld = f"{(true_scores < threshold).mean():.2f} withheld" if len(true_scores) else ""
            yield f"    {name:28} {own.sum():5}  {shown:10}  {withheld}".rstrip()
