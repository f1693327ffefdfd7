"""The command line with a language model: asked, checked, and drafted with, over HTTP."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.llm_server import ModelApi, Reply, model_api

ARTICLE = (
    "# The tower\n\nThe tower of Hollin Point was finished in 1811 by Ada Byrne. "
    "Its lamp burned whale oil until 1866.\n"
)


def pincite(folder: Path, api: ModelApi, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose model is behind ``api``."""
    settings = {
        "PINCITE_DATA_DIR": str(folder / "data"),
        "PINCITE_LLM_PROVIDER": "openai",
        "PINCITE_LLM_MODEL": "test",
        "PINCITE_LLM_BASE_URL": api.base_url,
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")} | settings
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def test_the_model_answers_drafts_and_is_examined(tmp_path: Path) -> None:
    """What the settings name is what answers, what drafts questions, and what the doctor asks."""
    article = tmp_path / "tower.md"
    article.write_text(ARTICLE, "utf-8")
    with model_api(Reply("It was finished in 1811 [1].")) as api:
        assert 0 == pincite(tmp_path, api, "index", str(article), "--json").returncode
        answer = json.loads(pincite(tmp_path, api, "ask", "When was the tower finished?", "--json").stdout)
        assert ("model", "It was finished in 1811. [1]") == (answer["mode"], answer["text"])
        assert answer["writing"]["usage"]["prompt_tokens"] == 70
        found = json.loads(pincite(tmp_path, api, "doctor", "--json").stdout)["findings"]
        assert {"part": "language model", "level": "ok", "words": "test (openai)"} in found
    with model_api(Reply("When was the tower finished?")) as api:
        drafted = pincite(tmp_path, api, "eval", "init", str(article), "--out", str(tmp_path / "questions.jsonl"))
    assert 0 == drafted.returncode, drafted.stderr
    first = json.loads((tmp_path / "questions.jsonl").read_text("utf-8").splitlines()[0])
    assert "When was the tower finished?" == first["question"]
    assert first["quote"] in ARTICLE


def test_a_model_that_is_down_is_said_and_does_no_harm(tmp_path: Path) -> None:
    """The question is answered with quotes; the doctor names the setting."""
    article = tmp_path / "tower.md"
    article.write_text(ARTICLE, "utf-8")
    with model_api(Reply(status=401)) as api:
        pincite(tmp_path, api, "index", str(article))
        asked = pincite(tmp_path, api, "ask", "When was the tower finished?")
        examined = pincite(tmp_path, api, "doctor")
    assert "[1] “The tower of Hollin Point was finished in 1811 by Ada Byrne.”" in asked.stdout
    assert "The language model did not answer" in asked.stderr
    assert 1 == examined.returncode
    assert "PINCITE_LLM_API_KEY" in examined.stdout
    assert "Traceback" not in asked.stderr + examined.stderr
