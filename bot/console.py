"""Lines for people: results on stdout, what is going on on stderr."""

from rich.console import Console
from rich.text import Text

_UNWRAPPED = 100_000


class Printer:
    """Lines are wrapped in a terminal, and left whole in a file or pipe."""

    def __init__(self) -> None:
        """Write to this process's stdout and stderr."""
        self._out = _console(stderr=False)
        self._err = _console(stderr=True)

    def say(self, words: str) -> None:
        """One line for a person."""
        self._out.print(Text(words))

    def notice(self, words: str) -> None:
        """One line about what is going on."""
        self._err.print(Text(words, style="dim"))


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=_UNWRAPPED)
