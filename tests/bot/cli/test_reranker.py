"""The command line with a reranker: it has its say, is examined, and does no harm where it fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.rerank_server import RerankApi, rerank_api

ARTICLE = "# The tower\n\nThe tower of Hollin Point was finished in 1811. Its lamp burned whale oil until 1866.\n"
QUESTION = "When was the tower finished?"
QUESTIONS = '{"question": "When was the tower finished?", "source": "tower.md", "quote": "finished in 1811"}\n'


def pincite(folder: Path, api: RerankApi, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose reranker is behind ``api``, or as settings say it."""
    settings = {
        "NO_PROXY": "*",
        "PINCITE_DATA_DIR": str(folder / "data"),
        "PINCITE_RERANKER": "endpoint",
        "PINCITE_RERANKER_BASE_URL": api.base_url,
        **changed,
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")} | settings
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def quotes(folder: Path, api: RerankApi) -> list[str]:
    """The quotes of an answer, best first."""
    answer = json.loads(pincite(folder, api, "ask", QUESTION, "--json").stdout)
    return [citation["quote"] for citation in answer["citations"]]


def test_the_reranker_has_its_say_and_fails_without_harm(tmp_path: Path) -> None:
    """It orders what is quoted; where it fails that is said once, the answer stays, and a measurement stops."""
    (tmp_path / "tower.md").write_text(ARTICLE, "utf-8")
    (tmp_path / "questions.jsonl").write_text(QUESTIONS, "utf-8")
    with rerank_api() as api:
        pincite(tmp_path, api, "index", "tower.md")
        first = quotes(tmp_path, api)[0]
        api.sign = -1
        assert first != quotes(tmp_path, api)[0]
        assert {"part": "reranker", "level": "ok", "words": f"reranker@{api.base_url}"} in json.loads(
            pincite(tmp_path, api, "doctor", "--json").stdout
        )["findings"]
        api.status = 500
        asked = pincite(tmp_path, api, "ask", QUESTION)
        examined = pincite(tmp_path, api, "doctor")
        measured = pincite(tmp_path, api, "eval", "questions.jsonl")
    assert "[1] “The tower of Hollin Point was finished in 1811.”" in asked.stdout
    assert 1 == asked.stderr.count("The reranker's endpoint failed")
    assert (1, 1) == (examined.returncode, measured.returncode)
    assert "check PINCITE_RERANKER_BASE_URL" in examined.stdout
    assert "check PINCITE_RERANKER_BASE_URL" in measured.stderr


def test_a_question_never_fetches_a_model(tmp_path: Path) -> None:
    """A cross-encoder that is not here is one sentence, which names the command that fetches it, and no request."""
    pytest.importorskip("fastembed", reason="an extra")
    (tmp_path / "tower.md").write_text(ARTICLE, "utf-8")
    settings = {"PINCITE_RERANKER": "fastembed", "PINCITE_RERANKER_MODEL": "example/elsewhere"}
    with rerank_api() as api:
        pincite(tmp_path, api, "index", "tower.md")
        asked = pincite(tmp_path, api, "ask", QUESTION, HF_ENDPOINT=api.base_url, **settings)
        assert [] == api.fetched
    assert "[1] “The tower of Hollin Point was finished in 1811.”" in asked.stdout
    assert (
        "The reranker example/elsewhere is not here yet; run `pincite doctor` once to fetch it. "
        "Until then the best sentences are ranked without it.\n"
    ) == asked.stderr
