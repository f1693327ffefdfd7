"""Warnings in a terminal: one printable sentence each."""

import logging
import subprocess
import sys

from bot.cli.notice_format import NoticeFormatter

EVIL, SHOWN = "a\n2026-01-01 INFO forged \x1b[2J", "a\\n2026-01-01 INFO forged \\x1b[2J"


def record(words: str, *values: str, error: Exception | None = None) -> logging.LogRecord:
    """Return the record of a warning, with its exception."""
    raised = None if error is None else (type(error), error, None)
    return logging.LogRecord("bot.a", logging.WARNING, __file__, 1, words, values, raised)


def test_a_command_shows_the_sentence_of_a_warning_alone() -> None:
    """A person in a terminal needs neither the time nor the name of the logger."""
    assert f"read {SHOWN}" == NoticeFormatter().format(record("read %s", EVIL))


def test_an_exception_cannot_forge_a_warning() -> None:
    """Each line of a traceback is behind a bar."""
    first, *rest = NoticeFormatter().format(record("read", error=ValueError(EVIL))).splitlines()
    assert "read" == first
    assert ["| ValueError: a", "| 2026-01-01 INFO forged \\x1b[2J"] == rest


def test_the_commands_of_a_terminal_load_no_library_of_the_log() -> None:
    """The libraries of the server, of the indexer and of prompts take a quarter of a second, and `ask` uses none."""
    modules = "structlog", "yaml", "index.indexing", "chromadb", "telegram"
    found = "import sys, bot.cli.command_line, bot.cli.commands, bot.composition.container; "
    found += "import bot.answering.extractive.answerer; "
    found += f"print([name for name in {modules} if name in sys.modules])"
    assert (
        "[]" == subprocess.run([sys.executable, "-c", found], check=True, capture_output=True, text=True).stdout.strip()
    )
