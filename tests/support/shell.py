"""Commands of ``pincite`` in the test's own process, and two pages to index."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from typer.testing import CliRunner, Result

from bot.cli.command_line import cli

PAGE = """<html lang="en"><head><title>The lamp on the reef</title><meta name="author" content="Mara Quill">
<meta property="article:published_time" content="2026-03-04"></head><body><article><h1>The lamp on the reef</h1>
<p>The tower on Gull Reef was finished in October 1811 by the engineer Edwin Marsh. Its walls are of granite from
Dartmoor, cut so that each block locks into the next. 😀 Маяк стоит на рифе.</p>
<p>A lamp with twelve wicks burned whale oil until 1868, when <a href="oil.html">paraffin</a> took its place.
The light could be seen from nineteen miles away in clear weather.</p>
<p>Three keepers lived in the tower at a time. A boat brought them food every second week, if the sea allowed.</p>
</article></body></html>"""
OIL = """<html lang="en"><head><title>Paraffin in lighthouses</title></head><body><article>
<h1>Paraffin in lighthouses</h1>
<p>Paraffin gave three times the light of whale oil for a third of the price. The Scottish chemist James Young had made
it from coal since 1851.</p></article></body></html>"""


@dataclass
class Shell:
    """Runs commands in this process on a data folder of its own."""

    folder: Path

    def __call__(self, *arguments: object, stdin: str | None = None, **settings: str) -> Result:
        """Run ``pincite`` with these arguments and settings."""
        environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("PINCITE_")}
        environment |= {f"PINCITE_{name}": value for name, value in settings.items()}
        environment["PINCITE_DATA_DIR"] = str(self.folder / "data")
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin, env=environment)

    def json(self, *arguments: object, stdin: str | None = None, **settings: str) -> Any:  # noqa: ANN401 - any document
        """Return the JSON document that a command prints."""
        result = self(*arguments, "--json", stdin=stdin, **settings)
        assert (0, "") == (result.exit_code, result.stderr if "index" not in arguments else ""), result.output
        return json.loads(result.stdout)


_IMPORTS = """
import json, sys
from bot.cli.command_line import cli
for command in json.loads(sys.argv[1]):
    try:
        cli(command)
    except SystemExit as stop:
        print(json.dumps([command[0], stop.code or 0, sorted(sys.modules)]), file=sys.stderr)
"""


def modules_after(commands: Sequence[Sequence[str]], data_dir: Path) -> dict[str, tuple[int, set[str]]]:
    """Run commands one after the other in one new process; return the exit code and the imported modules after each.

    Args:
        commands: The arguments of each command.
        data_dir: The data folder of all of them.

    Returns:
        By the first argument of a command.
    """
    environment = os.environ | {"PINCITE_DATA_DIR": str(data_dir)}
    arguments = [sys.executable, "-c", _IMPORTS, json.dumps(commands)]
    ran = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("[")]
    return {command: (code, set(modules)) for command, code, modules in lines}


def run_process(
    arguments: Sequence[str],
    data_dir: Path,
    stdout: IO[bytes] | int,
    stdin: IO[bytes] | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run ``pincite`` in a process of its own, as a shell does."""
    settings = os.environ | {"PINCITE_DATA_DIR": str(data_dir)} | environment
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, env=settings, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )
