"""The shell commands of the pages: their files exist, and those of the program run as they are written."""

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.shell import PAGE, Shell

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "benchmarks" / "README.md"]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?<![\w/.])(?:benchmarks|deploy|samples|tests)/[\w./-]+")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def commands(page: Path) -> Iterator[str]:
    """Yield the lines of the shell blocks of a page, without comments and with continued lines joined."""
    for block in BLOCK.findall(page.read_text("utf-8")):
        yield from (line for line in re.sub(r"\s#.*|\\\n", " ", block).splitlines() if line.strip())


def program_commands(name: str) -> list[list[str]]:
    """Return the arguments of each ``pincite`` in the shell blocks of a page, in order."""
    found = [shlex.split(line) for line in commands(ROOT / "docs" / name)]
    return [words[1:] for words in found if words[0] == "pincite"]


@pages
def test_files_of_commands_exist(page: Path) -> None:
    """Each script, test and sample that a command names is in the repository, and each module can be imported."""
    lines = list(commands(page))
    missing = [path for line in lines for path in FILE.findall(line) if not (ROOT / path).exists()]
    modules = [module for line in lines for module in re.findall(r"python -m ((?:benchmarks|tests|bot)[\w.]*)", line)]
    assert [] == missing
    assert [] == [module for module in modules if find_spec(module) is None]


def test_the_commands_of_tokens_run(tmp_path: Path) -> None:
    """The token of the page is made, listed and revoked."""
    shell = Shell(tmp_path)
    made, listed, revoked = (shell(*arguments) for arguments in program_commands("web.md"))
    assert [0, 0, 0] == [made.exit_code, listed.exit_code, revoked.exit_code]
    assert ("wiki" in listed.stdout, "wiki" in shell("tokens").stdout) == (True, False)


def test_the_commands_of_backups_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first command writes the file, from which the second restores an empty folder."""
    monkeypatch.chdir(tmp_path)
    shell, restored = Shell(tmp_path / "one"), Shell(tmp_path / "two")
    (tmp_path / "lamp.html").write_text(PAGE, "utf-8")
    assert 0 == shell("index", "lamp.html", LINK_DEPTH="0").exit_code
    back_up, restore = program_commands("operations.md")
    assert [0, 0] == [shell(*back_up).exit_code, restored(*restore).exit_code]
    assert shell.json("sources") == restored.json("sources")


def test_the_commands_of_a_server_are_those_of_the_tests() -> None:
    """Chroma is started with the options that the tests use."""
    (start,) = [line for line in commands(ROOT / "docs" / "scale-out.md") if line.startswith("chroma")]
    source = (ROOT / "tests" / "support" / "chroma_server.py").read_text("utf-8")
    assert ["run", "--path", "--host", "--port"] == [
        word for word in shlex.split(start) if word.startswith("--") or word == "run"
    ]
    assert [] == [word for word in shlex.split(start) if word.startswith("--") and f'"{word}"' not in source]
