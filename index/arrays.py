"""Array types that several packages share."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimension), rows of unit length."""


@dataclass(frozen=True, slots=True)
class TokenStates:
    """The packed token states of a passage, from which the cross-encoder starts.

    Attributes:
        starts: The offset of each token in the passage, in characters, ascending. Shape (tokens,).
        codes: The packed state of each token. Shape (tokens, bytes).
    """

    starts: npt.NDArray[np.uint16]
    codes: npt.NDArray[np.uint8]

    def select_codes(self, start: int, end: int) -> npt.NDArray[np.uint8]:
        """Return the codes of the tokens that start in ``[start, end)``, in characters of the passage.

        Without such a token, for instance beyond the model's last position, return the nearest token before it.
        """
        first, last = (int(at) for at in np.searchsorted(self.starts, [start, end]))
        return self.codes[min(first, max(last - 1, 0)) : last]
