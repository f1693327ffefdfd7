"""Names of languages for prompts, from Babel. Pure."""

from collections.abc import Mapping
from typing import cast

from bot.answering.word_lists import load_once

_UNKNOWN = "the language of the question"


def get_language_name(code: str) -> str:
    """Return the English name of a language; for an unknown code the prompt says "the language of the question"."""
    name = _load_names().get(code) if code != "und" else None
    return name or _UNKNOWN


@load_once
def _load_names() -> Mapping[str, str]:
    from babel import Locale  # noqa: PLC0415 - only generative answers need it

    return cast("Mapping[str, str]", Locale("en").languages)
