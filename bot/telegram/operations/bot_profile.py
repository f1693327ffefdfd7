"""The bot's profile in Telegram: its commands for each kind of user, and its descriptions, in every language."""

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.telegram.dependencies import BotStores
from bot.telegram.messages import translations
from bot.telegram.messages.translations import LANGUAGES, translate
from bot.telegram.sending.retries import retry_after_s
from index.errors import StoreError

_log = logging.getLogger(__name__)

_MOST_FAILURES = 3  # in a round; after them Telegram is left alone until the next one
_EVERY_S = 60.0

# These names are stored, so they never change.
_ADMINS = "commands for admin "
_ADMIN = re.compile(rf"{_ADMINS}(\d+) in (\w+)")
PROFILE_LANGUAGES = tuple(language for language in LANGUAGES if len(language) == len("en"))
"""Telegram takes profiles in languages with a two-letter code alone: Traditional Chinese has the profile of Chinese."""
_DELETED = ""
"""Stored as the digest of a part that was deleted from the profile."""


@dataclass(frozen=True, slots=True)
class _ProfilePart:
    """A part of the profile: its stored name, the digest of its content, and the request that publishes it."""

    name: str
    digest: str
    publish: Callable[[], Awaitable[object]]

    @property
    def public_name(self) -> str:
        """The name without the id of an admin, for the log."""
        return _ADMIN.sub(r"commands for an admin in \2", self.name)


async def publish_profile(bot: Bot, stores: BotStores, every_s: float = _EVERY_S) -> None:
    """Publish what changed in the profile, until cancelled: admins come and go while the bot runs.

    A failure is logged and keeps nobody from asking; the next round tries again.
    """
    while True:
        try:
            wait_s = await publish_changes(bot, stores)
        except StoreError as error:
            _log.warning("The profile of the bot was not published: %s", error)
            wait_s = 0.0
        await asyncio.sleep(max(every_s, wait_s))


async def publish_changes(bot: Bot, stores: BotStores) -> float:
    """Publish the parts that changed; return how many seconds Telegram asks to wait before the next round."""
    failures, wait_s, run = 0, 0.0, stores.executors.run
    admins = await run(stores.access.admins)
    published = await run(stores.users.announced)
    # Commands of former admins come first: they are few, and should disappear soon.
    for part in (*_former_admins(bot, published, admins), *_commands(bot, admins), *_descriptions(bot)):
        if failures == _MOST_FAILURES:
            break
        if published.get(part.name) == part.digest:
            continue
        try:
            await part.publish()
        except BadRequest as error:
            _log.warning("Telegram refuses %s: %s", part.public_name, error)  # and would refuse it again
        except TelegramError as error:
            _log.warning("Telegram did not take %s: %s", part.public_name, error)
            failures += 1
            wait_s = max(wait_s, retry_after_s(error) if isinstance(error, RetryAfter) else 0.0)
            continue
        await run(stores.users.set_announced, part.name, part.digest)
    return wait_s


def _commands(bot: Bot, admins: frozenset[int]) -> Iterator[_ProfilePart]:
    """Yield the list of commands for each kind of chat and for each admin, in every language."""
    scopes = {
        "default": (BotCommandScopeDefault(), translations.COMMANDS),
        "private": (BotCommandScopeAllPrivateChats(), translations.PRIVATE_COMMANDS),
        "groups": (BotCommandScopeAllGroupChats(), translations.GROUP_COMMANDS),
        "group admins": (BotCommandScopeAllChatAdministrators(), translations.GROUP_ADMIN_COMMANDS),
    }
    for language in PROFILE_LANGUAGES:
        for name, (scope, commands) in scopes.items():
            yield _command_list(bot, f"commands for {name}", scope, commands, language)
        for admin in sorted(admins):
            scope = BotCommandScopeChat(admin)
            commands = (*translations.PRIVATE_COMMANDS, *translations.ADMIN_COMMANDS)
            yield _command_list(bot, f"{_ADMINS}{admin}", scope, commands, language)


def _former_admins(bot: Bot, published: Mapping[str, str], admins: frozenset[int]) -> Iterator[_ProfilePart]:
    """Yield the lists of commands to delete, of users who are no longer admins."""
    for name, digest in published.items():
        found = _ADMIN.fullmatch(name) if digest != _DELETED else None
        if found is not None and int(found[1]) not in admins:
            scope, code = BotCommandScopeChat(int(found[1])), _language_code(found[2])
            yield _ProfilePart(name, _DELETED, _deletion(bot, scope, code))


def _deletion(bot: Bot, scope: BotCommandScope, code: str) -> Callable[[], Awaitable[object]]:
    return lambda: bot.delete_my_commands(scope=scope, language_code=code)


def _command_list(
    bot: Bot, name: str, scope: BotCommandScope, commands: tuple[str, ...], language: str
) -> _ProfilePart:
    listed, digest = _list_commands(language, commands)
    return _ProfilePart(
        f"{name} in {language}",
        digest,
        lambda: bot.set_my_commands(listed, scope=scope, language_code=_language_code(language)),
    )


@cache
def _list_commands(language: str, commands: tuple[str, ...]) -> tuple[list[tuple[str, str]], str]:
    """Return the described commands and their digest, which each round compares."""
    listed = translations.list_commands(language, commands)
    return listed, _digest(listed)


def _descriptions(bot: Bot) -> Iterator[_ProfilePart]:
    for language in PROFILE_LANGUAGES:
        code = _language_code(language)
        long, short = translate(language, "description"), translate(language, "short-description")
        publish_long = _setter(bot.set_my_description, long, code)
        publish_short = _setter(bot.set_my_short_description, short, code)
        yield _ProfilePart(f"the description in {language}", _digest(long), publish_long)
        yield _ProfilePart(f"the short description in {language}", _digest(short), publish_short)


def _setter(publish: Callable[[str, str], Awaitable[object]], text: str, code: str) -> Callable[[], Awaitable[object]]:
    return lambda: publish(text, code)


def _language_code(language: str) -> str:
    """Return Telegram's code of a language; empty for the one that serves users of all other languages."""
    return "" if language == LANGUAGES[0] else language


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
