"""Settings of sources, their storage, and how Pincite fetches and parses them."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from config.settings_group import LARGEST, SettingsGroup, WebAddress, check_server_url, split_list

_INTERVAL = re.compile(r"(\d{1,6})\s*([smhd])", re.IGNORECASE)
_LONGEST = timedelta(days=3650)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _default_data_dir() -> Path:
    return Path(platformdirs.user_data_dir("pincite"))


class SourceGroup(SettingsGroup):
    """Settings of sources, their storage, and how Pincite fetches and parses them."""

    article: str | None = Field(
        None,
        description="The article that the bot answers about: a link or the path of a file (.html, .pdf, .docx, .odt, "
        ".rtf, .pptx, .odp, .xlsx, .ods, .csv, .epub, .md, .ipynb, .txt, .eml, .mhtml, .vtt, .srt).",
    )
    questions: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        max_length=3,
        description="Up to three questions that `/start` offers, as a JSON list. Empty: the bot finds some in the "
        "article.",
    )
    data_dir: Path = Field(
        default_factory=_default_data_dir, description="The folder of everything that Pincite stores."
    )
    chroma_url: WebAddress | None = Field(
        None,
        description="The address of a Chroma server for the vectors, such as `http://127.0.0.1:8000`. Empty: Chroma in "
        "the data folder. [scale-out.md](scale-out.md) has more.",
    )
    chroma_tenant: str = Field("default_tenant", min_length=1, description="The tenant on the Chroma server.")
    chroma_database: str = Field("default_database", min_length=1, description="The database on the Chroma server.")
    chroma_token: SecretStr | None = Field(
        None, description="The token for the Chroma server, sent as `X-Chroma-Token`, if it needs one."
    )
    database_url: SecretStr | None = Field(
        None,
        description="The address of a PostgreSQL database for texts, answers and users, such as "
        "`postgresql://USER:PASSWORD@HOST/DATABASE` (`pip install 'pincite[postgresql]'`). Empty: SQLite files in the "
        "data folder. [scale-out.md](scale-out.md) has more.",
    )
    link_depth: int = Field(
        1, ge=0, le=3, description="How many links deep Pincite indexes linked pages; 0 indexes none."
    )
    linked_pages_max: int = Field(20, ge=0, le=500, description="The most linked pages that are indexed with a source.")
    listed_pages_max: int = Field(
        1_000, ge=1, le=50_000, description="The most sources that are indexed of a folder, sitemap or feed."
    )
    reindex_every: timedelta | None = Field(
        None,
        description="The interval at which the running bot re-indexes web sources, such as `30m`, `12h` or `7d`. "
        "Empty: never.",
    )
    fetch_timeout_s: float = Field(20.0, gt=0, le=300, description="The time limit for downloading a page, in seconds.")
    fetch_max_bytes: int = Field(
        20_000_000, gt=0, le=LARGEST, description="The size limit of a page or file, in bytes."
    )
    fetch_pause_s: float = Field(
        0.5,
        ge=0,
        le=60,
        description="The pause between two downloads from one site, in seconds; a longer pause in `robots.txt` counts.",
    )
    fetch_allow_networks: Annotated[frozenset[IPv4Network | IPv6Network], NoDecode] = Field(
        frozenset(),
        description="Private networks from which Pincite may download pages, separated by commas, such as "
        "`10.1.0.0/16, ::1`. Empty: public addresses only.",
    )
    fetch_allow_proxy: bool = Field(
        False,  # noqa: FBT003 - the default of a setting
        description="Whether Pincite may download pages through the proxy that `HTTP_PROXY` or `HTTPS_PROXY` names. "
        "The proxy resolves names itself, which weakens the guard against private addresses "
        "([security.md](security.md)). Without it, a proxy in the environment is an error.",
    )
    parse_timeout_s: float = Field(
        60.0, gt=0, le=3600, description="The time limit for parsing a page or file, in seconds."
    )
    parse_memory_bytes: int = Field(
        1_500_000_000, ge=500_000_000, le=LARGEST, description="The memory limit for parsing a page or file, in bytes."
    )
    originals_max_bytes: int = Field(
        500_000_000,
        ge=0,
        le=LARGEST,
        description="The most bytes of PDF files that Pincite keeps, so that the bot can send a page as a picture with "
        "the quote marked. Files that were not used for the longest time give way. 0: Pincite keeps none.",
    )

    _split_networks = field_validator("fetch_allow_networks", mode="before")(split_list)

    @field_validator("questions", mode="before")
    @classmethod
    def _parse_list(cls, value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever was given
        if not isinstance(value, str):
            return value
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):  # a thousand brackets are too deep
            parsed = None
        if not isinstance(parsed, list) or not all(isinstance(part, str) for part in parsed):
            raise ValueError('it must be a JSON list, such as ["Who built it?"]')
        return parsed

    @field_validator("reindex_every", mode="before")
    @classmethod
    def _to_interval(cls, value: Any) -> Any:  # noqa: ANN401 - as above
        written = _INTERVAL.fullmatch(value.strip()) if isinstance(value, str) else None
        return timedelta(**{_UNITS[written[2].lower()]: int(written[1])}) if written else value

    @field_validator("reindex_every")
    @classmethod
    def _check_interval(cls, value: timedelta | None) -> timedelta | None:
        if value is not None and not timedelta(minutes=1) <= value <= _LONGEST:
            raise ValueError("the interval must be a minute at least and ten years at most, such as 30m, 12h or 7d")
        return value

    @field_validator("chroma_url")
    @classmethod
    def _check_chroma_url(cls, value: str | None) -> str | None:
        return check_server_url(value)

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("it must be an address such as postgresql://USER:PASSWORD@HOST/DATABASE")
        return value

    def _chroma_problems(self) -> Iterator[str]:
        place = (self.chroma_tenant, self.chroma_database)
        if self.chroma_url is None and (self.chroma_token or place != ("default_tenant", "default_database")):
            yield "PINCITE_CHROMA_TENANT, _DATABASE and _TOKEN need PINCITE_CHROMA_URL, the address of the server"
