"""The Python of the README and of ``docs/python.md`` runs, on the samples, as a reader would run it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def run_page(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the blocks of a page in order, in a folder with the samples; returns the names that they leave."""
    (folder / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        exec(compile(block, str(page), "exec"), names)  # noqa: S102 - our own pages
    return names


@pytest.mark.slow
def test_the_readmes_lines_answer_with_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten lines index a sample, answer a question with its sentences and find passages."""
    [block] = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(block.strip().splitlines()) <= 11
    names = run_page(ROOT / "README.md", tmp_path, monkeypatch)
    printed = capsys.readouterr().out
    assert "Whitehouse’s high voltage" in names["answer"].citations[0].quote
    assert all(citation.quote in printed for citation in names["answer"].citations)
    assert "a telegram between London and New York cost £20" in printed


@pytest.mark.slow
def test_the_pages_lines_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each block leaves what the page says about it; without a model at hand, the last one answers with quotes."""
    names = run_page(ROOT / "docs" / "python.md", tmp_path, monkeypatch)
    printed = capsys.readouterr().out
    assert "added Five voyages for one wire" in printed
    assert "£20 for up to 20 words" in names["nodes"][0].text
    assert "Whitehouse’s high voltage" in names["response"].source_nodes[0].text
    assert "to the left meant a dot" in printed
    assert "£20 for up to 20 words" in names["node"].text
    assert ("quotes", "model_failed") == (names["answer"].mode, names["answer"].notice)
