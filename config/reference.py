"""The settings in words: ``docs/settings.md`` and ``.env.example``, both generated from the Settings class.

``python -m config.reference`` prints the page, ``--env`` the example file; ``--check PATH`` compares instead.
"""

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from config.settings import Settings

# What stands for a default that only the machine it runs on can tell.
_COMPUTED_IN_WORDS = {"data_dir": "the user's data folder (`~/.local/share/pincite` on Linux)"}
_BOUNDS_IN_WORDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}

_PAGE = """\
<!-- Written by `make docs` from config/settings.py: change the descriptions there. -->
# Settings

Every setting is an environment variable, and every one has a default.
[`.env.example`](../.env.example) lists them all, ready to be copied to `.env`.

| Variable | Default | What it does |
| --- | --- | --- |
{rows}

## Where a value comes from

1. the environment, such as `PINCITE_LINK_DEPTH=2 pincite …`;
2. else the file `.env` in the folder that Pincite is started from;
3. else the default above.

Values are read once, at the start. Capital and small letters are the same in a variable's name, and a variable that
Pincite does not know is ignored. A secret shows as `**********` wherever settings are printed.
"""

_ENV_HEAD = """\
# Pincite's settings: copy this file to .env and take the "#" from the settings that you change.
# Written by `make docs` from config/settings.py.
"""


def render() -> str:
    """Return the Markdown page with every setting, its default and where values are read from."""
    rows = (
        f"| `{_variable(name)}` | {_default_in_words(name, field)} | {_meaning(field)} |"
        for name, field in Settings.model_fields.items()
    )
    return _PAGE.format(rows="\n".join(rows))


def render_env() -> str:
    """Return ``.env.example``: every setting as a commented line that holds its default."""
    return _ENV_HEAD + "".join(_env_entry(name, field) for name, field in Settings.model_fields.items())


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a generated file, or compare one with what it should be.

    Args:
        arguments: The command line without the program's name; by default the process's own.

    Returns:
        The exit status: 1 if ``--check`` found a difference, else 0.
    """
    parser = argparse.ArgumentParser(prog="python -m config.reference", description="Print the settings reference.")
    parser.add_argument("--env", action="store_true", help="print .env.example instead of the Markdown page")
    parser.add_argument("--check", metavar="PATH", type=Path, help="print nothing; fail if the file at PATH differs")
    options = parser.parse_args(arguments)
    text = render_env() if options.env else render()
    if options.check is None:
        sys.stdout.write(text)
    elif not options.check.is_file() or options.check.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{options.check} is not what config/settings.py says: run `make docs`.\n")
        return 1
    return 0


def _variable(name: str) -> str:
    return f"{Settings.model_config.get('env_prefix', '')}{name}".upper()


def _default_in_words(name: str, field: FieldInfo) -> str:
    if field.default_factory is not None:
        return _COMPUTED_IN_WORDS[name]
    value = _env_value(field.default)
    return "none" if value in {"", "[]"} else f"`{value}`"


def _env_value(default: Any) -> str:  # noqa: ANN401 - a default is whatever its setting holds
    if default is None:
        return ""
    if isinstance(default, tuple):
        return json.dumps(default)
    if isinstance(default, frozenset):
        return ",".join(map(str, sorted(default)))
    return str(default)


def _meaning(field: FieldInfo) -> str:
    bounds = [
        f"{words} {getattr(rule, bound)}"
        for rule in field.metadata
        for bound, words in _BOUNDS_IN_WORDS.items()
        if hasattr(rule, bound)
    ]
    sentences = [field.description or "", f"{', '.join(bounds).capitalize()}." if bounds else ""]
    if SecretStr in getattr(field.annotation, "__args__", (field.annotation,)):
        sentences.insert(0, "**Secret.**")
    return " ".join(filter(None, sentences)).replace("|", "\\|")


def _env_entry(name: str, field: FieldInfo) -> str:
    meaning = _meaning(field).replace("**", "").replace("\\|", "|")
    if field.default_factory is not None:
        meaning += f" By default {_default_in_words(name, field)}."
    value = "" if field.default_factory is not None else _env_value(field.default)
    return "\n" + textwrap.indent(textwrap.fill(meaning, 110), "# ") + f"\n#{_variable(name)}={value}\n"


if __name__ == "__main__":
    sys.exit(main())
