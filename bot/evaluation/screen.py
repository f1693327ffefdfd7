"""The terminal of ``pincite eval``: tables on stdout, progress and notices on stderr."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich import progress as bars
from rich.table import Table
from rich.text import Text

from bot.console import Printer


class Screen(Printer):
    """Prints tables and progress."""

    def show_table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], *, words: int) -> None:
        """Print a table.

        Args:
            headings: The columns.
            rows: The cells of each row.
            words: How many of the first columns contain words; the others contain numbers.
        """
        table = Table(box=None, pad_edge=False, header_style="dim")
        for at, heading in enumerate(headings):
            table.add_column(heading, overflow="fold", justify="left" if at < words else "right")
        for row in rows:
            table.add_row(*map(Text, row))
        self._out.print(table)

    @contextmanager
    def show_progress(self, doing: str, total: int) -> Iterator[Callable[[], None]]:
        """Show progress; each call of the yielded function is one step of ``total``."""
        if not self._err.is_terminal:
            yield self._said_once(f"{doing}: {total:,}")
            return
        columns = (
            bars.TextColumn("{task.description}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            bars.TimeRemainingColumn(),
        )
        with bars.Progress(*columns, console=self._err, transient=True) as progress:
            task = progress.add_task(doing, total=total)
            yield lambda: progress.advance(task)

    def _said_once(self, words: str) -> Callable[[], None]:
        """Return a step function that prints a notice at the first step, so that no step means no notice."""
        said = False

        def advance() -> None:
            nonlocal said
            if not said:
                self.notice(words)
            said = True

        return advance
