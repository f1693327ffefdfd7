"""The base of the groups of settings, and the types that several groups use."""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LARGEST = 1_000_000_000_000
"""Bounds sizes and limits far below those of SQLite and of the system."""
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Bytes of the environment that are not UTF-8 become these, and no database or file can store them as text."""


def split_list(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever was given
    """Split a text at commas and blanks; leave any other value to pydantic."""
    return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value


def check_server_url(value: str | None) -> str | None:
    """Return the address of a server without its last slash.

    Raises:
        ValueError: The address has no scheme or host, or a part that no server's address has.
    """
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it must be an address such as https://bot.example.org, without ? and #")
    if "@" in parts.netloc:  # addresses are shown in pages, logs and reports
        raise ValueError("it must not contain a user or password")
    return value.rstrip("/")


def _check_address(value: str) -> str:
    try:
        _ = urlsplit(value).port
    except ValueError as error:
        raise ValueError(f"it is no web address ({error})") from error
    return value


TelegramId = Annotated[int, Field(ge=-(2**52), le=2**52)]
"""The id of a user or chat; Telegram's have at most 52 bits."""
TelegramIds = Annotated[frozenset[TelegramId], NoDecode]
WebAddress = Annotated[str, AfterValidator(_check_address)]


class SettingsGroup(BaseSettings):
    """Reads its settings from ``PINCITE_*`` in the environment or in a ``.env`` file of the working directory."""

    model_config = SettingsConfigDict(
        env_prefix="PINCITE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _check_characters(cls, value: Any) -> Any:  # noqa: ANN401 - as above
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str) and "\0" in part:
                raise ValueError("no value contains a null character")
            if isinstance(part, str) and _SURROGATE.search(part):
                raise ValueError("it must be valid UTF-8 text")
        return value
