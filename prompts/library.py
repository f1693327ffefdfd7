"""Prompt files: front matter that declares a version and variables, then what the model is told.

A file has the two headings ``# System`` and ``# User``. ``{{name}}`` stands for a variable; nothing else has a meaning,
and what is filled in is never looked at again, so that no text of a source can become part of the template.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
_FILE = re.compile(r"---\n(?P<head>.*?)\n---\n+# System\n(?P<system>.*?)\n# User\n(?P<user>.*)", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_DECLARED = {"version", "purpose", "variables"}


class PromptError(Exception):
    """A prompt file cannot be used; the message is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """A prompt with its variables filled in.

    Attributes:
        name: The prompt's name and version: ``answer@1``.
    """

    name: str
    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file."""

    name: str
    version: str
    variables: frozenset[str]
    system: str
    user: str

    def render(self, values: Mapping[str, str]) -> RenderedPrompt:
        """Fill in the variables; raises ``PromptError`` unless ``values`` holds exactly these."""
        if set(values) != self.variables:
            missing, unknown = sorted(self.variables - set(values)), sorted(set(values) - self.variables)
            raise PromptError(f"The prompt {self.name} lacks {missing} and does not know {unknown}.")

        def value(found: re.Match[str]) -> str:
            return values[found[1]]

        return RenderedPrompt(
            f"{self.name}@{self.version}", _VARIABLE.sub(value, self.system), _VARIABLE.sub(value, self.user)
        )


class PromptLibrary:
    """Finds prompts by name: an admin's own file first, then the one that comes with Pincite."""

    def __init__(self, folder: Path | None = None) -> None:
        """Look into ``folder`` first; raises ``PromptError`` if it is no folder or holds a prompt nobody asks for."""
        if folder is not None and not folder.is_dir():
            raise PromptError(
                f"There is no folder {folder}; set PINCITE_PROMPTS_DIR to one with prompt files, or unset it."
            )
        self._folder = folder
        if folder is not None:
            for file in sorted(folder.glob("*.md")):
                if not (_FOLDER / file.name).exists():
                    names = ", ".join(sorted(path.name for path in _FOLDER.glob("*.md")))
                    raise PromptError(
                        f"{file} is no prompt of Pincite's; rename it to one of {names}, or take it away."
                    )
                self.get(file.stem)

    def get(self, name: str) -> Prompt:
        """The prompt of that name; raises ``PromptError`` where its file cannot be used."""
        given = _read(_FOLDER / f"{name}.md")
        own = self._folder / f"{name}.md" if self._folder else None
        if own is None or not own.exists():
            return given
        found = _read(own)
        if found.variables != given.variables:
            wanted = ", ".join(sorted(given.variables))
            raise PromptError(f"{own} must use exactly these variables: {wanted}; add or remove what differs.")
        return found


@cache
def _read(file: Path) -> Prompt:
    try:
        text = file.read_text("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"The prompt {file} cannot be read; make it a readable UTF-8 file.") from error
    parts = _FILE.fullmatch(text)
    if parts is None:
        raise PromptError(f"{file} needs front matter between two lines of ---, then # System and # User.")
    try:
        head = yaml.safe_load(parts["head"])
    except yaml.YAMLError as error:
        raise PromptError(f"The front matter of {file} is not YAML; write version, purpose and variables.") from error
    if not isinstance(head, dict) or set(head) != _DECLARED or not isinstance(head["variables"], list):
        raise PromptError(f"The front matter of {file} must have version, purpose and a list of variables.")
    system, user = parts["system"].strip(), parts["user"].strip()
    used = frozenset(_VARIABLE.findall(system + user))
    if used != set(head["variables"]):
        raise PromptError(f"{file} declares the variables {sorted(head['variables'])} and uses {sorted(used)}.")
    return Prompt(file.stem, str(head["version"]), used, system, user)
