"""Languages as a model is told of them. Pure."""

from functools import cache

_UNKNOWN = "the language of the question"


@cache
def get_language_name(code: str) -> str:
    """A language's English name; how to find it where the code is not known."""
    from babel import Locale  # noqa: PLC0415 - only an answer that a model writes needs it

    name = Locale("en").languages.get(code) if code != "und" else None
    return name or _UNKNOWN
