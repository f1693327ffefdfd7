"""Settings of the connection to Telegram and of the web server."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from config.settings_group import LARGEST, SettingsGroup, UserIds, WebAddress, check_server_url, split_ids

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class TelegramGroup(SettingsGroup):
    """Settings of the connection to Telegram and of the web server."""

    telegram_token: SecretStr | None = Field(None, description="The bot's token, from @BotFather in Telegram.")
    telegram_base_url: WebAddress = Field(
        "https://api.telegram.org/bot",
        description="The address of the Bot API, or of a local Bot API server. `/bot` is added if missing.",
    )
    telegram_base_file_url: WebAddress = Field(
        "https://api.telegram.org/file/bot",
        description="The address of the Bot API's files. `/file/bot` is added if missing.",
    )
    webhook_url: WebAddress | None = Field(
        None,
        description="The public address, `https://…`, to which Telegram sends updates. Empty: the bot polls for "
        "updates, which needs no address.",
    )
    webhook_secret: SecretStr | None = Field(
        None, description="A secret between Telegram and the bot: 16 to 256 letters, digits, `-` and `_`."
    )
    public_url: WebAddress | None = Field(
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
        le=LARGEST,
        description="The most requests to the [API](web.md#api) with one token within a minute; 0 is no limit.",
    )
    admins: UserIds = Field(frozenset(), description="Telegram user ids of the admins, separated by commas.")

    _split_admins = field_validator("admins", mode="before")(split_ids)

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str | None) -> str | None:
        return check_server_url(value)

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
