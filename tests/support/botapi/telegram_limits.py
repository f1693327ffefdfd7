"""Telegram's limits, and its descriptions of what it refuses.

The functions here know nothing of chats or of HTTP. A surplus that Telegram drops without an error
goes to the `report` callback, so that a test can assert that the bot never relies on it.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.support.botapi.markup import FormattedText, JsonDict, MarkupError, parse_html, parse_markdown_v2, utf16_len

Report = Callable[[str], None]

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_PHOTO_BYTES = 10 * 1024 * 1024

_MAX_SOURCE_BYTES = 1 << 15
_MAX_ENTITIES = 100
_MAX_BUTTONS = 100
_MAX_ROW = 8
_MAX_MARKUP_BYTES = 10_000
_MAX_CALLBACK_BYTES = 64
_MAX_COPY_TEXT = 256
_MAX_RESULTS = 50
_MAX_RESULT_ID_BYTES = 64
_MAX_COMMANDS = 100
_MAX_COMMAND_DESCRIPTION = 256

_QUOTES = {"blockquote", "expandable_blockquote"}
_CODES = {"code", "pre"}
_GIVEN_TYPES = _QUOTES | _CODES | {
    "bold", "italic", "underline", "strikethrough", "spoiler",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
# Telegram finds these in the text itself, and ignores the ones it is given.
_FOUND_TYPES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number",
}  # fmt: skip
_BUTTON_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
CHAT_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_REACTIONS = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 "
    "⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 "
    "🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS = frozenset(_REACTIONS.split())
_URL = re.compile(
    r"(?:(?:https?|ton|tonsite)://)?[^\s/?#:@]*[^\s/?#:@.]\.[^\s/?#:@.][^\s/?#:@]*(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
_TELEGRAM_URL = re.compile(r"tg://\S+", re.IGNORECASE)


class ApiError(Exception):
    """A refusal, with the status, the description and the parameters the client will see."""

    def __init__(self, status: int, description: str, parameters: JsonDict | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> ApiError:
    """The commonest refusal."""
    return ApiError(400, f"Bad Request: {description}")


def read_formatted(text: object, parse_mode: object, entities: object, report: Report) -> FormattedText:
    """Read a text with its markup or its entities, before anything is known about the chat.

    Raises:
        ApiError: The text is missing or huge, the markup is broken, an entity is not an entity.
    """
    if not isinstance(text, str) or not text:
        raise bad_request("message text is empty")
    if len(text.encode("utf-8", "surrogatepass")) > _MAX_SOURCE_BYTES:
        raise bad_request("text is too long")
    mode = str(parse_mode or "none").lower()
    if mode == "none":
        given = entities if isinstance(entities, list) else []
        return FormattedText(text, tuple(known for entity in given if (known := _read_entity(entity)) is not None))
    parsers = {"html": parse_html, "markdownv2": parse_markdown_v2}
    if mode not in parsers:
        raise bad_request("unsupported parse_mode")
    try:
        parsed = parsers[mode](text)
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from error
    dead = [entity for entity in parsed.entities if entity["type"] == "text_link" and not checked_url(entity["url"])]
    for entity in dead:
        report(f"Telegram drops a link whose URL it does not know: {entity}")
    return FormattedText(parsed.text, tuple(entity for entity in parsed.entities if entity not in dead))


def fix_formatted(
    formatted: FormattedText,
    report: Report,
    *,
    limit: int = MAX_TEXT,
    empty: str = "message text is empty",
    too_long: str = "message is too long",
) -> FormattedText:
    """Check the offsets, strip the outer white space, apply the limits: what makes a text a message.

    Raises:
        ApiError: An entity lies outside the text or splits a character; the text is empty or too long.
    """
    entities = sorted(formatted.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    _check_offsets(formatted.text, entities)
    for entity in entities:
        if entity["type"] == "text_link" and checked_url(entity["url"]) is None:
            raise bad_request(f"entity URL '{entity['url']}' is invalid: Wrong HTTP URL")
    text, entities = _strip(formatted.text, entities)
    if not text:
        raise bad_request(empty)
    if utf16_len(text) > limit:
        raise bad_request(too_long)
    kept = _drop_conflicts(entities, report)
    if len(kept) > _MAX_ENTITIES:
        report(f"{len(kept)} entities in one text: Telegram ignores all after the first {_MAX_ENTITIES}")
    return FormattedText(text, tuple(kept[:_MAX_ENTITIES]))


def checked_url(url: str) -> str | None:
    """The URL as Telegram stores it, or None where it is not one."""
    url = url.strip()
    if _TELEGRAM_URL.fullmatch(url):
        return url
    if not _URL.fullmatch(url):
        return None
    return url if "://" in url else f"http://{url}"


def _read_entity(entity: object) -> JsonDict | None:
    problem = "can't parse MessageEntity: "
    if not isinstance(entity, dict):
        raise bad_request(problem + "expected an Object")
    for key in ("offset", "length", "type"):
        if key not in entity:
            raise bad_request(f'{problem}Can\'t find field "{key}"')
    for key in ("offset", "length"):
        if not isinstance(entity[key], int) or isinstance(entity[key], bool):
            raise bad_request(f'{problem}Field "{key}" must be of type Number')
    if entity["type"] in _FOUND_TYPES:
        return None
    if entity["type"] not in _GIVEN_TYPES:
        raise bad_request(problem + "Unsupported type specified")
    if entity["type"] == "text_link" and not isinstance(entity.get("url"), str):
        raise bad_request(problem + 'Can\'t find field "url"')
    return dict(entity)


def _check_offsets(text: str, entities: Sequence[JsonDict]) -> None:
    total, inside_pair = utf16_len(text), _surrogate_middles(text)
    for entity in entities:
        start, length = entity["offset"], entity["length"]
        for name, value in (("offset", start), ("length", length)):
            if value < 0:
                raise bad_request(f"receive an entity with incorrect {name} {value}")
        end = start + length
        if start > total:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {start}")
        if start in inside_pair:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {inside_pair[start]}")
        beginning = f"entity beginning at UTF-16 offset {start}"
        if end > total:
            raise bad_request(f"{beginning} ends after the end of the text at UTF-16 offset {end}")
        if end in inside_pair:
            raise bad_request(f"{beginning} ends in a middle of a UTF-16 symbol at byte offset {inside_pair[end]}")


def _surrogate_middles(text: str) -> dict[int, int]:
    """UTF-16 offsets that split a character, each with the byte offset just after that character."""
    middles: dict[int, int] = {}
    units = size = 0
    for character in text:
        size += len(character.encode("utf-8", "surrogatepass"))
        if character > "\uffff":
            middles[units + 1] = size
            units += 1
        units += 1
    return middles


def _strip(text: str, entities: Sequence[JsonDict]) -> tuple[str, list[JsonDict]]:
    """Cut the white space at both ends; an entity at the beginning protects its own."""
    text = text.rstrip()
    first = min((entity["offset"] for entity in entities), default=len(text))
    removed = min(len(text) - len(text.lstrip(" \n")), first)
    text = text[removed:]
    total = utf16_len(text)
    moved = [{**entity, "offset": entity["offset"] - removed} for entity in entities]
    return text, [
        {**entity, "length": min(entity["length"], max(0, total - entity["offset"]))}
        for entity in moved
        if entity["offset"] < total or entity["length"] == 0
    ]


def _drop_conflicts(entities: Sequence[JsonDict], report: Report) -> list[JsonDict]:
    """Leave out the entities that Telegram silently leaves out, and report each."""
    kept: list[JsonDict] = []
    codes = [entity for entity in entities if entity["type"] in _CODES]
    for entity in entities:
        problem = ""
        if entity["length"] == 0:
            problem = "an empty entity"
        elif entity["type"] in _QUOTES:
            nested = any(other["type"] in _QUOTES and _overlap(entity, other) for other in kept)
            problem = "a nested blockquote" if nested else ""
        elif any(
            _overlap(entity, code) and code is not entity and code["length"] >= entity["length"] for code in codes
        ):
            problem = "an entity inside code"
        if problem:
            report(f"Telegram drops {problem}: {entity}")
        else:
            kept.append(entity)
    return kept


def _overlap(one: JsonDict, other: JsonDict) -> bool:
    start, end = max(one["offset"], other["offset"]), min(_end(one), _end(other))
    return bool(start < end)


def _end(entity: JsonDict) -> int:
    return int(entity["offset"] + entity["length"])


def read_markup(markup: object, report: Report, *, inline_only: bool = False) -> JsonDict | None:
    """Check a reply markup; only an inline keyboard with buttons becomes a part of the message.

    Raises:
        ApiError: The keyboard is malformed, too large, or a button of it is not acceptable.
    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if inline_only:
            raise bad_request("inline keyboard expected")
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    kept = [[button for button in row if _check_button(button, report)] for row in rows]
    too_many = sum(map(len, kept)) > _MAX_BUTTONS or any(len(row) > _MAX_ROW for row in kept)
    # The bytes count as well: 99 buttons with 64 bytes of data each are refused.
    if too_many or len(json.dumps(markup, ensure_ascii=False).encode()) > _MAX_MARKUP_BYTES:
        raise bad_request("reply markup is too long")
    kept = [row for row in kept if row]
    return {"inline_keyboard": kept} if kept else None


def _check_button(button: object, report: Report) -> bool:
    problem = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{problem}InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(f'{problem}Can\'t find field "text"')
    actions = [action for action in _BUTTON_ACTIONS if action in button]
    if not actions:
        raise bad_request(f"{problem}Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        report(f"a button with {' and '.join(actions)}: Telegram takes one")
    data, copy_text, url = button.get("callback_data"), button.get("copy_text"), button.get("url")
    if "callback_data" in button and not (isinstance(data, str) and 1 <= len(data.encode()) <= _MAX_CALLBACK_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button:
        text = copy_text.get("text") if isinstance(copy_text, dict) else None
        if not (isinstance(text, str) and 1 <= utf16_len(text) <= _MAX_COPY_TEXT):
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "url" in button and (not isinstance(url, str) or checked_url(url) is None):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if not button["text"].strip():
        report(f"Telegram drops a button without text: {button}")
        return False
    return True


def check_commands(commands: object) -> list[JsonDict]:
    """Check the argument of setMyCommands.

    Raises:
        ApiError: There are too many, or a name or a description is not acceptable.
    """
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_len(str(command.get("description", ""))) <= _MAX_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def check_language_code(code: object) -> None:
    """Check the language of a part of the bot's profile.

    Raises:
        ApiError: It has no two letters.
    """
    if code and not re.fullmatch("[a-z]{2}", str(code)):
        raise bad_request("LANG_CODE_INVALID")


def check_inline_results(results: object, report: Report) -> list[JsonDict]:
    """Check the results of answerInlineQuery.

    Raises:
        ApiError: There are too many, an id repeats, or an article cannot be sent as a message.
    """
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > _MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    seen: set[str] = set()
    for result in results:
        identifier = str(result.get("id", ""))
        if not identifier:
            raise bad_request("RESULT_ID_EMPTY")
        if len(identifier.encode()) > _MAX_RESULT_ID_BYTES:
            raise bad_request("RESULT_ID_INVALID")
        if identifier in seen:
            raise bad_request("RESULT_ID_DUPLICATE")
        seen.add(identifier)
        if result.get("type") == "article":
            _check_article(result, report)
        read_markup(result.get("reply_markup"), report, inline_only=True)
    return results


def _check_article(result: JsonDict, report: Report) -> None:
    if not str(result.get("title", "")).strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content")
    if not isinstance(content, dict):
        raise bad_request("can't parse inline query result: Input message content is not specified")
    if "message_text" in content:
        formatted = read_formatted(content["message_text"], content.get("parse_mode"), content.get("entities"), report)
        fix_formatted(formatted, report, too_long="MESSAGE_TOO_LONG")


@dataclass(slots=True)
class _Bucket:
    """A token bucket: `capacity` at once, refilled at `rate` a second."""

    capacity: float
    rate: float
    level: float
    updated: float

    def wait(self, now: float) -> float:
        """Refill, and say how long until one token is there."""
        self.level = min(self.capacity, self.level + (now - self.updated) * self.rate)
        self.updated = now
        return max(0.0, (1 - self.level) / self.rate)


@dataclass(slots=True)
class RateLimiter:
    """The published limits: a message a second in a chat, 20 a minute in a group, 30 a second in all."""

    chat_burst: int = 3
    group_per_minute: int = 20
    overall_per_second: int = 30
    _buckets: dict[tuple[str, int], _Bucket] = field(default_factory=dict)

    def check(self, chat_id: int, now: float, *, group: bool) -> None:
        """Take a token for one message.

        Raises:
            ApiError: 429, with the seconds to wait; a refused message takes nothing.
        """
        buckets = [
            self._bucket("chat", chat_id, (self.chat_burst, 1.0), now),
            self._bucket("all", 0, (self.overall_per_second, float(self.overall_per_second)), now),
        ]
        if group:
            buckets.append(self._bucket("group", chat_id, (self.group_per_minute, self.group_per_minute / 60), now))
        wait = max(bucket.wait(now) for bucket in buckets)
        # A remainder of floating-point dust is not a second of waiting.
        if (seconds := math.ceil(wait - 1e-6)) > 0:
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        for bucket in buckets:
            bucket.level -= 1

    def _bucket(self, kind: str, key: int, shape: tuple[float, float], now: float) -> _Bucket:
        capacity, rate = shape
        return self._buckets.setdefault((kind, key), _Bucket(capacity, rate, capacity, now))
