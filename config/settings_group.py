"""The base of the groups of settings, and the types that several groups use."""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LARGEST = 1_000_000_000_000
"""Bounds sizes and limits far below those of SQLite and of the system."""
_ID = re.compile(r"[+-]?\d+")
_QUOTED = re.compile(r"(['\"]).*\1", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Bytes of the environment that are not UTF-8 become these, and no database or file can store them as text."""


def split_ids(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever was given
    """Split a text as ``split_list`` does, and refuse a part that is a name.

    Raises:
        ValueError: A part is no whole number.
    """
    parts = split_list(value)
    if isinstance(value, str) and not all(_ID.fullmatch(part) for part in parts):
        raise ValueError("each part must be the number of a user or group, which /whoami shows, not a name")
    return parts


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
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"it is no web address ({error})") from error
    if value and not (parts.scheme in {"http", "https"} and parts.hostname):
        raise ValueError("it must be an address with http:// or https://, such as https://example.org")
    return value


_LARGEST_ID = 2**52  # Telegram's ids have at most 52 bits
UserIds = Annotated[frozenset[Annotated[int, Field(ge=1, le=_LARGEST_ID)]], NoDecode]
TelegramIds = Annotated[frozenset[Annotated[int, Field(ge=-_LARGEST_ID, le=_LARGEST_ID)]], NoDecode]
"""The ids of users and of groups; those of groups are negative."""
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
        return _strip(value) if isinstance(value, str) else value


def _strip(value: str) -> str:
    """Return a value without surrounding blanks, which are typing errors.

    Raises:
        ValueError: It is blank, or within quotes: a shell and ``.env`` remove these, ``docker --env-file`` does not.
    """
    stripped = value.strip()
    if value and not stripped:
        raise ValueError("it is blank; give it a value, or leave it out")
    if _QUOTED.fullmatch(stripped):
        raise ValueError("it is within quotes; leave them out")
    return stripped
