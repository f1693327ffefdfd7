"""Reads the settings; an invalid one becomes a sentence that names it."""

from pydantic import ValidationError
from pydantic_settings import SettingsError

from config.settings import Settings
from index.errors import PinciteError

_PYDANTIC_PREFIX = "Value error, "


def read_settings() -> Settings:
    """Read the settings from the environment and ``.env``; raises ``PinciteError``."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = first["msg"].removeprefix(_PYDANTIC_PREFIX)
        if first["loc"]:
            reason = f"PINCITE_{str(first['loc'][0]).upper()} is not valid: {reason}"
        raise PinciteError(f"{reason}; docs/settings.md lists the valid values.") from error
    except SettingsError as error:
        raise PinciteError(f"The settings cannot be read: {error}; docs/settings.md lists the valid values.") from error
