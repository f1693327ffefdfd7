"""Arrays that several packages hand to one another."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimension), rows of unit length."""


@dataclass(frozen=True, slots=True)
class TokenStates:
    """A passage's tokens, packed; reading a question and a sentence together starts from them.

    Attributes:
        starts: Where each token starts, in characters of the passage, ascending, shape (tokens,).
        codes: Shape (tokens, bytes).
    """

    starts: npt.NDArray[np.uint16]
    codes: npt.NDArray[np.uint8]

    def within(self, start: int, end: int) -> npt.NDArray[np.uint8]:
        """The codes of the tokens that start in ``[start, end)``, counted in characters of the passage.

        Where there are none, as behind the model's last position, it is the nearest token before.
        """
        first, last = (int(at) for at in np.searchsorted(self.starts, [start, end]))
        return self.codes[min(first, max(last - 1, 0)) : last]
