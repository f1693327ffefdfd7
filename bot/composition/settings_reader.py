"""Reads the settings; an invalid one becomes a sentence that names it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from config.settings import Settings
from index.errors import InvalidSettingError

_PYDANTIC_PREFIX = "Value error, "
_SEE = "docs/settings.md lists them."


def read_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - each setting has its own type
    """Read the settings from the environment and ``.env``.

    Args:
        **overrides: Settings by name without ``PINCITE_``; they replace those of the environment.

    Raises:
        InvalidSettingError: A setting is not valid, or ``.env`` cannot be read.
        TypeError: No setting has that name.
    """
    for name in overrides.keys() - Settings.model_fields.keys():
        near = get_close_matches(name, Settings.model_fields, 1)
        raise TypeError(f"There is no setting {name}; " + (f"did you mean {near[0]}?" if near else _SEE))
    try:
        with _every_line_of_dotenv():
            return Settings(**_without_orphans(overrides))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = first["msg"].removeprefix(_PYDANTIC_PREFIX)
        if first["loc"]:
            name = str(first["loc"][0])
            reason = f"{name if name in overrides else f'PINCITE_{name.upper()}'} is not valid: {reason}"
        raise InvalidSettingError(f"{reason}; docs/settings.md lists the valid values.") from error
    except (SettingsError, RecursionError) as error:  # JSON of a thousand brackets is too deep to parse
        raise InvalidSettingError(
            f"The settings cannot be read: {error}; docs/settings.md lists the values."
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidSettingError("The file .env is not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise InvalidSettingError(f"The file .env cannot be read ({error.strerror}); check its permissions.") from error


@contextmanager
def _every_line_of_dotenv() -> Iterator[None]:
    """Raise where python-dotenv only warns: a line that it skips could be the one that restricts access."""
    warnings = _WarningCollector()
    logger = logging.getLogger("dotenv")
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(warnings)
    try:
        yield
    finally:
        logger.removeHandler(warnings)
        logger.propagate = propagates
    if warnings.messages:
        reason = warnings.messages[0].removeprefix("python-dotenv ")
        raise InvalidSettingError(f"The file .env is not valid: {reason}; each line is NAME=value.")


class _WarningCollector(logging.Handler):
    """Collects the messages of a logger."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        self.messages.append(record.getMessage())


def _without_orphans(overrides: dict[str, Any]) -> dict[str, Any]:
    """Overrides that also clear what belongs to a model that is switched off by None."""
    orphans: dict[str, Any] = {}
    for switch, group in (("llm_provider", "llm"), ("reranker", "reranker")):
        if switch in overrides and overrides[switch] is None:
            orphans |= {f"{group}_model": None, f"{group}_base_url": None}
    return orphans | overrides
