"""Lines for people: results on stdout, notices on stderr."""

from rich.console import Console
from rich.text import Text

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
