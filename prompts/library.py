"""Loads and renders prompt files: front matter with a version and variables, then a system and a user message.

A file has the two headings ``# System`` and ``# User``. ``{{name}}`` is a variable; nothing else is replaced. Values
are filled in once and not scanned for variables, so that no text of a source becomes a part of the template.
"""

import hashlib
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
    """A prompt file is not usable; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """A prompt with the values of its variables.

    Attributes:
        name: The name and version of the prompt: ``answer@1``.
    """

    name: str
    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A parsed prompt file."""

    name: str
    version: str
    variables: frozenset[str]
    system: str
    user: str

    def render(self, values: Mapping[str, str]) -> RenderedPrompt:
        """Fill in the variables; raises ``PromptError`` unless ``values`` has exactly these."""
        if set(values) != self.variables:
            missing, unknown = sorted(self.variables - set(values)), sorted(set(values) - self.variables)
            raise PromptError(f"The prompt {self.name} lacks {missing} and does not know {unknown}.")

        def value(found: re.Match[str]) -> str:
            return values[found[1]]

        return RenderedPrompt(
            f"{self.name}@{self.version}", _VARIABLE.sub(value, self.system), _VARIABLE.sub(value, self.user)
        )


class PromptLibrary:
    """Finds prompts by name: the admin's own file first, then the file of Pincite."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read all prompts, an admin's files from ``folder``.

        Raises:
            PromptError: It is no folder, it has an unknown prompt, or a file is not usable.
        """
        if folder is not None and not folder.is_dir():
            raise PromptError(
                f"There is no folder {folder}; set PINCITE_PROMPTS_DIR to one with prompt files, or unset it."
            )
        self._folder = folder
        if folder is not None:
            for file in sorted(folder.glob("*.md")):
                if not (_FOLDER / file.name).exists():
                    names = ", ".join(sorted(path.name for path in _FOLDER.glob("*.md")))
                    raise PromptError(f"{file} is no prompt of Pincite; rename it to one of {names}, or remove it.")
        for file in _FOLDER.glob("*.md"):  # now, because the event loop asks for them later
            self.get(file.stem)

    def digest(self) -> str:
        """Identify the prompts by their words."""
        found = [self.get(file.stem) for file in sorted(_FOLDER.glob("*.md"))]
        words = [(prompt.name, prompt.version, prompt.system, prompt.user) for prompt in found]
        return hashlib.sha256(repr(words).encode()).hexdigest()

    def get(self, name: str) -> Prompt:
        """Return the prompt of that name; raises ``PromptError`` if its file is not usable."""
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
