"""Word lists: the TOML file beside a module that recognizes words of several languages."""

from functools import cache
from pathlib import Path
from typing import Any


@cache
def read_word_list(module: str) -> Any:  # noqa: ANN401 - each file has a shape of its own, which its module declares
    """Read the word list of a module: ``small_talk.toml`` beside ``small_talk.py``.

    Args:
        module: The ``__file__`` of the module.
    """
    import tomllib  # noqa: PLC0415 - commands that neither index nor answer do not need it

    return tomllib.loads(Path(module).with_suffix(".toml").read_text(encoding="utf-8"))
