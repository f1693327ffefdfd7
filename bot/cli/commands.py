"""What the commands do, apart from serving and chatting."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.answering.answerer import checked
from bot.cli.json_output import (
    Json,
    answer_document,
    changes_document,
    hits_document,
    outcomes_document,
    print_json,
    sources_document,
)
from bot.cli.terminal import Terminal
from bot.composition.container import Container
from index.errors import PinciteError
from index.fetching.fetcher import locate
from index.indexing.indexer import Outcome

if TYPE_CHECKING:
    from index.catalog.crawl_state import FailedPage, KnownList

BatchLookup = Callable[[str, Sequence[str] | None], Json]


def index_targets(app: Container, targets: Sequence[str], depth: int | None, *, as_json: bool) -> None:
    """Index links and files; exit code 1 if one of those named failed."""
    terminal = Terminal()
    limits = app.link_limits if depth is None else replace(app.link_limits, depth=depth)
    named: list[Outcome] = []
    outcomes: list[Outcome] = []
    with terminal.progress() as watch:
        for target in targets:
            location = locate(target)
            found = app.indexer.index(location, app.kind_of(location), limits, watch)
            named.extend(found[:1])
            outcomes.extend(found)
    _report(terminal, outcomes, as_json=as_json)
    if any(outcome.status == "failed" for outcome in named):
        raise typer.Exit(1)


def reindex_sources(app: Container, names: Sequence[str], *, as_json: bool) -> None:
    """Read sources again, all of them if none is named; exit code 1 if one of those failed."""
    terminal = Terminal()
    chosen = app.named_ids(names) or None
    with terminal.progress() as watch:
        outcomes = app.indexer.reindex(chosen, app.link_limits, watch)
    _report(terminal, outcomes, as_json=as_json)
    named = (outcome for outcome in outcomes if (outcome.id in chosen if chosen else not _is_missed(outcome)))
    if any(outcome.status == "failed" for outcome in named):
        raise typer.Exit(1)


def _is_missed(outcome: Outcome) -> bool:
    """Whether it is a page that something led to, and that never could be read."""
    return outcome.kind == "linked" and not outcome.passages


def preview_reindex(app: Container, names: Sequence[str], *, as_json: bool) -> None:
    """Say what reading sources again would change, and change nothing."""
    terminal = Terminal()
    chosen = app.named_ids(names) or None
    with terminal.progress() as watch:
        changes = app.indexer.compare(chosen, watch)
    if as_json:
        print_json(changes_document(changes))
    else:
        terminal.changes(changes)


def rebuild_index(app: Container, *, as_json: bool) -> None:
    """Make the index anew from the stored texts."""
    terminal = Terminal()
    with terminal.progress() as watch:
        outcomes = app.indexer.rebuild(watch)
    _report(terminal, outcomes, as_json=as_json)


def _report(terminal: Terminal, outcomes: list[Outcome], *, as_json: bool) -> None:
    if as_json:
        print_json(outcomes_document(outcomes))
        for outcome in outcomes:
            if outcome.error:
                terminal.failure(outcome)
    else:
        terminal.outcomes(outcomes)


def ask_one(app: Container, question: str, source_ids: Sequence[str] | None, *, as_json: bool) -> None:
    """Answer one question."""
    within = app.checked_sources(source_ids)
    if as_json:
        print_json(answer_document(asyncio.run(app.answerer.answer(question, source_ids=within))))
        return
    terminal = Terminal()
    with terminal.writing() as on_text:
        answer = asyncio.run(app.answerer.answer(question, source_ids=within, on_text=on_text))
    terminal.answer(answer)


def ask_batch(app: Container, file: Path) -> None:
    """Answer the questions of a JSON Lines file, one line for each, in order."""
    with asyncio.Runner() as loop:
        _batch(
            app,
            file,
            "question",
            lambda asked, ids: answer_document(loop.run(app.answerer.answer(asked, source_ids=ids))),
        )


def search_one(app: Container, query: str, k: int, source_ids: Sequence[str] | None, *, as_json: bool) -> None:
    """Find passages."""
    found = app.retriever.rank(checked(query), source_ids=app.checked_sources(source_ids), passages=k)
    hits = found.passages[:k]
    if as_json:
        print_json(hits_document(hits))
    else:
        Terminal().hits(hits, {source.id: source for source in app.catalog.sources()})


def search_batch(app: Container, file: Path, k: int) -> None:
    """Find passages for the queries of a JSON Lines file, one line for each, in order."""
    _batch(
        app,
        file,
        "query",
        lambda asked, ids: hits_document(app.retriever.rank(asked, source_ids=ids, passages=k).passages[:k]),
    )


def list_sources(app: Container, *, as_json: bool) -> None:
    """List what is indexed."""
    found, lists, missed = app.catalog.sources(), app.catalog.leads.lists(), app.catalog.leads.missed()
    if as_json:
        print_json(sources_document(found, lists, missed))
    else:
        terminal = Terminal()
        terminal.sources(found)
        terminal.leads(lists, missed)


def print_text(app: Container, source_id: str) -> None:
    """Print a stored text, byte for byte."""
    body = app.catalog.text(app.catalog.source(source_id).text_id) or ""
    sys.stdout.buffer.write(body.encode())
    sys.stdout.buffer.flush()


def remove_sources(app: Container, source_ids: Sequence[str], *, as_json: bool) -> None:
    """Remove sources; of a list, what is known of it."""
    known: list[KnownList | FailedPage] = [*app.catalog.leads.lists(), *app.catalog.leads.missed()]
    forgotten = [lead for lead in known if lead.id in source_ids and app.catalog.find(lead.id) is None]
    leads = {lead.id for lead in forgotten}
    removed = app.indexer.remove([id_ for id_ in source_ids if id_ not in leads])
    if leads:
        app.indexer.forget(list(leads))
    if as_json:
        print_json({"removed": [source.id for source in removed] + [lead.id for lead in forgotten]})
    else:
        for source in removed:
            typer.echo(f"Removed {source.title} ({source.location}).")
        for lead in forgotten:
            typer.echo(f"{lead.location} is not read again; what came from it stays.")


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a batch; ``echo`` goes into the line that answers it."""

    asked: str
    source_ids: list[str] | None
    echo: Json


def _batch(app: Container, file: Path, key: str, look_up: BatchLookup) -> None:
    """The whole file is read and checked first: a bad line costs no half-done batch."""
    rows = [(row, app.checked_sources(row.source_ids)) for row in _read_rows(file, key)]
    for row, source_ids in rows:
        print_json(row.echo | look_up(row.asked, source_ids))


def _read_rows(file: Path, key: str) -> Iterator[_Row]:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        lines = data.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise PinciteError(f"{file} cannot be read ({error.strerror}); name a JSON Lines file.") from error
    except UnicodeDecodeError as error:
        raise PinciteError(f"{file} is not UTF-8 text; name a JSON Lines file.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read_row(line, number, key)


def _read_row(line: str, number: int, key: str) -> _Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise PinciteError(f"Line {number} of the batch is not JSON; each line is one object.") from error
    asked = (row.get(key) or row.get("question")) if isinstance(row, dict) else None
    if not isinstance(asked, str):
        raise PinciteError(f'Line {number} of the batch has no "{key}"; each line is an object with one.')
    ids = row.get("sources")
    if ids is not None and not (isinstance(ids, list) and all(isinstance(id_, str) for id_ in ids)):
        raise PinciteError(f'Line {number} of the batch: "sources" is a list of source ids.')
    return _Row(checked(asked), ids, {"id": row["id"]} if "id" in row else {})
