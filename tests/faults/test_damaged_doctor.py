"""``pincite doctor`` on a damaged catalog: it names the problem and what to do, whatever bytes are damaged."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.damaged_files import damage
from tests.support.shell import OIL, PAGE, Shell

pytestmark = pytest.mark.slow

FLIPS = 8
"""Damaged copies of the catalog."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of an index with two pages."""
    folder = tmp_path_factory.mktemp("sound")
    (folder / "lamp.html").write_text(PAGE, encoding="utf-8")
    (folder / "oil.html").write_text(OIL, encoding="utf-8")
    assert 0 == Shell(folder)("index", folder / "lamp.html").exit_code
    yield folder / "data"


@pytest.mark.parametrize("seed", range(FLIPS))
@pytest.mark.parametrize("options", [(), ("--deep",)], ids=["plain", "deep"])
def test_the_doctor_reports_damage_in_words(sound: Path, tmp_path: Path, seed: int, options: tuple[str, ...]) -> None:
    """A check may find nothing in unused bytes; otherwise it exits with 1 and names a problem."""
    shutil.copytree(sound, tmp_path / "data")
    damage(tmp_path / "data" / "catalog.sqlite", seed)
    result = Shell(tmp_path)("doctor", "--fast", "--json", *options)
    levels = {finding["level"] for finding in json.loads(result.stdout)["findings"]}
    assert ("problem" in levels) == result.exit_code, result.output
    assert "Traceback" not in result.output
