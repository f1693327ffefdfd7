"""The profile of the bot: what is published is compared in few transactions, since that happens each minute."""

from pathlib import Path
from typing import Any

from bot.state.access import AccessPolicy
from bot.state.engine import open_bot_database
from bot.telegram.dependencies import BotStores
from bot.telegram.operations.bot_profile import publish_changes


class _CountingBot:
    """Publishes nothing, and counts the requests."""

    def __init__(self) -> None:
        self.requests = 0
        self.codes: set[str] = set()

    async def _succeed(self, *_arguments: object, language_code: str = "", **_options: object) -> bool:
        self.requests += 1
        self.codes.add(language_code)
        return True

    async def _describe(self, _text: str, language_code: str) -> bool:
        return await self._succeed(language_code=language_code)

    set_my_commands = delete_my_commands = _succeed
    set_my_description = set_my_short_description = _describe


async def test_profiles_have_codes_that_telegram_takes(tmp_path: Path) -> None:
    """Telegram takes two letters: Hebrew has a profile, and users of Traditional Chinese see that of Chinese."""
    bot: Any = _CountingBot()
    database = open_bot_database(tmp_path / "bot.sqlite")
    stores = BotStores.open(database, AccessPolicy(admins=frozenset({1})))
    await publish_changes(bot, stores)
    stores.executors.close()
    database.close()
    assert {"", "he", "zh"} <= bot.codes
    assert {0, 2} == set(map(len, bot.codes))


async def test_a_published_profile_costs_one_query_beside_that_of_the_admins(tmp_path: Path) -> None:
    """All its parts are published at first; after that the bot reads what Telegram has, and sends nothing."""
    bot: Any = _CountingBot()
    transactions: list[object] = []
    database = open_bot_database(tmp_path / "bot.sqlite")
    stores = BotStores.open(database, AccessPolicy(admins=frozenset({1})))
    await publish_changes(bot, stores)
    published = bot.requests
    database.guard_with(transactions.append)
    await publish_changes(bot, stores)
    stores.executors.close()
    database.close()
    assert published > 100
    assert (published, 2) == (bot.requests, len(transactions))
