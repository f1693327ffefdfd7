"""The settings as they were given; what is wrong with them is one sentence that names the setting."""

from pydantic import ValidationError
from pydantic_settings import SettingsError

from config.settings import Settings
from index.errors import PinciteError

_PYDANTICS_OWN = "Value error, "


def read_settings() -> Settings:
    """Read them from the environment and ``.env``; raises ``PinciteError``."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = first["msg"].removeprefix(_PYDANTICS_OWN)
        if first["loc"]:
            reason = f"PINCITE_{str(first['loc'][0]).upper()} is not valid: {reason}"
        raise PinciteError(f"{reason}; docs/settings.md says what it takes.") from error
    except SettingsError as error:
        raise PinciteError(f"The settings cannot be read: {error}; docs/settings.md says what each takes.") from error
