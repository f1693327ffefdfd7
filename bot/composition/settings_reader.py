"""Reads the settings; an invalid one becomes a sentence that names it."""

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from config.settings import Settings
from index.errors import PinciteError

_PYDANTIC_PREFIX = "Value error, "
_SEE = "docs/settings.md lists them."


def read_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - each setting has its own type
    """Read the settings from the environment and ``.env``.

    Args:
        **overrides: Settings by name without ``PINCITE_``; they replace those of the environment.

    Raises:
        PinciteError: A setting is not valid.
        TypeError: No setting has that name.
    """
    for name in overrides.keys() - Settings.model_fields.keys():
        near = get_close_matches(name, Settings.model_fields, 1)
        raise TypeError(f"There is no setting {name}; " + (f"did you mean {near[0]}?" if near else _SEE))
    try:
        return Settings(**_without_orphans(overrides))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = first["msg"].removeprefix(_PYDANTIC_PREFIX)
        if first["loc"]:
            name = str(first["loc"][0])
            reason = f"{name if name in overrides else f'PINCITE_{name.upper()}'} is not valid: {reason}"
        raise PinciteError(f"{reason}; docs/settings.md lists the valid values.") from error
    except SettingsError as error:
        raise PinciteError(f"The settings cannot be read: {error}; docs/settings.md lists the valid values.") from error


def _without_orphans(overrides: dict[str, Any]) -> dict[str, Any]:
    """Overrides that also clear what belongs to a model that is switched off by None."""
    orphans: dict[str, Any] = {}
    for switch, group in (("llm_provider", "llm"), ("reranker", "reranker")):
        if switch in overrides and overrides[switch] is None:
            orphans |= {f"{group}_model": None, f"{group}_base_url": None}
    return orphans | overrides
