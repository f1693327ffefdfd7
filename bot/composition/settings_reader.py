"""Reads the settings; an invalid one becomes a sentence that names it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError

from bot.composition.setting_problems import explain, find_misspelt, invalid_names, mentions
from config.settings import Settings
from index.errors import InvalidSettingError

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
    _require_file(Path(".env"))
    with _every_line_of_dotenv():
        return _read(overrides)


def reveal(secret: SecretStr | None) -> str | None:
    """Return the words of a secret setting; None where it is not set."""
    return secret.get_secret_value() if secret else None


def list_secrets(settings: Settings) -> list[str]:
    """Return the tokens, keys and passwords in the settings, for a log that must not show them."""
    found: list[str] = []
    for _, value in settings:
        text = value.get_secret_value().strip() if isinstance(value, SecretStr) else value
        if isinstance(value, SecretStr):
            found.append(str(text))
        with suppress(ValueError):  # an article whose address is none is told when it is indexed
            if isinstance(text, str) and "://" in text and (password := urlsplit(text).password):
                found += [password, unquote(password)]
    return found


def _read(overrides: dict[str, Any]) -> Settings:
    try:
        settings = Settings(**_without_orphans(overrides))
        if misspelt := list(find_misspelt()):
            raise InvalidSettingError(*misspelt)
    except ValidationError as error:
        raise InvalidSettingError(
            *find_misspelt(), *explain(error, overrides), *_further_problems(error, overrides)
        ) from error
    except (SettingsError, RecursionError) as error:  # JSON of a thousand brackets is too deep to parse
        raise InvalidSettingError(
            f"The settings cannot be read: {error}; docs/settings.md lists the values."
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidSettingError("The file .env is not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise InvalidSettingError(f"The file .env cannot be read ({error.strerror}); check its permissions.") from error
    return settings


def _require_file(path: Path) -> None:
    """Raise where python-dotenv finds no file, or waits for one that never comes.

    It finds none at a link to a file that is gone, and at a folder, which Docker makes where it mounts a file that does
    not exist. It waits at a pipe. A device such as ``/dev/null`` hides a file on purpose.
    """
    if path.is_symlink() and not path.exists():
        raise InvalidSettingError(f"{path} is a link to a file that is gone; put the file there, or remove the link.")
    if path.exists() and not path.is_file() and not path.is_char_device():
        raise InvalidSettingError(f"{path} is a folder, pipe or socket; put a file there, or remove it.")


def _further_problems(error: ValidationError, overrides: dict[str, Any]) -> Iterator[str]:
    """Yield the problems of several settings together, which pydantic looks for only where each alone is valid."""
    invalid = invalid_names(error)
    if invalid:
        defaults = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in invalid}
        try:
            Settings(**_without_orphans(overrides) | defaults)
        except ValidationError as more:
            yield from (problem for problem in explain(more, overrides) if not mentions(problem, invalid))


@contextmanager
def _every_line_of_dotenv() -> Iterator[None]:
    """Raise where python-dotenv only warns: a line that it skips could be the one that restricts access."""
    skipped = _SkippedLines()
    logger = logging.getLogger("dotenv")
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(skipped)
    try:
        yield
    except InvalidSettingError as error:
        if skipped.problems:
            raise InvalidSettingError(*skipped.problems, *error.problems) from error
        raise
    finally:
        logger.removeHandler(skipped)
        logger.propagate = propagates
    if skipped.problems:
        raise InvalidSettingError(*skipped.problems)


class _SkippedLines(logging.Handler):
    """Turns the first warning of python-dotenv into a problem; each further reading of the file repeats it."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first warning."""
        if not self.problems:
            reason = record.getMessage().removeprefix("python-dotenv ")
            self.problems.append(f"The file .env is not valid: {reason}; each line is NAME=value.")


def _without_orphans(overrides: dict[str, Any]) -> dict[str, Any]:
    """Overrides that also clear what belongs to a model that is switched off by None."""
    orphans: dict[str, Any] = {}
    for switch, group in (("llm_provider", "llm"), ("reranker", "reranker")):
        if switch in overrides and overrides[switch] is None:
            orphans |= {f"{group}_model": None, f"{group}_base_url": None}
    return orphans | overrides
