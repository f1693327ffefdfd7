"""What Telegram shows about the bot by itself: its commands for each kind of reader, and what it is, by language."""

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass

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
from bot.telegram.messages.translations import translate
from bot.telegram.sending.retries import retry_after_s
from index.errors import StoreError

_log = logging.getLogger(__name__)

_FAILURES = 3  # then Telegram does not want to hear it now
_EVERY_S = 60.0

_ADMINS = "commands for admin "
_ADMIN = re.compile(rf"{_ADMINS}(\d+) in (\w+)")
_TAKEN_BACK = ""
"""Stands for the digest of what Telegram was told to forget."""


@dataclass(frozen=True, slots=True)
class _ProfileChange:
    """One thing to tell Telegram; ``what`` and ``digest`` recognise it."""

    what: str
    digest: str
    tell: Callable[[], Awaitable[object]]


async def publish_profile(bot: Bot, stores: BotStores, every_s: float = _EVERY_S) -> None:
    """Tell Telegram what has changed since it was last told, until cancelled: admins come and go.

    A failure is logged and concerns nobody; what Telegram could not take for the moment it is told later.
    """
    while True:
        try:
            wait_s = await _tell(bot, stores)
        except StoreError as error:
            _log.warning("Telegram was not told about the bot: %s", error)
            wait_s = 0.0
        await asyncio.sleep(max(every_s, wait_s))


async def _tell(bot: Bot, stores: BotStores) -> float:
    """Tell it once; returns how many seconds Telegram asks to wait before the next time."""
    failures, wait_s = 0, 0.0
    admins = await stores.executors.run(stores.access.admins)
    listed = await stores.executors.run(stores.users.announced, _ADMINS)
    # What admins see no more comes first: it is never much.
    for notice in (*_taken_back(bot, listed, admins), *_commands(bot, admins), *_profile(bot)):
        if failures == _FAILURES:
            break
        if await stores.executors.run(stores.users.was_announced, notice.what, notice.digest):
            continue
        try:
            await notice.tell()
        except BadRequest as error:
            _log.warning("Telegram refuses %s: %s", notice.what, error)  # and will not hear it again
        except TelegramError as error:
            _log.warning("Telegram was not told about %s: %s", notice.what, error)
            failures += 1
            wait_s = max(wait_s, retry_after_s(error) if isinstance(error, RetryAfter) else 0.0)
            continue
        await stores.executors.run(stores.users.set_announced, notice.what, notice.digest)
    return wait_s


def _commands(bot: Bot, admins: frozenset[int]) -> Iterator[_ProfileChange]:
    group_scopes = {
        "default": (BotCommandScopeDefault(), translations.COMMANDS),
        "private": (BotCommandScopeAllPrivateChats(), translations.PRIVATE_COMMANDS),
        "groups": (BotCommandScopeAllGroupChats(), translations.GROUP_COMMANDS),
        "group admins": (BotCommandScopeAllChatAdministrators(), translations.GROUP_ADMIN_COMMANDS),
    }
    for language in translations.LANGUAGES:
        for name, (scope, commands) in group_scopes.items():
            yield _command_notice(bot, f"commands for {name}", scope, commands, language)
        for admin in sorted(admins):
            scope = BotCommandScopeChat(admin)
            commands = (*translations.PRIVATE_COMMANDS, *translations.ADMIN_COMMANDS)
            yield _command_notice(bot, f"{_ADMINS}{admin}", scope, commands, language)


def _taken_back(bot: Bot, listed: Collection[str], admins: frozenset[int]) -> Iterator[_ProfileChange]:
    """Give those who are no longer admins the commands of everybody again."""
    for what in listed:
        found = _ADMIN.fullmatch(what)
        if found is not None and int(found[1]) not in admins:
            scope, code = BotCommandScopeChat(int(found[1])), _code(found[2])
            yield _ProfileChange(what, _TAKEN_BACK, _forgetting(bot, scope, code))


def _forgetting(bot: Bot, scope: BotCommandScope, code: str) -> Callable[[], Awaitable[object]]:
    return lambda: bot.delete_my_commands(scope=scope, language_code=code)


def _command_notice(
    bot: Bot, what: str, scope: BotCommandScope, commands: tuple[str, ...], language: str
) -> _ProfileChange:
    listed = [(name, translate(language, f"command-{name}")) for name in commands]
    return _ProfileChange(
        f"{what} in {language}",
        _digest(listed),
        lambda: bot.set_my_commands(listed, scope=scope, language_code=_code(language)),
    )


def _profile(bot: Bot) -> Iterator[_ProfileChange]:
    for language in translations.LANGUAGES:
        code = _code(language)
        long, short = translate(language, "description"), translate(language, "short-description")
        yield _ProfileChange(
            f"the description in {language}", _digest(long), _later(bot.set_my_description, long, code)
        )
        yield _ProfileChange(
            f"the short description in {language}", _digest(short), _later(bot.set_my_short_description, short, code)
        )


def _later(tell: Callable[[str, str], Awaitable[object]], text: str, code: str) -> Callable[[], Awaitable[object]]:
    return lambda: tell(text, code)


def _code(language: str) -> str:
    """What Telegram calls a language; empty for the one that is shown where there is none."""
    return "" if language == translations.LANGUAGES[0] else language


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
