"""The command line with a reranker: it orders the quotes, the doctor checks it, and its failure does no harm."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import Result

from tests.support.rerank_server import rerank_api
from tests.support.shared_models import link_models
from tests.support.shell import Shell

ARTICLE = "# The tower\n\nThe tower of Hollin Point was finished in 1811. Its lamp burned whale oil until 1866.\n"
QUESTION = "When was the tower finished?"
QUESTIONS = '{"question": "When was the tower finished?", "source": "tower.md", "quote": "finished in 1811"}\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the article, which is indexed, and a question about it."""
    made = tmp_path_factory.mktemp("reranker")
    (made / "tower.md").write_text(ARTICLE, "utf-8")
    (made / "questions.jsonl").write_text(QUESTIONS.replace("tower.md", str(made / "tower.md")), "utf-8")
    assert 0 == Shell(made)("index", made / "tower.md").exit_code
    link_models(made / "data")
    return made


def test_the_reranker_has_its_say_and_fails_without_harm(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The reranker orders the quotes. When it fails, the answer says so once, and a measurement stops."""
    monkeypatch.setenv("NO_PROXY", "*")
    with rerank_api() as api:

        def run(*arguments: object) -> Result:
            return Shell(folder)(*arguments, RERANKER="endpoint", RERANKER_BASE_URL=api.base_url)

        def first_quote() -> str:
            return str(json.loads(run("ask", QUESTION, "--json").stdout)["citations"][0]["quote"])

        first = first_quote()
        api.sign = -1
        assert first != first_quote()
        findings = json.loads(run("doctor", "--json").stdout)["findings"]
        assert {"part": "reranker", "level": "ok", "words": f"reranker@{api.base_url}"} in findings
        api.status = 500
        caplog.clear()
        asked = run("ask", QUESTION)
        logged = [record.getMessage() for record in caplog.records]  # a process prints it on stderr, as below
        examined = run("doctor")
        measured = run("eval", folder / "questions.jsonl", "--out", tmp_path / "report")
    assert "[1] “The tower of Hollin Point was finished in 1811.”" in asked.stdout
    assert 1 == sum("The reranker's endpoint failed" in line for line in logged)
    assert (1, 1) == (examined.exit_code, measured.exit_code)
    assert "check PINCITE_RERANKER_BASE_URL" in examined.stdout
    assert "check PINCITE_RERANKER_BASE_URL" in measured.stderr


def test_a_question_never_fetches_a_model(folder: Path) -> None:
    """A missing cross-encoder is one sentence, which names the command that downloads it, and no request."""
    pytest.importorskip("fastembed", reason="an extra")
    with rerank_api() as api:
        # In a process of its own, because the library reads HF_ENDPOINT when it is imported.
        settings = {
            "NO_PROXY": "*",
            "HF_ENDPOINT": api.base_url,
            "PINCITE_DATA_DIR": str(folder / "data"),
            "PINCITE_RERANKER": "fastembed",
            "PINCITE_RERANKER_MODEL": "example/elsewhere",
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")} | settings
        command = [sys.executable, "-m", "bot", "ask", QUESTION]
        asked = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
        assert [] == api.fetched
    assert "[1] “The tower of Hollin Point was finished in 1811.”" in asked.stdout
    assert (
        "The reranker example/elsewhere is not here yet; run `pincite doctor` once to fetch it. "
        "Until then the best sentences are ranked without it.\n"
    ) == asked.stderr
