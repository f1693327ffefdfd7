"""Signals that end a command: no traceback, the exit code of the signal, and nothing damaged."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from bot.cli.errors import plain_errors
from tests.support.paths import ROOT
from tests.support.shared_models import link_models
from tests.support.shell import PAGE, Shell

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TARGET = "typer", "bot.composition.container", "index.catalog.catalog", "index.retrieval.retriever"
_PAGES = 10
_SIGNALLED = """
import builtins, json, os, sys
real = builtins.__import__
target, number = sys.argv.pop(1), int(sys.argv.pop(1))
def import_and_signal(name, *rest):
    if name == target:
        builtins.__import__ = real
        os.kill(os.getpid(), number)
    return real(name, *rest)
builtins.__import__ = import_and_signal
from bot.cli.main import main
main()
"""
_SWALLOWED = """
import os, signal, sys, time
from bot.cli import command_line, main
class Dying:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
def run():
    Dying()
    print("went on")
command_line.run = run
main.main()
"""


@pytest.fixture(autouse=True)
def _heard() -> None:
    """Let commands hear the signals, also where the tests run in the background of a script, which ignores them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def environment(folder: Path) -> dict[str, str]:
    """Return an environment with this data folder and no other setting."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    return kept | {"PINCITE_DATA_DIR": str(folder)}


@pytest.mark.parametrize("target", TARGET)
@pytest.mark.parametrize("number", STOPPING)
def test_a_signal_during_an_import_prints_nothing(number: signal.Signals, target: str, tmp_path: Path) -> None:
    """Imports take most of a command's first second."""
    command = [sys.executable, "-c", _SIGNALLED, target, str(int(number)), "ask", "When?"]
    ran = subprocess.run(command, env=environment(tmp_path), cwd=ROOT, capture_output=True, text=True, check=False)
    assert (128 + number, "", "") == (ran.returncode, ran.stdout, ran.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("number", STOPPING)
def test_a_signal_ends_a_run_that_indexes(number: signal.Signals, tmp_path: Path) -> None:
    """What was complete before the signal stays, the lock is free, and the next run succeeds."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in range(_PAGES):
        (pages / f"{name}.html").write_text(PAGE.replace("Gull Reef", f"Reef {name}"), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "index", str(pages)]
    settings = environment(tmp_path / "data")
    link_models(tmp_path / "data")
    with subprocess.Popen(command, env=settings, cwd=ROOT, stderr=subprocess.PIPE, text=True) as ran:
        assert ran.stderr is not None
        printed = _read_until("indexed", ran.stderr)
        ran.send_signal(number)
        printed += ran.stderr.read()
    assert (128 + number, []) == (ran.returncode, [line for line in printed.splitlines() if not _is_progress(line)])
    shell = Shell(tmp_path)
    assert 0 == shell("doctor", "--deep").exit_code
    assert 0 == shell("index", pages).exit_code
    assert _PAGES == len(shell.json("sources")["sources"])


def _read_until(word: str, stream: IO[str]) -> str:
    printed = ""
    while word not in printed:
        line = stream.readline()
        assert line, printed
        printed += line
    return printed


def _is_progress(line: str) -> bool:
    return line.startswith(("reading ", "indexed "))


def test_an_interrupt_that_python_drops_ends_the_command(tmp_path: Path) -> None:
    """An exception in a destructor is only reported, and the command would go on."""
    ran = subprocess.run(
        [sys.executable, "-c", _SWALLOWED],
        env=environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (130, "", "") == (ran.returncode, ran.stdout, ran.stderr)


def test_an_error_that_an_interrupt_caused_is_an_interrupt() -> None:
    """A library may raise an error of its own for it; no sentence about that error is printed."""
    failure = RuntimeError("the import of a module failed")
    failure.__context__ = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt), plain_errors():
        raise failure


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_the_parent_ignores_stays_ignored(number: signal.Signals, tmp_path: Path) -> None:
    """`nohup` and background jobs of a script ignore signals for their commands."""
    command = [sys.executable, "-c", _SIGNALLED, TARGET[1], str(int(number)), "sources", "--json"]
    before = signal.signal(number, signal.SIG_IGN)
    try:
        ran = subprocess.run(command, env=environment(tmp_path), cwd=ROOT, capture_output=True, text=True, check=True)
    finally:
        signal.signal(number, before)
    assert {"sources": [], "lists": [], "missed": []} == json.loads(ran.stdout)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["chat"], "Nothing is indexed yet"),
        (["check", "-"], "The text is empty"),
        (["ask", "--batch", "-"], ""),
        (["sources", "--json"], ""),
    ],
)
def test_closed_streams_are_empty(arguments: list[str], expected: str, tmp_path: Path) -> None:
    """A service may start a command without stdin and stdout."""
    script = 'exec "$0" -m bot "$@" <&- >&-'
    command = ["sh", "-c", script, sys.executable, *arguments]
    ran = subprocess.run(command, env=environment(tmp_path), cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    assert "unexpected" not in ran.stderr
    assert expected in ran.stderr
