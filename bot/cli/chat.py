"""``pincite chat``: asking in the terminal."""

import asyncio
import contextlib
import sys

from bot.answering.chat_language.reactions import MessageKind, classify_message, find_quote_number
from bot.answering.types import Citation, Question, Turn
from bot.cli.terminal import Terminal
from bot.composition.container import Container
from index.errors import NothingIndexedError, PinciteError

_HELP = (
    "Ask anything about the sources. A number shows that quote in its passage; /sources lists the sources, /new starts "
    "a new conversation, /quit ends the chat."
)
_TURNS = 6
_ABOUT_AN_ANSWER: frozenset[MessageKind] = frozenset({"origin", "sure", "disagreement", "unclear"})
"""What asks where an answer comes from, or doubts it: the passage of its first quote tells."""
_ASKED: frozenset[MessageKind] = frozenset({"more", "further", "next", "length"})
"""What the sources are asked for all the same."""


def run_chat(container: Container) -> None:
    """Introduce the article, then answer questions until the end of the input or ``/quit``."""
    terminal = Terminal()
    with terminal.show_progress() as watch:
        outcomes = container.source_manager.prepare(watch, terminal.notice)
    if outcomes:
        terminal.show_outcomes(outcomes)
    container.catalog.require_fingerprint(container.fingerprint)
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - gives input() line editing where the platform has it
    _introduce(container, terminal)
    with asyncio.Runner() as loop:
        try:
            _converse(_Conversation(container, terminal, loop), terminal)
        finally:
            loop.run(container.close_model())


def _converse(conversation: "_Conversation", terminal: Terminal) -> None:
    while (line := _read_line()) is not None:
        if line in {"/quit", "/exit", "/q"}:
            break
        try:
            conversation.reply(line)
        except NothingIndexedError:
            raise
        except PinciteError as error:
            terminal.say(str(error))


def _introduce(container: Container, terminal: Terminal) -> None:
    introduction = container.introductions.introduce_article()
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


class _Conversation:
    """A conversation in the terminal: the turns so far, and the citations of the last answer."""

    def __init__(self, container: Container, terminal: Terminal, loop: asyncio.Runner) -> None:
        self._container = container
        self._terminal = terminal
        self._loop = loop
        self._said: list[Turn] = []
        self._shown: tuple[Citation, ...] = ()

    def reply(self, line: str) -> None:
        """Answer a line of input: a command, the number of a quote, or a question."""
        if line == "/help":
            self._terminal.say(_HELP)
        elif line == "/sources":
            self._terminal.show_sources(self._container.catalog.list_sources())
        elif line == "/new":
            self._said.clear()
            self._terminal.say("This is a new conversation. What would you like to know?")
        elif line.startswith("/"):
            self._terminal.say(f"{line.split(maxsplit=1)[0]} is not a command. {_HELP}")
        elif (number := find_quote_number(line)) is not None:
            self._show_passage(number)
        elif line:
            self._speak(line)

    def _speak(self, line: str) -> None:
        said = classify_message(line)
        if said is None or said in _ASKED:
            self._answer(line)
        elif said == "repeat" and self._said:
            self._answer(self._said[-1].question)
        elif said in _ABOUT_AN_ANSWER:
            self._show_origin()
        elif said == "sources":
            self.reply("/sources")
        elif said == "restart":
            self.reply("/new")
        elif said == "greeting":
            self._terminal.say(f"Hello! {_HELP}")
        elif said == "help":
            self._terminal.say(_HELP)
        elif said == "acknowledgement":
            self._terminal.say("I see. What else would you like to know?")
        elif said == "thanks":
            self._terminal.say("You are welcome! Ask another question whenever you like.")
        else:
            self._terminal.say(f"That is no question about the sources. {_HELP}")

    def _show_origin(self) -> None:
        """Show the first quote of the last answer in its passage."""
        if self._shown:
            self._show_passage(self._shown[0].n)
        else:
            self._terminal.say("There is no answer with quotes yet; ask a question first.")

    def _answer(self, line: str) -> None:
        with self._terminal.show_streaming() as on_text:
            asked = Question(line, history=self._said[-_TURNS:], on_text=on_text)
            answer = self._loop.run(self._container.answerer.answer(asked))
        self._terminal.show_answer(answer)
        self._said.append(Turn(line, answer.text))
        self._shown = answer.citations

    def _show_passage(self, number: int) -> None:
        chosen = next((citation for citation in self._shown if citation.n == number), None)
        if chosen is None:
            self._terminal.say(f"The last answer has no quote [{number}]; enter one of its numbers.")
            return
        text = self._container.catalog.get_text(chosen.source.text_id)
        if text is None:
            self._terminal.say("That source was removed after the answer; ask again.")
            return
        self._terminal.show_passage(chosen, text)
