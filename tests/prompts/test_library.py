"""Prompt files declare their variables, accept exactly these, and may be replaced by an admin's files."""

from pathlib import Path

import pytest

from bot.answering.llm.prompt_text import estimate_tokens
from prompts.library import PromptError, PromptLibrary
from tests.support.paths import ROOT

NAMES = sorted(path.stem for path in (ROOT / "prompts").glob("*.md"))
OWN = """---
version: mine
purpose: Test.
variables: [question, sentence]
---

# System
Be brief.

# User
{{sentence}} {{question}}
"""


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_renders_and_is_short(name: str) -> None:
    """Without its values, a prompt has fewer than two hundred tokens."""
    prompt = PromptLibrary().get(name)
    rendered = prompt.render(dict.fromkeys(prompt.variables, ""))
    assert f"{name}@{prompt.version}" == rendered.name
    assert estimate_tokens(rendered.system + rendered.user) < 200
    assert "{{" not in rendered.system + rendered.user


def test_values_are_not_scanned_for_variables() -> None:
    """A value that looks like a variable stays as it is."""
    rendered = PromptLibrary().get("confirm").render({"question": "{{sentence}}", "sentence": "secret"})
    assert "Question: {{sentence}}" in rendered.user


@pytest.mark.parametrize("values", [{"question": "Why?"}, {"question": "Why?", "sentence": "So.", "mood": "bad"}])
def test_variables_must_be_exactly_those_declared(values: dict[str, str]) -> None:
    """A missing variable is an error, and so is an unknown one."""
    with pytest.raises(PromptError):
        PromptLibrary().get("confirm").render(values)


def test_an_admins_prompt_replaces_the_one_of_its_name(tmp_path: Path) -> None:
    """The admin's folder comes first; prompts that it lacks are those of Pincite."""
    (tmp_path / "confirm.md").write_text(OWN, "utf-8")
    library = PromptLibrary(tmp_path)
    assert "confirm@mine" == library.get("confirm").render({"question": "Why?", "sentence": "So."}).name
    assert "2" == library.get("answer").version


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("confirm.md", "no front matter"),
        ("confirm.md", OWN.replace("version: mine", "version: [")),
        ("confirm.md", OWN.replace("purpose: Test.\n", "")),
        ("confirm.md", OWN.replace("{{sentence}}", "")),
        ("confirm.md", OWN.replace("[question, sentence]", "[question]").replace("{{sentence}}", "")),
        ("unheard-of.md", OWN),
    ],
)
def test_an_unusable_prompt_is_an_error_with_a_reason(tmp_path: Path, name: str, body: str) -> None:
    """The error is one sentence, and comes before the first question."""
    (tmp_path / name).write_text(body, "utf-8")
    with pytest.raises(PromptError) as caught:
        PromptLibrary(tmp_path)
    assert str(tmp_path / name) in str(caught.value)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """The error comes at the start."""
    with pytest.raises(PromptError, match="PINCITE_PROMPTS_DIR"):
        PromptLibrary(tmp_path / "none")
