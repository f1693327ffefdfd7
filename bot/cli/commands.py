"""The commands that end by themselves: indexing, asking, searching, listing and removing."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from bot.answering.types import Answer, Question
from bot.cli.batch import run_batch
from bot.cli.json_output import print_json
from bot.cli.terminal import Terminal
from bot.integrations.json_documents import (
    Json,
    answer_document,
    changes_document,
    hits_document,
    outcomes_document,
    sources_document,
)
from index.errors import LockedError, NothingIndexedError
from index.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.composition.container import Container
    from index.catalog.crawl_state import FailedPage, KnownList
    from index.indexing.types import Outcome


def begin_catalog(container: Container) -> None:
    """Begin an empty catalog if the one before is lost, and say where the rest of it is."""
    folder = container.begin_catalog()
    if folder is not None:
        Terminal().notice(f"The rest of the lost catalog is in {folder}.")


def index_targets(container: Container, targets: Sequence[str], depth: int | None, *, as_json: bool) -> None:
    """Index links and files, or the article of the settings where none is named; exit with 1 if a named one failed."""
    from index.fetching.fetcher import locate  # noqa: PLC0415 - only this command reads links

    if not targets:
        if not container.settings.article:
            raise typer.BadParameter("name links, files or folders, or set PINCITE_ARTICLE")
        targets = [container.settings.article]
    terminal = Terminal()
    limits = container.link_limits if depth is None else replace(container.link_limits, depth=depth)
    named: list[Outcome] = []
    outcomes: list[Outcome] = []
    with terminal.show_progress() as watch:
        for target in targets:
            location = locate(target)
            found = container.indexer.index(location, container.source_manager.kind_of(location), limits, watch)
            named.extend(found[:1])
            outcomes.extend(found)
    _report(terminal, _merge(outcomes), as_json=as_json)
    if any(outcome.status == "failed" for outcome in named):
        raise typer.Exit(1)


def _merge(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return one outcome for each source: several of the named ones may link to it, and read it again."""
    merged: dict[str, Outcome] = {}
    for outcome in outcomes:
        before = merged.setdefault(outcome.location, outcome)
        later = outcome if before.status == "unchanged" else before
        kind = outcome.kind if before.kind == "linked" else before.kind
        merged[outcome.location] = replace(later, kind=kind)
    return list(merged.values())


def reindex_sources(container: Container, names: Sequence[str], *, as_json: bool) -> None:
    """Re-index sources, all of them if none is named; exit with 1 if one of them failed."""
    terminal = Terminal()
    chosen = container.resolve_source_ids(names) or None
    with terminal.show_progress() as watch:
        outcomes = container.indexer.reindex(chosen, container.link_limits, watch)
    _report(terminal, outcomes, as_json=as_json)
    named = (outcome for outcome in outcomes if (outcome.id in chosen if chosen else not _is_missed(outcome)))
    if any(outcome.status == "failed" for outcome in named):
        raise typer.Exit(1)


def _is_missed(outcome: Outcome) -> bool:
    """Return whether the outcome is that of a linked page that was never indexed."""
    return outcome.kind == "linked" and not outcome.passages


def preview_reindex(container: Container, names: Sequence[str], *, as_json: bool) -> None:
    """Print the changes that re-indexing would make, and change nothing."""
    terminal = Terminal()
    chosen = container.resolve_source_ids(names) or None
    with terminal.show_progress() as watch:
        changes = container.indexer.compare(chosen, watch)
    if as_json:
        print_json(changes_document(changes))
    else:
        terminal.show_changes(changes)
    _tell_if_nothing(terminal, changes)


def rebuild_index(container: Container, *, as_json: bool) -> None:
    """Rebuild the index from the stored texts."""
    terminal = Terminal()
    with terminal.show_progress() as watch:
        outcomes = container.indexer.rebuild(watch)
    _report(terminal, outcomes, as_json=as_json)


def _report(terminal: Terminal, outcomes: list[Outcome], *, as_json: bool) -> None:
    if as_json:
        print_json(outcomes_document(outcomes))
        for outcome in outcomes:
            if outcome.error:
                terminal.show_failure(outcome)
    else:
        terminal.show_outcomes(outcomes)
    _tell_if_nothing(terminal, outcomes)


def _tell_if_nothing(terminal: Terminal, found: Sequence[object]) -> None:
    """Say that nothing is indexed: the settings may name another folder than the one that was meant."""
    if not found:
        terminal.notice(str(NothingIndexedError()))


def ask_one(container: Container, question: str, source_ids: Sequence[str] | None, *, as_json: bool) -> None:
    """Answer one question."""
    index_article(container)
    within = container.check_source_ids(source_ids)
    if as_json:
        print_json(answer_document(asyncio.run(_ask(container, Question(question, within)))))
        return
    terminal = Terminal()
    with terminal.show_streaming() as on_text:
        answer = asyncio.run(_ask(container, Question(question, within, on_text=on_text)))
    terminal.show_answer(answer)


def check_text(container: Container, text: str, source_ids: Sequence[str] | None, *, as_json: bool) -> None:
    """Check the statements of a text."""
    index_article(container)
    answer = container.statement_checker.judge(Question(text, container.check_source_ids(source_ids)))
    if as_json:
        print_json(answer_document(answer))
    else:
        Terminal().show_answer(answer)


def index_article(container: Container) -> None:
    """Index the article of the settings if it is not indexed; a failure is a line on stderr."""
    article = container.settings.article
    if not article:
        return
    from index.fetching.fetcher import locate  # noqa: PLC0415 - not needed without an article

    current = container.catalog.find_article()
    if current and current.kind == "article" and current.location == locate(article):
        return
    terminal = Terminal()
    try:
        with terminal.show_progress() as watch:
            outcomes = container.source_manager.index_article(watch)
    except LockedError as error:  # the sources that are indexed answer
        terminal.notice(str(error))
        return
    for outcome in outcomes:
        if outcome.error:
            terminal.show_failure(outcome)


async def _ask(container: Container, question: Question) -> Answer:
    try:
        return await container.answerer.answer(question)
    finally:
        await container.close_model()


def ask_batch(container: Container, file: Path) -> None:
    """Answer the questions of a JSON Lines file; print one line for each, in order."""
    index_article(container)
    with asyncio.Runner() as loop:

        def look_up(question: str, source_ids: Sequence[str] | None) -> Json:
            return answer_document(loop.run(container.answerer.answer(Question(question, source_ids))))

        try:
            run_batch(file, "question", container.check_source_ids, look_up)
        finally:
            loop.run(container.close_model())


def search_one(container: Container, query: str, k: int, source_ids: Sequence[str] | None, *, as_json: bool) -> None:
    """Print the passages that are nearest to a query."""
    index_article(container)
    found = container.retriever.rank(
        Question(query).text, source_ids=container.check_source_ids(source_ids), passages=k
    )
    hits = found.passages[:k]
    if as_json:
        print_json(hits_document(hits))
    else:
        Terminal().show_hits(hits, {source.id: source for source in container.catalog.list_sources()})


def search_batch(container: Container, file: Path, k: int) -> None:
    """Search for the queries of a JSON Lines file; print one line for each, in order."""
    index_article(container)
    run_batch(
        file,
        "query",
        container.check_source_ids,
        lambda asked, ids: hits_document(container.retriever.rank(asked, source_ids=ids, passages=k).passages[:k]),
    )


def list_sources(container: Container, *, as_json: bool) -> None:
    """Print the sources, the lists and the pages that failed."""
    found, lists, missed = (
        container.catalog.list_sources(),
        container.catalog.crawl_state.get_lists(),
        container.catalog.crawl_state.get_failed_pages(),
    )
    if as_json:
        print_json(sources_document(found, lists, missed))
    else:
        terminal = Terminal()
        terminal.show_sources(found)
        terminal.show_lists(lists, missed)


def print_text(container: Container, source_id: str) -> None:
    """Print a stored text, byte for byte."""
    body = container.catalog.get_text(container.catalog.get_source(source_id).text_id) or ""
    sys.stdout.buffer.write(body.encode())
    sys.stdout.buffer.flush()


def remove_sources(container: Container, names: Sequence[str], *, as_json: bool) -> None:
    """Remove sources, and forget lists and failed pages."""
    source_ids = container.resolve_source_ids(names)
    known: list[KnownList | FailedPage] = [
        *container.catalog.crawl_state.get_lists(),
        *container.catalog.crawl_state.get_failed_pages(),
    ]
    forgotten = [lead for lead in known if lead.id in source_ids and container.catalog.find_source(lead.id) is None]
    leads = {lead.id for lead in forgotten}
    removed = container.indexer.remove([id_ for id_ in source_ids if id_ not in leads]).sources
    if leads:
        container.indexer.forget(list(leads))
    if as_json:
        print_json({"removed": [one.source.id for one in removed] + [lead.id for lead in forgotten]})
    else:
        for one in removed:
            typer.echo(f"Removed {printable(one.source.title)} ({printable(one.source.location)}).")
        for lead in forgotten:
            typer.echo(f"Pincite no longer reads {printable(lead.location)}; the sources that came from it stay.")
