"""The one frozen Settings class. A setting with a unit has it in its name."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_INTERVAL = re.compile(r"(\d{1,6})\s*([smhd])", re.IGNORECASE)
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_LARGEST = 1_000_000_000_000
"""Bounds sizes and limits far below those of SQLite and of the system."""
_LONGEST = timedelta(days=3650)
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Bytes of the environment that are not UTF-8 become these, and no database or file can store them as text."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

TelegramId = Annotated[int, Field(ge=-(2**52), le=2**52)]
"""The id of a user or chat; Telegram's have at most 52 bits."""


def _default_data_dir() -> Path:
    return Path(platformdirs.user_data_dir("pincite"))


class Settings(BaseSettings):
    """Every setting, read from ``PINCITE_*`` in the environment or in a ``.env`` file of the working directory."""

    model_config = SettingsConfigDict(
        env_prefix="PINCITE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    article: str | None = Field(
        None,
        description="The article that the bot answers about: a link or the path of a file (.html, .pdf, .docx, .epub, "
        ".md, .txt, .vtt, .srt).",
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
    chroma_url: str | None = Field(
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
        20_000_000, gt=0, le=_LARGEST, description="The size limit of a page or file, in bytes."
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
        1_500_000_000, ge=500_000_000, le=_LARGEST, description="The memory limit for parsing a page or file, in bytes."
    )
    embedder: Literal["e5-small", "openai", "fastembed"] = Field(
        "e5-small",
        description="The embedder, which turns text into vectors: `e5-small` is built in; `openai` is any endpoint "
        "with the OpenAI embeddings API; `fastembed` runs another model in the process "
        "(`pip install 'pincite[fastembed]'`). [models.md](models.md) lists the effects of a change.",
    )
    embedder_model: str | None = Field(
        None, description="The model's name at the `openai` endpoint or in fastembed's list."
    )
    embedder_base_url: str | None = Field(None, description="The address of the `openai` endpoint, up to `/v1`.")
    embedder_api_key: SecretStr | None = Field(None, description="The key for the `openai` endpoint, if it needs one.")
    reranker: Literal["fastembed", "endpoint", "tei"] | None = Field(
        None,
        description="A cross-encoder that reranks the best sentences: `fastembed` runs one in the process "
        "(`pip install 'pincite[fastembed]'`), `endpoint` is the `/rerank` of llama.cpp, vLLM, Jina or Cohere, `tei` "
        "that of text-embeddings-inference. Empty: the built-in cross-encoder only. [models.md](models.md) has more.",
    )
    reranker_model: str | None = Field(
        None,
        description="For `fastembed` a cross-encoder's name on Hugging Face, or a folder with `model.onnx` and its "
        "tokenizer; otherwise the model's name at the endpoint, if it needs one.",
    )
    reranker_base_url: str | None = Field(None, description="The address of the endpoint, up to `/rerank`.")
    reranker_api_key: SecretStr | None = Field(None, description="The key for the endpoint, if it needs one.")
    llm_provider: Literal["openai", "anthropic", "ollama", "llama-cpp"] | None = Field(
        None,
        description="The provider of the language model that writes answers: `openai` is any endpoint with the OpenAI "
        "chat API (OpenAI, OpenRouter, vLLM, llama.cpp, Ollama); `anthropic`; `ollama`; `llama-cpp` runs a GGUF file "
        "in the process (`pip install 'pincite[llama-cpp]'`). Empty: answers consist of quotes.",
    )
    llm_model: str | None = Field(
        None, description="The model's name at the provider; for `llama-cpp` the path of a GGUF file."
    )
    llm_base_url: str | None = Field(
        None, description="The provider's address, for `openai` up to `/v1`. Empty: the provider's usual one."
    )
    llm_api_key: SecretStr | None = Field(None, description="The key for the provider, if it needs one.")
    llm_timeout_s: float = Field(
        60.0, gt=0, le=3600, description="The time limit for one call of the model, in seconds."
    )
    llm_max_tokens: int = Field(400, ge=16, le=8192, description="The most tokens that the model may write in a call.")
    llm_evidence_tokens: int = Field(
        200,
        ge=50,
        le=100_000,
        description="About how many tokens of the sources the prompt of a question contains; at least 3 sentences.",
    )
    llm_survey_tokens: int = Field(
        800,
        ge=50,
        le=100_000,
        description="About how many tokens of the sources each prompt contains for a question about a whole source, "
        "such as a summary.",
    )
    llm_concurrency: int = Field(8, ge=1, le=1000, description="The most simultaneous calls of the model.")
    llm_calls_max: int = Field(
        6, ge=1, le=100, description="The most calls for a question about a whole source, such as a summary."
    )
    llm_tokens_per_day: int = Field(
        0, ge=0, le=_LARGEST, description="The most tokens of all users together in a day (UTC); 0 is no limit."
    )
    llm_tokens_per_user_per_day: int = Field(
        0, ge=0, le=_LARGEST, description="The most tokens of one user in a day (UTC); 0 is no limit."
    )
    judge: Literal["code", "model"] = Field(
        "code",
        description="The judge of whether a quote supports its statement: `code` alone, or the `model` too, with one "
        "more short call for each statement.",
    )
    prompts_dir: Path | None = Field(
        None, description="A folder with your own prompt files; Pincite's files replace missing ones."
    )
    telegram_token: SecretStr | None = Field(None, description="The bot's token, from @BotFather in Telegram.")
    telegram_base_url: str = Field(
        "https://api.telegram.org/bot",
        description="The address of the Bot API, or of a local Bot API server. `/bot` is added if missing.",
    )
    telegram_base_file_url: str = Field(
        "https://api.telegram.org/file/bot",
        description="The address of the Bot API's files. `/file/bot` is added if missing.",
    )
    webhook_url: str | None = Field(
        None,
        description="The public address, `https://…`, to which Telegram sends updates. Empty: the bot polls for "
        "updates, which needs no address.",
    )
    webhook_secret: SecretStr | None = Field(
        None, description="A secret between Telegram and the bot: 16 to 256 letters, digits, `-` and `_`."
    )
    public_url: str | None = Field(
        None,
        description="The public address of the web server, such as `https://bot.example.org`, for links to the page of "
        "a passage. Empty: no such pages. [web.md](web.md) has more.",
    )
    web_listen: str = Field(
        "127.0.0.1", description="The IP address on which the web server listens; a proxy in front of it adds TLS."
    )
    web_port: int | None = Field(
        None,
        ge=1,
        le=65_535,
        description="The port of the web server. Empty: 8080 if `PINCITE_PUBLIC_URL` or `PINCITE_WEBHOOK_URL` is set, "
        "otherwise no web server.",
    )
    api_requests_per_minute: int = Field(
        60,
        ge=0,
        le=_LARGEST,
        description="The most requests to the [API](web.md#api) with one token within a minute; 0 is no limit.",
    )
    admins: Annotated[frozenset[TelegramId], NoDecode] = Field(
        frozenset(), description="Telegram user ids of the admins, separated by commas."
    )

    access: Literal["everyone", "listed", "invited"] = Field(
        "everyone",
        description="The users who may ask in Telegram: everyone; those in `PINCITE_USERS`; or those whom an admin "
        "invites with a link.",
    )
    users: Annotated[frozenset[TelegramId], NoDecode] = Field(
        frozenset(),
        description="Telegram ids of the users and groups that may ask where not everyone may, separated by commas.",
    )
    questions_per_minute: int = Field(
        12, ge=0, le=_LARGEST, description="The most questions of a user within a minute; 0 is no limit."
    )
    stt_base_url: str | None = Field(
        None,
        description="The address of an endpoint with the OpenAI audio API, up to `/v1`; it transcribes voice messages. "
        "Empty: the bot asks for text.",
    )
    stt_model: str = Field("whisper-1", description="The name of the model at that endpoint.")
    stt_api_key: SecretStr | None = Field(None, description="The key for that endpoint, if it needs one.")
    stt_seconds_max: int = Field(120, ge=1, le=3600, description="The longest voice message, in seconds.")
    stt_minutes_per_day: int = Field(
        10, ge=1, le=1440, description="The most minutes of voice messages of a user in a day (UTC)."
    )
    questions_per_day: int = Field(
        0, ge=0, le=_LARGEST, description="The most questions of a user in a day (UTC); 0 is no limit."
    )
    answer_within_s: float = Field(
        21_600.0,
        gt=0,
        le=31_536_000,
        description="The age limit of a question, in seconds; to an older question the bot replies that it is too old.",
    )
    keep_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="After how many days the bot deletes conversations; 0 is never. Links to passages work longer.",
    )

    log_format: Literal["console", "json"] = Field(
        "console",
        description="The format of the log of `pincite serve` on stderr: lines for people, or one JSON object a line.",
    )
    log_questions: bool = Field(
        False,  # noqa: FBT003 - the default of a setting
        description="Whether the log shows the text of each question.",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _check_characters(cls, value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever was given
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str) and "\0" in part:
                raise ValueError("no value contains a null character")
            if isinstance(part, str) and _SURROGATE.search(part):
                raise ValueError("it must be valid UTF-8 text")
        return value

    @field_validator("admins", "users", "fetch_allow_networks", mode="before")
    @classmethod
    def _split_list(cls, value: Any) -> Any:  # noqa: ANN401 - as above
        return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value

    @field_validator("questions", mode="before")
    @classmethod
    def _parse_list(cls, value: Any) -> Any:  # noqa: ANN401 - as above
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

    @field_validator(
        "embedder_base_url",
        "reranker_base_url",
        "llm_base_url",
        "stt_base_url",
        "telegram_base_url",
        "telegram_base_file_url",
        "webhook_url",
        "public_url",
        "chroma_url",
    )
    @classmethod
    def _check_address(cls, value: str | None) -> str | None:
        try:
            _ = urlsplit(value or "").port
        except ValueError as error:
            raise ValueError(f"it is no web address ({error})") from error
        return value

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        """Name every problem of settings that belong together, one in a line."""
        problems = [
            *self._chroma_problems(),
            *self._model_problems(),
            *self._reranker_problems(),
            *self._webhook_problems(),
        ]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _chroma_problems(self) -> Iterator[str]:
        place = (self.chroma_tenant, self.chroma_database)
        if self.chroma_url is None and (self.chroma_token or place != ("default_tenant", "default_database")):
            yield "PINCITE_CHROMA_TENANT, _DATABASE and _TOKEN need PINCITE_CHROMA_URL, the address of the server"

    def _model_problems(self) -> Iterator[str]:
        if self.llm_provider is not None and not self.llm_model:
            yield "PINCITE_LLM_PROVIDER needs PINCITE_LLM_MODEL, the name of the model"
        if self.llm_provider is None and (self.llm_model or self.llm_base_url):
            yield "PINCITE_LLM_MODEL needs PINCITE_LLM_PROVIDER, for example openai or ollama"

    def _reranker_problems(self) -> Iterator[str]:
        if self.reranker == "fastembed" and not self.reranker_model:
            yield "PINCITE_RERANKER=fastembed needs PINCITE_RERANKER_MODEL, a cross-encoder's name or folder"
        if self.reranker in {"endpoint", "tei"} and not self.reranker_base_url:
            yield f"PINCITE_RERANKER={self.reranker} needs PINCITE_RERANKER_BASE_URL, up to /rerank"
        if self.reranker is None and (self.reranker_model or self.reranker_base_url):
            yield "PINCITE_RERANKER_MODEL needs PINCITE_RERANKER: fastembed, endpoint or tei"

    def _webhook_problems(self) -> Iterator[str]:
        if self.webhook_url is None:
            return
        if not self.webhook_url.startswith("https://"):
            yield "PINCITE_WEBHOOK_URL must begin with https://, because Telegram requires it"
        if self.webhook_secret is None or not _SECRET.fullmatch(self.webhook_secret.get_secret_value()):
            yield (
                "PINCITE_WEBHOOK_URL needs PINCITE_WEBHOOK_SECRET, 16 to 256 letters, digits, - and _: without it "
                "anyone could send updates in Telegram's name"
            )

    @field_validator("public_url", "chroma_url")
    @classmethod
    def _check_server_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("it must be an address such as https://bot.example.org, without ? and #")
        if "@" in parts.netloc:  # addresses are shown in pages, logs and reports
            raise ValueError("it must not contain a user or password")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("it must be an address such as postgresql://USER:PASSWORD@HOST/DATABASE")
        return value

    @field_validator("web_listen")
    @classmethod
    def _check_listen(cls, value: str) -> str:
        try:
            return str(ip_address(value.strip("[]")))
        except ValueError:
            raise ValueError("it must be an IP address, such as 127.0.0.1 or 0.0.0.0") from None

    @field_validator("telegram_base_url", "telegram_base_file_url")
    @classmethod
    def _complete_address(cls, value: str, info: ValidationInfo) -> str:
        address = value.rstrip("/")
        path = "/bot" if info.field_name == "telegram_base_url" else "/file/bot"
        return address if address.endswith("/bot") else address + path
