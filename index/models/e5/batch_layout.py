"""The layout of a batch: its tokens follow one another, and attention lays them out by text, padded to the longest."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int32]


def make_layout(lengths: Sequence[int]) -> dict[str, Integers]:
    """The inputs that the graphs take beside the tokens themselves.

    Args:
        lengths: The number of tokens of each text; at least one text, none of them empty.

    Returns:
        ``places``: For each place of a text the row of its token, shape (texts, longest); any row beyond its end.
        ``own``: For each token its place in that layout, shape (tokens,).
        ``lengths``: Shape (texts,).
    """
    each = np.array(lengths, np.int32)
    longest = int(each.max())
    starts = np.cumsum(each, dtype=np.int32) - each
    columns = np.arange(longest, dtype=np.int32)
    is_real = columns < each[:, None]
    places = np.where(is_real, starts[:, None] + columns, 0).astype(np.int32)
    return {"places": places, "own": np.flatnonzero(is_real).astype(np.int32), "lengths": each}
