"""What is wrong with the settings, in one sentence for each setting."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from dotenv import dotenv_values
from pydantic import ValidationError

from config.settings import Settings

PREFIX = "PINCITE_"

_VALUE_ERROR = "Value error, "
_SEE = "docs/settings.md lists the valid values."
_NEAR = 0.75  # a name of another program, such as PINCITE_TEST_LLM_URL, is less like a setting
_NAME = re.compile(rf"{PREFIX}\w+")

_WORDS = {
    "greater_than_equal": "it must be at least {ge}",
    "greater_than": "it must be above {gt}",
    "less_than_equal": "it must be at most {le}",
    "less_than": "it must be below {lt}",
    "literal_error": "it must be {expected}",
    "too_long": "it must have at most {max_length} parts",
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), "it must be a whole number"),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number"), "it must be a number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "it must be true or false"),
    **dict.fromkeys(("time_delta_parsing", "time_delta_type"), "it must be an interval such as 30m, 12h or 7d"),
    **dict.fromkeys(("ip_v4_network", "ip_v6_network"), "each part must be a network such as 10.1.0.0/16"),
}
"""Our words for the errors of pydantic, by type."""


def explain(error: ValidationError, given: Iterable[str] = ()) -> list[str]:
    """Return a sentence for each setting that is not valid.

    Args:
        error: Of the settings.
        given: The settings that came as keywords, which are named as such.
    """
    problems: dict[str, str] = {}
    for one in error.errors(include_url=False, include_input=False):
        template = _WORDS.get(one["type"])
        reason = template.format_map(one.get("ctx", {})) if template else one["msg"].removeprefix(_VALUE_ERROR)
        if one["loc"]:
            name = str(one["loc"][0])
            shown = name if name in given else f"{PREFIX}{name.upper()}"
            problems.setdefault(name, f"{shown} is not valid: {reason}")
        else:  # of several settings together
            problems |= {problem: problem for problem in reason.split("\n")}
    return [f"{problem}; {_SEE}" for problem in problems.values()]


def invalid_names(error: ValidationError) -> set[str]:
    """Return the names of the settings whose own values are not valid."""
    return {str(one["loc"][0]) for one in error.errors(include_url=False, include_input=False) if one["loc"]}


def mentions(problem: str, names: Iterable[str]) -> bool:
    """Return whether a problem is about one of these settings."""
    return bool(set(_NAME.findall(problem)) & {f"{PREFIX}{name.upper()}" for name in names})


def find_misspelt() -> Iterator[str]:
    """Yield a sentence for each variable that is no setting but nearly one: it could restrict access, and would not."""
    for name, nearest in sorted(unknown_names().items()):
        if nearest is not None:
            yield f"{name} is not a setting; did you mean {nearest}? docs/settings.md lists the settings."


def unknown_names() -> Mapping[str, str | None]:
    """Return the variables of the environment and ``.env`` that are no settings, each with the setting most like it.

    The value is None where no setting is like it, so the variable belongs to another program.
    """
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    found = [*os.environ, *dotenv_values(".env", encoding="utf-8", interpolate=False)]
    return {
        name: _nearest(name.upper(), known)
        for name in found
        if name.upper().startswith(PREFIX) and name.upper() not in known
    }


def _nearest(name: str, known: Iterable[str]) -> str | None:
    ratio, nearest = max((SequenceMatcher(None, name[len(PREFIX) :], one[len(PREFIX) :]).ratio(), one) for one in known)
    return nearest if ratio >= _NEAR else None
