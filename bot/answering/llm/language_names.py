"""Names of languages for prompts, from Babel. Pure."""

from functools import cache

_UNKNOWN = "the language of the question"


@cache
def get_language_name(code: str) -> str:
    """Return the English name of a language; for an unknown code the prompt says "the language of the question"."""
    from babel import Locale  # noqa: PLC0415 - only generative answers need it

    name = Locale("en").languages.get(code) if code != "und" else None
    return name or _UNKNOWN
