"""The profile of the bot: what is published is compared in few transactions, since that happens each minute."""

from pathlib import Path
from typing import Any

from bot.state.access import AccessPolicy
from bot.state.engine import open_bot_database
from bot.telegram.dependencies import BotStores
from bot.telegram.operations.bot_profile import publish_changes


class _CountingBot:
    """Publishes nothing, and counts the requests."""

    requests = 0

    async def _succeed(self, *_arguments: object, **_options: object) -> bool:
        self.requests += 1
        return True

    set_my_commands = delete_my_commands = set_my_description = set_my_short_description = _succeed


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
