"""Lines for people: results on stdout, notices on stderr, and the lines of the log."""

import logging
from typing import Any

from rich.console import Console
from rich.text import Text

from index.printable import printable

_UNWRAPPED = 100_000


class Printer:
    """Prints lines: wrapped in a terminal, whole in a file or pipe."""

    def __init__(self) -> None:
        """Write to the stdout and stderr of this process."""
        self._out = _console(stderr=False)
        self._err = _console(stderr=True)

    def say(self, words: str) -> None:
        """Print a result on stdout."""
        self._out.print(Text(words))

    def notice(self, words: str) -> None:
        """Print a notice on stderr."""
        self._err.print(Text(words, style="dim"))


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=_UNWRAPPED)


class PrintableFormatter(logging.Formatter):
    """Formats a record as one line, and each line of a traceback behind a bar.

    A record can contain a name or an error that others chose, which must not forge a record or move the cursor.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name in the standard library
        """Return the line of a record."""
        return printable(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 - the signature in the standard library
        """Return the lines of a traceback."""
        return "\n".join(f"| {printable(line)}" for line in super().formatException(ei).splitlines())
