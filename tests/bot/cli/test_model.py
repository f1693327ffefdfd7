"""The command line with a language model over HTTP: answers, checks and drafts."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.support.llm_server import ModelApi, Reply, model_api
from tests.support.shell import Shell

ARTICLE = (
    "# The tower\n\nThe tower of Hollin Point was finished in 1811 by Ada Byrne. "
    "Its lamp burned whale oil until 1866.\n"
)


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article, indexed."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "tower.md").write_text(ARTICLE, "utf-8")
    assert 0 == Shell(folder)("index", folder / "tower.md").exit_code
    return folder / "tower.md"


def pincite(article: Path, api: ModelApi) -> Callable[..., Result]:
    """Return a function that runs a command with the model at ``api``."""
    return lambda *arguments: Shell(article.parent)(
        *arguments, LLM_PROVIDER="openai", LLM_MODEL="test", LLM_BASE_URL=api.base_url
    )


def test_the_model_answers_drafts_and_is_examined(article: Path, tmp_path: Path) -> None:
    """The model of the settings answers, drafts questions, and passes the doctor's check."""
    with model_api(Reply("It was finished in 1811 [1].")) as api:
        run = pincite(article, api)
        answer = json.loads(run("ask", "When was the tower finished?", "--json").stdout)
        assert ("model", "It was finished in 1811. [1]") == (answer["mode"], answer["text"])
        assert answer["writing"]["usage"]["prompt_tokens"] == 70
        found = json.loads(run("doctor", "--json").stdout)["findings"]
        assert {"part": "language model", "level": "ok", "words": "test (openai)"} in found
    with model_api(Reply("When was the tower finished?")) as api:
        drafted = pincite(article, api)("eval", "init", article, "--out", tmp_path / "questions.jsonl")
    assert 0 == drafted.exit_code, drafted.stderr
    first = json.loads((tmp_path / "questions.jsonl").read_text("utf-8").splitlines()[0])
    assert "When was the tower finished?" == first["question"]
    assert first["quote"] in ARTICLE


def test_a_model_that_is_down_is_said_and_does_no_harm(article: Path) -> None:
    """Without the model the answer consists of quotes, and the doctor names the setting."""
    with model_api(Reply(status=401)) as api:
        asked = pincite(article, api)("ask", "When was the tower finished?")
        examined = pincite(article, api)("doctor")
    assert "[1] “The tower of Hollin Point was finished in 1811 by Ada Byrne.”" in asked.stdout
    assert "The language model did not answer" in asked.stderr
    assert 1 == examined.exit_code
    assert "PINCITE_LLM_API_KEY" in examined.stdout
    assert "Traceback" not in asked.stderr + examined.stderr
