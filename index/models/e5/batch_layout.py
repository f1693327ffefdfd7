"""Where the tokens of a batch of texts stand: one after the other, and laid out by text, filled up to the longest."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int32]


def layout(lengths: Sequence[int]) -> dict[str, Integers]:
    """What the graphs take beside the tokens themselves.

    Args:
        lengths: Of the texts, in tokens; at least one, none of them 0.

    Returns:
        ``places``: For each place of a text the row of its token, shape (texts, longest); any row beyond its end.
        ``own``: For each token its place in that layout, shape (tokens,).
        ``lengths``: Shape (texts,).
    """
    each = np.array(lengths, np.int32)
    longest = int(each.max())
    starts = np.cumsum(each, dtype=np.int32) - each
    columns = np.arange(longest, dtype=np.int32)
    real = columns < each[:, None]
    places = np.where(real, starts[:, None] + columns, 0).astype(np.int32)
    return {"places": places, "own": np.flatnonzero(real).astype(np.int32), "lengths": each}
