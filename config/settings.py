"""The one frozen Settings. Units stand in the names."""

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_INTERVAL = re.compile(r"(\d{1,6})\s*([smhd])", re.IGNORECASE)
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _default_data_dir() -> Path:
    return Path(platformdirs.user_data_dir("pincite"))


class Settings(BaseSettings):
    """Every setting, read from ``PINCITE_*`` in the environment or in a ``.env`` file of the working directory."""

    model_config = SettingsConfigDict(
        env_prefix="PINCITE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    article: str | None = Field(
        None,
        description="The article that the bot is about: a link or the path of a file (.html, .pdf, .docx, .epub, .md, "
        ".txt).",
    )
    questions: tuple[str, ...] = Field(
        (),
        max_length=3,
        description="Up to three questions that `/start` offers, as a JSON list. Empty: found in the article.",
    )
    data_dir: Path = Field(
        default_factory=_default_data_dir, description="The folder that holds everything Pincite stores."
    )
    link_depth: int = Field(1, ge=0, le=3, description="How many links deep to index from a source; 0 is none.")
    linked_pages_max: int = Field(20, ge=0, le=500, description="How many linked pages to index with a source.")
    listed_pages_max: int = Field(
        1_000, ge=1, le=50_000, description="How many sources to index of a folder, sitemap or feed."
    )
    reindex_every: timedelta | None = Field(
        None,
        description="How often web sources are read again while serving, such as `30m`, `12h` or `7d`. Empty: never.",
    )
    fetch_timeout_s: float = Field(20.0, gt=0, le=300, description="How long one page may take to arrive, in seconds.")
    fetch_max_bytes: int = Field(20_000_000, gt=0, description="The largest page or file that is read, in bytes.")
    fetch_pause_s: float = Field(
        0.5, ge=0, le=60, description="The pause between two pages of one site, in seconds; a site may ask for more."
    )
    fetch_allow_networks: Annotated[frozenset[IPv4Network | IPv6Network], NoDecode] = Field(
        frozenset(),
        description="Private networks that pages may be read from, such as `10.1.0.0/16, ::1`, separated by commas. "
        "Empty: public addresses only.",
    )
    parse_timeout_s: float = Field(
        60.0, gt=0, le=3600, description="How long reading one page or file may take, in seconds."
    )
    parse_memory_bytes: int = Field(
        1_500_000_000, ge=500_000_000, description="How much memory reading one page or file may take, in bytes."
    )
    embedder: Literal["e5-small", "openai", "fastembed"] = Field(
        "e5-small",
        description="What turns text into vectors: `e5-small` runs here and needs nothing; `openai` is any endpoint "
        "that speaks the OpenAI embeddings API; `fastembed` runs another model here "
        "(`pip install 'pincite[fastembed]'`). [models.md](models.md) says what else changes with it.",
    )
    embedder_model: str | None = Field(
        None, description="The model's name at the `openai` endpoint, or among those that fastembed lists."
    )
    embedder_base_url: str | None = Field(None, description="The address of the `openai` endpoint, up to `/v1`.")
    embedder_api_key: SecretStr | None = Field(None, description="The key for the `openai` endpoint, if it wants one.")
    reranker: Literal["fastembed", "endpoint", "tei"] | None = Field(
        None,
        description="A cross-encoder that orders the best sentences once more: `fastembed` runs one here "
        "(`pip install 'pincite[fastembed]'`), `endpoint` is a `/rerank` as of llama.cpp, vLLM, Jina or Cohere, `tei` "
        "that of text-embeddings-inference. Empty: the built-in reader's order stays. [models.md](models.md) has more.",
    )
    reranker_model: str | None = Field(
        None,
        description="For `fastembed` a cross-encoder's name on Hugging Face, or a folder with `model.onnx` and its "
        "tokenizer; else the model's name at the endpoint, if it wants one.",
    )
    reranker_base_url: str | None = Field(None, description="The address of the endpoint, up to `/rerank`.")
    reranker_api_key: SecretStr | None = Field(None, description="The key for the endpoint, if it wants one.")
    llm_provider: Literal["openai", "anthropic", "ollama", "llama-cpp"] | None = Field(
        None,
        description="The language model that writes answers: `openai` is any endpoint that speaks the OpenAI chat API "
        "(OpenAI, OpenRouter, vLLM, llama.cpp, Ollama), `anthropic`, `ollama`, or `llama-cpp` for a GGUF file in this "
        "process (`pip install 'pincite[llama-cpp]'`). Empty: answers are the sources' own sentences.",
    )
    llm_model: str | None = Field(None, description="The model's name there; for `llama-cpp` the path of a GGUF file.")
    llm_base_url: str | None = Field(
        None, description="The provider's address, for `openai` up to `/v1`. Empty: the provider's usual one."
    )
    llm_api_key: SecretStr | None = Field(None, description="The provider's key, if it wants one.")
    llm_timeout_s: float = Field(
        60.0, gt=0, le=3600, description="How long one call of the model may take, in seconds."
    )
    llm_max_tokens: int = Field(400, ge=16, le=8192, description="How many tokens the model may write in one call.")
    llm_evidence_tokens: int = Field(
        200,
        ge=50,
        le=100_000,
        description="How many tokens of the sources, about, the model is shown for a question; at least 3 sentences.",
    )
    llm_survey_tokens: int = Field(
        800,
        ge=50,
        le=100_000,
        description="How many it is shown in each call for a question about a whole source, such as a summary.",
    )
    llm_concurrency: int = Field(8, ge=1, le=1000, description="How many calls of the model may be under way at once.")
    llm_calls_max: int = Field(
        6, ge=1, le=100, description="How many calls a question about a whole source may take, such as a summary."
    )
    llm_tokens_per_day: int = Field(
        0, ge=0, description="How many tokens all askers together may cost in a day (UTC); 0 is no limit."
    )
    llm_tokens_per_user_per_day: int = Field(
        0, ge=0, description="How many tokens one asker may cost in a day (UTC); 0 is no limit."
    )
    judge: Literal["code", "model"] = Field(
        "code",
        description="Who says whether a quote supports its statement: `code` alone, or the `model` too (one more short "
        "call for each statement).",
    )
    prompts_dir: Path | None = Field(
        None, description="A folder with prompt files of your own; those it lacks are Pincite's."
    )
    telegram_token: SecretStr | None = Field(None, description="The bot's token, from @BotFather in Telegram.")
    telegram_base_url: str = Field(
        "https://api.telegram.org/bot",
        description="The Bot API's address; a local Bot API server can stand in. `/bot` is added if missing.",
    )
    telegram_base_file_url: str = Field(
        "https://api.telegram.org/file/bot",
        description="The address from which the Bot API serves files. `/file/bot` is added if missing.",
    )
    webhook_url: str | None = Field(
        None,
        description="The public address, `https://…`, at which Telegram delivers updates. Empty: the bot fetches them, "
        "which needs no address.",
    )
    webhook_secret: SecretStr | None = Field(
        None, description="What only Telegram and the bot know: 16 to 256 letters, digits, `-` and `_`."
    )
    webhook_listen: str = Field("127.0.0.1", description="Where to listen for what is delivered; a proxy adds TLS.")
    webhook_port: int = Field(8080, ge=1, le=65_535, description="The port there.")
    admins: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), description="Telegram user ids of the admins, separated by commas."
    )

    access: Literal["everyone", "listed", "invited"] = Field(
        "everyone",
        description="Who may ask in Telegram: everyone; those in `PINCITE_USERS`; or whoever an admin invites with "
        "a link.",
    )
    users: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), description="Telegram ids of the users and groups that may ask where not everyone may, by commas."
    )
    questions_per_minute: int = Field(
        12, ge=0, description="How many questions a user may ask within a minute; 0 is without a limit."
    )
    questions_per_day: int = Field(
        0, ge=0, description="How many questions a user may ask in a day, UTC; 0 is without a limit."
    )
    answer_within_s: float = Field(
        21_600.0,
        gt=0,
        description="How old a question may be when the bot comes to it, in seconds; an older one is told so instead.",
    )
    keep_days: int = Field(
        0,
        ge=0,
        description="After how many days conversations are forgotten; 0 is never. Links to passages stay longer.",
    )

    @field_validator("admins", "users", "fetch_allow_networks", mode="before")
    @classmethod
    def _split_list(cls, value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever was given
        return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value

    @field_validator("reindex_every", mode="before")
    @classmethod
    def _to_interval(cls, value: Any) -> Any:  # noqa: ANN401 - as above
        written = _INTERVAL.fullmatch(value.strip()) if isinstance(value, str) else None
        return timedelta(**{_UNITS[written[2].lower()]: int(written[1])}) if written else value

    @field_validator("reindex_every")
    @classmethod
    def _check_interval(cls, value: timedelta | None) -> timedelta | None:
        if value is not None and value < timedelta(minutes=1):
            raise ValueError("an interval of a minute at least is wanted, such as 30m, 12h or 7d")
        return value

    @model_validator(mode="after")
    def _name_the_model(self) -> Self:
        if self.llm_provider is not None and not self.llm_model:
            raise ValueError("PINCITE_LLM_PROVIDER needs PINCITE_LLM_MODEL, the name of the model")
        if self.llm_provider is None and (self.llm_model or self.llm_base_url):
            raise ValueError("PINCITE_LLM_MODEL needs PINCITE_LLM_PROVIDER, for example openai or ollama")
        return self

    @model_validator(mode="after")
    def _name_the_reranker(self) -> Self:
        if self.reranker == "fastembed" and not self.reranker_model:
            raise ValueError(
                "PINCITE_RERANKER=fastembed needs PINCITE_RERANKER_MODEL, a cross-encoder's name or folder"
            )
        if self.reranker in {"endpoint", "tei"} and not self.reranker_base_url:
            raise ValueError(f"PINCITE_RERANKER={self.reranker} needs PINCITE_RERANKER_BASE_URL, up to /rerank")
        if self.reranker is None and (self.reranker_model or self.reranker_base_url):
            raise ValueError("PINCITE_RERANKER_MODEL needs PINCITE_RERANKER: fastembed, endpoint or tei")
        return self

    @model_validator(mode="after")
    def _guard_the_webhook(self) -> Self:
        if self.webhook_url is None:
            return self
        if not self.webhook_url.startswith("https://"):
            raise ValueError("PINCITE_WEBHOOK_URL is an address that begins with https://, because Telegram wants one")
        if self.webhook_secret is None or not _SECRET.fullmatch(self.webhook_secret.get_secret_value()):
            raise ValueError(
                "PINCITE_WEBHOOK_URL needs PINCITE_WEBHOOK_SECRET, 16 to 256 letters, digits, - and _: without it "
                "anybody could send updates in Telegram's name"
            )
        return self

    @field_validator("telegram_base_url", "telegram_base_file_url")
    @classmethod
    def _complete_address(cls, value: str, info: ValidationInfo) -> str:
        address = value.rstrip("/")
        path = "/bot" if info.field_name == "telegram_base_url" else "/file/bot"
        return address if address.endswith("/bot") else address + path
