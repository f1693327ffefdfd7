"""``pincite chat``: asking in the terminal."""

import contextlib
import sys

from bot.answering.types import Citation
from bot.app import App
from bot.terminal import Terminal
from index.errors import NothingIndexedError, PinciteError

_HELP = "Ask anything about the sources. A number shows that quote in its passage; /sources lists them, /quit ends."


def chat(app: App) -> None:
    """Introduce the article, then answer until the end of the input or ``/quit``."""
    terminal = Terminal()
    with terminal.progress() as watch:
        outcomes = app.prepare(watch, terminal.notice)
    if outcomes:
        terminal.outcomes(outcomes)
    app.catalog.require(app.fingerprint)
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - gives input() line editing where the platform has it
    _introduce(app, terminal)
    shown: tuple[Citation, ...] = ()
    while (line := _read_line()) is not None:
        if line in {"/quit", "/exit", "/q"}:
            break
        try:
            shown = _reply(app, terminal, line, shown)
        except NothingIndexedError:
            raise
        except PinciteError as error:
            terminal.say(str(error))


def _introduce(app: App, terminal: Terminal) -> None:
    introduction = app.introduction()
    if introduction is None:
        return
    article = introduction.article
    terminal.say(", ".join(part for part in (article.title, article.author, article.date) if part))
    for question in introduction.questions:
        terminal.say(f"  {question}")
    terminal.say(_HELP)


def _read_line() -> str | None:
    try:
        return input("\n> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None


def _reply(app: App, terminal: Terminal, line: str, shown: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """Answer one line; returns the citations that numbers now refer to."""
    if not line:
        return shown
    if line == "/help":
        terminal.say(_HELP)
    elif line == "/sources":
        terminal.sources(app.catalog.sources())
    elif line.startswith("/"):
        terminal.say(f"{line.split(maxsplit=1)[0]} is no command here. {_HELP}")
    elif line.strip("[]").isdecimal():
        _show_passage(app, terminal, int(line.strip("[]")), shown)
    else:
        answer = app.answerer.answer(line)
        terminal.answer(answer)
        return answer.citations
    return shown


def _show_passage(app: App, terminal: Terminal, number: int, shown: tuple[Citation, ...]) -> None:
    chosen = next((citation for citation in shown if citation.n == number), None)
    if chosen is None:
        terminal.say(f"The last answer has no quote [{number}]; ask again, then name one of its numbers.")
        return
    text = app.catalog.text(chosen.source.text_id)
    if text is None:
        terminal.say("That source has been removed since; ask again.")
        return
    terminal.passage(chosen, text)
