"""``pincite …``: the command line. ``bot.integrations.json_documents`` has the JSON that commands print."""

import gc
import logging
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.errors import plain_errors
from bot.cli.notice_format import NoticeFormatter
from bot.cli.signals import is_interruption
from bot.evaluation.eval_plan import EvalPlan, MetricGroup
from index.errors import PinciteError
from index.printable import printable

if TYPE_CHECKING:
    from bot.composition.container import Container
    from bot.evaluation.evaluate import SystemUnderTest

cli = typer.Typer(
    name="pincite",
    help="Answer questions about an article, each claim pinned to the exact passage.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Imports make half a million objects that stay. With Python's own 700, the collector takes 6 % of a cold answer."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Sources = Annotated[
    list[str] | None, typer.Option("--source", "-s", metavar="ID", help="Only this source; may be repeated.")
]
Batch = Annotated[
    Path | None,
    typer.Option(
        "--batch",
        metavar="FILE",
        help='JSON Lines in, one line out for each: {"id", "question", "sources"}; - reads the standard input.',
    ),
]


@cli.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where an unexpected error came from.")] = False,
) -> None:
    del traceback  # run() searches the arguments for it, because an error may come before they are parsed
    if show_version:
        from importlib.metadata import version  # noqa: PLC0415 - a tenth of a second that only this needs

        typer.echo(f"pincite {version('pincite')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@cli.command()
def index(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LINK-OR-FILE",
            help="Links, files or folders; a sitemap or feed is a list. Without one, the article of PINCITE_ARTICLE.",
        ),
    ] = None,
    depth: Annotated[
        int | None, typer.Option(min=0, max=3, help="How many links deep to follow from a source.")
    ] = None,
    *,
    new_catalog: Annotated[
        bool, typer.Option("--new-catalog", help="Begin an empty catalog if the old one is lost.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Index links or files, and the pages that they link to."""
    from bot.cli.commands import begin_catalog, index_targets  # noqa: PLC0415 - a command loads only the libraries that it uses

    def run_index(container: "Container") -> None:
        if new_catalog:
            begin_catalog(container)
        index_targets(container, targets or (), depth, as_json=as_json)

    _run(run_index)


@cli.command()
def reindex(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Ids, links or files that are indexed.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All sources.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the changes, and make none.")] = False,
    as_json: AsJson = False,
) -> None:
    """Re-index sources: read them again and embed the changed passages."""
    from bot.cli.commands import preview_reindex, reindex_sources  # noqa: PLC0415 - a command loads only the libraries that it uses

    if bool(sources) == everything:
        raise typer.BadParameter("name sources, or give --all")
    act = preview_reindex if dry_run else reindex_sources
    _run(lambda container: act(container, sources or (), as_json=as_json))


@cli.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="A question, in any language; - reads the standard input.")
    ] = None,
    source: Sources = None,
    batch: Batch = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Answer a question with exact quotes."""
    from bot.cli.commands import ask_batch, ask_one  # noqa: PLC0415 - a command loads only the libraries that it uses

    asked = _one_of(question, batch, source, "a question")
    _run(
        lambda container: (
            ask_batch(container, asked)
            if isinstance(asked, Path)
            else ask_one(container, _read_words(asked), source, as_json=as_json)
        )
    )


@cli.command()
def check(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Statements, in any language; - reads the standard input.")
    ],
    source: Sources = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Check statements: supported by the sources, contradicted, or not said."""
    from bot.cli.commands import check_text  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(lambda container: check_text(container, _read_words(text), source, as_json=as_json))


@cli.command()
def search(
    query: Annotated[
        str | None,
        typer.Argument(metavar="QUERY", help="What to look for, in any language; - reads the standard input."),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    source: Sources = None,
    batch: Batch = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a question, best first."""
    from bot.cli.commands import search_batch, search_one  # noqa: PLC0415 - a command loads only the libraries that it uses

    asked = _one_of(query, batch, source, "something to look for")
    _run(
        lambda container: (
            search_batch(container, asked, k)
            if isinstance(asked, Path)
            else search_one(container, _read_words(asked), k, source, as_json=as_json)
        )
    )


@cli.command()
def sources(*, as_json: AsJson = False) -> None:
    """List the sources, the lists that are searched for new pages, and the pages that failed."""
    from bot.cli.commands import list_sources  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(lambda container: list_sources(container, as_json=as_json))


@cli.command()
def text(
    source_id: Annotated[
        str, typer.Argument(metavar="SOURCE-ID", help="The id of a source, as `pincite sources` lists it.")
    ],
) -> None:
    """Print a source's stored text, byte for byte."""
    from bot.cli.commands import print_text  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(lambda container: print_text(container, source_id))


@cli.command()
def remove(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="Ids, links or files that are indexed.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Remove sources from the index."""
    from bot.cli.commands import remove_sources  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(lambda container: remove_sources(container, sources, as_json=as_json))


@cli.command()
def rebuild(*, as_json: AsJson = False) -> None:
    """Rebuild the index from the stored texts, after a change of embedder or a loss of vectors."""
    from bot.cli.commands import rebuild_index  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(lambda container: rebuild_index(container, as_json=as_json))


@cli.command("eval")
def evaluate(  # noqa: PLR0913 - each is an option
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DATASET | init SOURCE",
            help="SQuAD-shaped JSON, or JSON Lines about the indexed sources; init drafts such lines about one source.",
        ),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(metavar="A B", help="Compare two results, question by question.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="The report's folder (eval-results/DATASET), or the drafts' file (questions-ID.jsonl)."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="How many questions: a sample of all, or drafts.", show_default="all; 12")
    ] = None,
    *,
    metrics: Annotated[MetricGroup, typer.Option(help="Measure only these.")] = MetricGroup.ALL,
    seed: Annotated[int, typer.Option(min=0, help="Draws the sample.")] = 0,
) -> None:
    """Measure how good the answers are, on a dataset or on questions of your own."""
    match arguments or [], compare:
        case [], (first, second):
            from bot.evaluation.reporting.comparison import show_comparison  # noqa: PLC0415 - a command loads only the libraries that it uses

            with plain_errors():
                show_comparison(first, second)
        case ["init", source], None:
            from bot.evaluation.drafting.topics import QUESTIONS, write_draft  # noqa: PLC0415 - as above

            _run(lambda container: write_draft(container.catalog, source, limit or QUESTIONS, out, container.drafter))
        case [dataset], None if dataset != "init":
            from bot.evaluation.evaluate import run_evaluation  # noqa: PLC0415 - as above

            plan = EvalPlan(metrics, limit, seed)
            _run(lambda container: run_evaluation(_system_under_test(container), Path(dataset), plan, out))
        case _:
            raise typer.BadParameter("give one DATASET, init SOURCE, or --compare A B")


@cli.command()
def chat() -> None:
    """Ask in the terminal, one question after the other."""
    from bot.cli.chat import run_chat  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(run_chat)


@cli.command()
def serve() -> None:
    """Answer in Telegram until stopped."""
    from bot.cli.serve import serve_bot  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(serve_bot)


@cli.command()
def mcp() -> None:
    """Serve an agent that speaks MCP over stdin and stdout."""
    from bot.cli.mcp_stdio import serve_mcp  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(serve_mcp)


@cli.command()
def doctor(
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems and repairs only.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Skip the slow checks: vectors and models.")] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="Also check texts, vectors and citations, and repair them.")
    ] = False,
    serving: Annotated[bool, typer.Option("--serving", help="Also check that a bot runs and works.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check settings, stores, models and token, and say how to repair them."""
    from bot.cli.maintenance.doctor import CheckOptions, run_checks  # noqa: PLC0415 - a command loads only the libraries that it uses

    options = CheckOptions(fast, deep, serving)
    _run(lambda container: run_checks(container, options, quiet=quiet, as_json=as_json))


@cli.command()
def tokens(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="create NAME | revoke ID", help="Make or revoke a token; without this, list them."),
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What a new token allows: ask, check, search, sources, citations (default: all)."),
    ] = None,
) -> None:
    """Manage the tokens of programs that use the API."""
    from bot.cli.tokens import create_token, list_tokens, revoke_token  # noqa: PLC0415 - as above

    match arguments or []:
        case ["create", name]:
            _run(lambda container: create_token(container, name, scope or ()))
        case ["revoke", id_] if id_.isdecimal():
            _run(lambda container: revoke_token(container, int(id_)))
        case []:
            _run(list_tokens)
        case _:
            raise typer.BadParameter("give create NAME, revoke ID, or nothing")


@cli.command()
def migrate(
    *, back: Annotated[bool, typer.Option("--back", help="From the servers into the data folder.")] = False
) -> None:
    """Copy what the data folder stores to the servers that the settings name, without embedding anything."""
    from bot.cli.maintenance.migration import migrate_stores  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(lambda container: migrate_stores(container, is_back=back))


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, such as pincite.tar.gz.")],
) -> None:
    """Back up the data folder, also while a bot serves from it."""
    from bot.cli.maintenance.backup import back_up  # noqa: PLC0415 - a command loads only the libraries that it uses

    _run(lambda container: back_up(container, file))


@cli.command()
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of `pincite backup`.")]) -> None:
    """Restore a backup into an empty data folder, and check it."""
    from bot.cli.maintenance.backup import restore as restore_data  # noqa: PLC0415 - as above

    _run(lambda container: restore_data(container, file))


def _read_words(given: str) -> str:
    """Return what a command is given; a dash is the standard input."""
    return _read_text() if given == "-" else given


def _read_text() -> str:
    """Read the standard input, as UTF-8 in every locale."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PinciteError("The standard input is not UTF-8 text; convert it, then try again.") from error


def _one_of(words: str | None, batch: Path | None, source: list[str] | None, what: str) -> str | Path:
    if (words is None) == (batch is None):
        raise typer.BadParameter(f"give {what}, or --batch FILE")
    if batch is not None and source:
        raise typer.BadParameter('--source is for one question; a line of a batch names its own "sources"')
    return batch if words is None and batch is not None else words or ""


def _system_under_test(container: "Container") -> "SystemUnderTest":
    """Return the services to measure, and the means to open a scratch index under the same settings."""
    from bot.composition.container import Container  # noqa: PLC0415 - as above
    from bot.evaluation.evaluate import SystemUnderTest  # noqa: PLC0415 - as above

    def open_scratch(folder: Path) -> Container:
        # A scratch index is whole in its folder, which is deleted afterwards.
        servers = dict.fromkeys(("chroma_url", "database_url"))
        settings = container.settings.model_copy(update={"data_dir": folder, "article": None, **servers})
        return Container(settings, models_dir=container.models_dir, strict=True)

    container.strict = True
    return SystemUnderTest(container, open_scratch, container.settings.model_dump())


def _run(command: Callable[["Container"], None]) -> None:
    """Run a command with the services of the settings; an error is one sentence on stderr and exit code 1."""
    for chatty in ("trafilatura", "htmldate"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)  # the outcome of a source says what is odd about it
    with plain_errors():
        from bot.composition.container import Container  # noqa: PLC0415 - `--help` needs no services
        from bot.composition.settings_reader import read_settings  # noqa: PLC0415 - as above

        container = Container(read_settings())
        try:
            command(container)
        finally:
            container.close()


def run() -> None:
    """Run the command line; an unexpected error becomes one sentence too."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    _replace_closed_streams()
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(NoticeFormatter())
    # A terminal may lack the characters of a quote, and a user may type bytes that are no text.
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)
    try:
        with plain_errors():
            cli()
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
    except Exception as error:
        if "--traceback" in sys.argv or is_interruption(error):
            raise
        words = f"an unexpected error ({type(error).__name__}: {printable(str(error))})"
        typer.echo(f"pincite: {words}; run `pincite --traceback …` and report its output.", err=True)
        sys.exit(1)


def _replace_closed_streams() -> None:
    """Let a closed stream read and write nothing. Otherwise a database could get its descriptor, and output in it."""
    for name, mode in {"stdin": "r", "stdout": "w", "stderr": "w"}.items():
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - until the end
