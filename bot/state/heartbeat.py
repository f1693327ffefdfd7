"""A file with the time at which the bot last worked: ``pincite serve`` writes it, ``pincite doctor`` reads it."""

import time
from collections.abc import Callable
from pathlib import Path

from index.atomic_write import write_atomically

NAME = "heartbeat"
"""The file's name in the data folder."""

STILL_S = 120.0
"""After so many seconds without a beat the bot counts as stuck."""


class Heartbeat:
    """Writes the time of each beat into a file. Every method blocks."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Use the file at ``path``."""
        self._path = path
        self._clock = clock

    def beat(self) -> None:
        """Write that the bot works now."""
        write_atomically(self._path, f"{self._clock():.0f}\n".encode())

    def age_s(self) -> float | None:
        """Return the seconds since the last beat, or until it if the clock was set back; None where there was none."""
        try:
            return abs(self._clock() - float(self._path.read_text()))
        except (OSError, ValueError):
            return None
