"""Commands of ``pincite`` in the test's own process, and two pages to index."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from bot.cli.main import cli

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
    """Runs commands in this process against a data directory of its own."""

    folder: Path

    def __call__(self, *arguments: str, stdin: str | None = None, **settings: str) -> Result:
        """The result of ``pincite`` with these arguments and settings."""
        environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("PINCITE_")}
        environment |= {"PINCITE_DATA_DIR": str(self.folder / "data")} | {
            f"PINCITE_{k}": v for k, v in settings.items()
        }
        return CliRunner().invoke(cli, list(arguments), input=stdin, env=environment)

    def json(self, *arguments: str, stdin: str | None = None) -> Any:  # noqa: ANN401 - any JSON document
        """The one document that a command prints."""
        result = self(*arguments, "--json", stdin=stdin)
        assert (0, "") == (result.exit_code, result.stderr if "index" not in arguments else ""), result.output
        return json.loads(result.stdout)
