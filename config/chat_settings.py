"""Settings of the chats: who may ask and how much, voice messages, retention, log."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator

from config.settings_group import LARGEST, SettingsGroup, TelegramIds, WebAddress, split_ids


class ChatGroup(SettingsGroup):
    """Settings of who may ask and how much, of voice messages, retention and the log."""

    access: Literal["everyone", "listed", "invited"] = Field(
        "everyone",
        description="The users who may ask in Telegram: everyone; those in `PINCITE_USERS`; or those whom an admin "
        "invites with a link.",
    )
    users: TelegramIds = Field(
        frozenset(),
        description="Telegram ids of the users and groups that may ask where not everyone may, separated by commas.",
    )
    questions_per_minute: int = Field(
        12, ge=0, le=LARGEST, description="The most questions of a user within a minute; 0 is no limit."
    )
    stt_base_url: WebAddress | None = Field(
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
        0, ge=0, le=LARGEST, description="The most questions of a user in a day (UTC); 0 is no limit."
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

    _split_users = field_validator("users", mode="before")(split_ids)
