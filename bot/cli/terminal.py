"""Prints answers, passages, sources and the progress of indexing in a terminal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.answering.quotes.sections import name_section
from bot.answering.types import Answer, Citation, Notice, Verdict
from bot.console import Printer
from index.errors import NothingIndexedError
from index.printable import printable
from index.types import Hit, Kind, Source, Span
from index.urls import display_name

if TYPE_CHECKING:
    from index.catalog.crawl_state import FailedPage, KnownList
    from index.indexing.types import Outcome, Progress, Watch
    from index.sources.diff import SentenceChanges, SourceChange

NOT_FOUND = "The sources do not say."
NEAREST = "I found no clear answer. The closest quote is:"
MAY_BE_IT = "This may be it:"
_NOTICES: dict[Notice, str] = {
    "model_failed": "The language model did not answer, so the answer consists of quotes.",
    "model_unsupported": "The text of the language model could not be verified, so the answer consists of quotes.",
    "over_budget": "The language model's tokens for today are used up, so the answer consists of quotes.",
    "too_many_questions": "These are answers to the first ten questions; ask the others in another message.",
    "no_judgement": "Quotes do not judge; these are the words of the sources on it.",
    "no_calculation": "Quotes do not calculate; these are the figures and dates of the sources.",
}
_VERDICT_STYLES: dict[Verdict, str] = {"supported": "green", "contradicted": "bold red", "not said": "yellow"}
_KIND_WORDS: dict[Kind, str] = {
    "article": "the article",
    "linked": "linked source",
    "document": "document",
}
_INDENT = 4


class Terminal(Printer):
    """Prints results on stdout and progress on stderr; in a file or pipe both are plain lines."""

    @contextmanager
    def show_progress(self) -> Iterator["Watch"]:
        """Show the progress of indexing while the context is open."""
        if self._err.is_terminal:
            with _bars(self._err) as watch:
                yield watch
        else:
            yield self._plain_progress

    def _plain_progress(self, step: "Progress") -> None:
        if step.total == 0:
            self.notice(f"reading {display_name(step.location)}")
        elif step.done == step.total:
            self.notice(f"indexed {display_name(step.location)}: {_count(step.total, 'passage')}")

    def show_outcomes(self, outcomes: Sequence["Outcome"]) -> None:
        """Print the outcome of each source."""
        table = _table("status", "title or location", "id", "passages", "what")
        for outcome in outcomes:
            style = {"failed": "red", "unchanged": "dim", "unlisted": "yellow"}.get(outcome.status, "green")
            title = Text(outcome.title or display_name(outcome.location), style="bold" if outcome.title else "")
            # A failed source with passages keeps those of its earlier version.
            there = (outcome.id, str(outcome.passages)) if outcome.passages or not outcome.error else ("", "")
            table.add_row(Text(outcome.status, style=style), title, *map(Text, there), Text(_KIND_WORDS[outcome.kind]))
        if outcomes:
            self._out.print(table)
        for outcome in outcomes:
            if outcome.changes:
                self._show_sentences(outcome.title, outcome.changes)
            if outcome.error:
                self.show_failure(outcome)

    def _show_sentences(self, title: str, changes: "SentenceChanges") -> None:
        """Print which sentences of an updated source are gone and new."""
        counts = f"{_count_changes(changes.added, changes.removed)} sentences"
        self._out.print(Text.assemble((title, "bold"), f": {counts}"))
        for sign, style, sentences in (("−", "red", changes.first_removed), ("+", "green", changes.first_added)):
            for sentence in sentences:
                self._out.print(Text(f"{sign} {sentence}", style=style))

    def show_changes(self, changes: Sequence["SourceChange"]) -> None:
        """Print the changes that re-indexing would make."""
        table = _table("status", "title", "id", "sentences", "new title")
        for change in changes:
            has_counts = change.status == "changed"
            counts = _count_changes(change.sentences_added, change.sentences_removed) if has_counts else ""
            style = {"failed": "red", "unchanged": "dim"}.get(change.status, "yellow")
            row = (change.title or display_name(change.location), change.id, counts, change.new_title or "")
            table.add_row(Text(change.status, style=style), *map(Text, row))
        if changes:
            self._out.print(table)
        for change in changes:
            if change.error:
                self.notice(f"{display_name(change.location)}: {change.error}")

    def show_failure(self, outcome: "Outcome") -> None:
        """Print why a source failed, or a warning about it."""
        status = (f"{outcome.status:<9} ", "red" if outcome.status == "failed" else "yellow")
        self._err.print(Text.assemble(status, f"{display_name(outcome.location)}: {outcome.error}"))

    def show_answer(self, answer: Answer) -> None:
        """Print an answer with its quotes and their places."""
        if answer.notice is not None:
            self.notice(_NOTICES[answer.notice])
        for part in answer.parts:
            self._out.print(Text(part.question, style="bold"))
            self.show_answer(replace(part, notice=None))
        if answer.parts:
            return
        if answer.mode == "check":
            self._show_verdicts(answer)
        elif answer.status == "not_found":
            self.say(NEAREST if answer.nearest else NOT_FOUND)
        elif answer.mode != "quotes" and not answer.repeats_quotes:
            self._out.print(Text(answer.text))
        elif not answer.is_sure:
            self.say(MAY_BE_IT)
        for citation in answer.citations or answer.nearest[:1]:
            head = f"“{citation.head.quote}”\n" if citation.head else ""
            self._numbered(f"[{citation.n}]", f"{head}“{citation.quote}”")
            self._indented(Text(describe_place(citation), style="dim"))

    def _show_verdicts(self, answer: Answer) -> None:
        for statement in answer.statements:
            verdict = (f"{statement.verdict:<13}", _VERDICT_STYLES[statement.verdict])
            numbers = "".join(f" [{number}]" for number in statement.citations)
            self._out.print(Text.assemble(verdict, f"{statement.text}{numbers}"))

    @contextmanager
    def show_streaming(self) -> Iterator[Callable[[str], None]]:
        """Show an answer while the model writes it; the context removes it at its end, before the final answer."""
        if not self._out.is_terminal:
            yield _say_nothing
            return
        with Live(console=self._out, transient=True, refresh_per_second=12, vertical_overflow="visible") as live:
            yield lambda text: live.update(Text(text))

    def show_passage(self, citation: Citation, text: str) -> None:
        """Print a quote, marked, in the passage around it."""
        before = Span(citation.context.start, citation.span.start).slice(text)
        after = Span(citation.span.end, citation.context.end).slice(text)
        self._out.print(Text(citation.source.title, style="bold"))
        self._indented(Text.assemble(before, (citation.quote, "bold cyan"), after))
        self._indented(Text(printable(citation.link or citation.source.location), style="dim"))

    def show_hits(self, hits: Sequence[Hit], sources: Mapping[str, Source]) -> None:
        """Print ranked passages."""
        for n, hit in enumerate(hits, start=1):
            title = sources[hit.source_id].title if hit.source_id in sources else hit.source_id
            place = f"{title}, characters {hit.span.start}–{hit.span.end}, score {hit.score:.2f}"
            self._out.print(Text.assemble((f"{n:>2}  ", "bold cyan"), (place, "dim")))
            self._indented(Text(hit.text))

    def show_sources(self, sources: Sequence[Source]) -> None:
        """Print the sources."""
        if not sources:
            self.say(str(NothingIndexedError()))
            return
        table = _table("id", "title", "what", "date", "passages", "location")
        first: dict[str, str] = {}
        for source in sources:
            what = _KIND_WORDS[source.kind]
            if first.setdefault(source.text_id, source.id) != source.id:
                what = f"{what}, same text as {first[source.text_id]}"
            table.add_row(
                *map(
                    Text,
                    (
                        source.id,
                        source.title,
                        what,
                        source.date or "",
                        str(source.passages),
                        printable(source.location),
                    ),
                )
            )
        self._out.print(table)

    def show_lists(self, lists: Sequence["KnownList"], missed: Sequence["FailedPage"]) -> None:
        """Print the folders, sitemaps and feeds that Pincite searches for new pages, and the pages that failed."""
        if lists:
            table = _table("id", "list", "entries", "location")
            for known in lists:
                table.add_row(*map(Text, (known.id, known.title, str(len(known.targets)), printable(known.location))))
            self._out.print(Text("\nLists that are searched for new pages:"), table, sep="\n")
        if missed:
            table = _table("id", "could not be read", "why")
            for page in missed:
                table.add_row(*map(Text, (page.id, printable(page.location), page.reason)))
            self._out.print(Text("\nPages that the next `pincite reindex --all` tries again:"), table, sep="\n")

    def _numbered(self, number: str, words: str) -> None:
        """Print a number with words beside it; a terminal wraps the words in a column of their own."""
        if self._out.is_terminal:
            row = Table.grid(padding=(0, 1))
            row.add_row(Text(number, style="bold cyan"), Text(words))
            self._out.print(row)
        else:
            self._out.print(Text(f"{number} {words}"))

    def _indented(self, words: Text) -> None:
        if self._out.is_terminal:
            self._out.print(Padding(words, (0, 0, 0, _INDENT), expand=False))
        else:
            for line in words.split():
                self._out.print(Text(" " * _INDENT) + line)


def _say_nothing(_text: str) -> None:
    """Print nothing: a file or pipe gets the final answer only."""


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column == "passages" else "left")
    return table


def describe_place(citation: Citation) -> str:
    """Describe the place of a quote: source, section, page and characters, and the link below."""
    source = citation.source
    about = ", ".join(part for part in (source.title, source.author, source.date) if part)
    span = f"characters {citation.span.start}–{citation.span.end}"
    if citation.page is not None:
        span = f"p. {citation.page}, {span}"
    if citation.recognized:
        span = f"{span}, read from a picture"
    section = name_section(citation.section, source.title)
    if section is not None:
        span = f"{section}, {span}"
    if citation.also:
        span = f"{span}, also in {_count(len(citation.also), 'other source')}"
    return f"{about} ({_KIND_WORDS[source.kind]}), {span}\n{printable(citation.link or source.location)}"


def _count_changes(added: int, removed: int) -> str:
    return f"+{added} −{removed}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextmanager
def _bars(console: Console) -> Iterator["Watch"]:
    from rich import progress as bars  # noqa: PLC0415 - only indexing shows progress

    with bars.Progress(
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=None)

        def watch(step: "Progress") -> None:
            doing = "embedding" if step.total else "reading"
            progress.update(
                task,
                description=f"{doing} {display_name(step.location)}",
                completed=step.done,
                total=step.total or None,
            )

        yield watch
