"""A file that says when the bot was last known to be well: ``pincite serve`` writes it, ``pincite doctor`` reads it."""

import time
from collections.abc import Callable
from pathlib import Path

NAME = "heartbeat"
"""The file's name in the data folder."""

STILL_S = 120.0
"""After so many seconds without a beat the bot is not well."""


class Heartbeat:
    """Beats into a file. Every method blocks."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Beat into ``path``."""
        self._path = path
        self._clock = clock

    def beat(self) -> None:
        """Note that the bot is well now."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_name(self._path.name + ".new")
        new.write_text(f"{self._clock():.0f}\n")
        new.replace(self._path)

    def age_s(self) -> float | None:
        """Seconds since the last beat; None where there has been none."""
        try:
            return self._clock() - float(self._path.read_text())
        except (OSError, ValueError):
            return None
