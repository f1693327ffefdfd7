"""The bot in the test's own process without a network: updates go in, and recorded calls come out."""

import asyncio
from itertools import count
from typing import Any, Self

from bot.telegram.application import BotApplication, Dependencies, assemble
from bot.telegram.receiving.durable_updates import DurableReceiver
from bot.telegram.receiving.update_parsing import parse_update
from bot.telegram.receiving.webhook import Webhook, WebhookUpdater
from bot.telegram.sending.rate_limits import ChatRateLimiter
from tests.support.fake_telegram import BOT_ID, FakeTelegram
from tests.support.mutated_updates import mutated_update


class OfflineBot:
    """A bot over fakes; use it as an asynchronous context."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Build it."""
        self.telegram = FakeTelegram()
        self._dependencies = dependencies
        self._ids = count(1)
        self._receiver = DurableReceiver(
            dependencies.stores,
            token=f"{BOT_ID}:{'A' * 35}",
            request=self.telegram,
            get_updates_request=FakeTelegram(),
        )
        limiter = ChatRateLimiter(sleep=lambda _: asyncio.sleep(0))
        self.application: BotApplication = assemble(dependencies, self._receiver, rate_limiter=limiter)

    async def __aenter__(self) -> Self:
        """Start."""
        await self.application.initialize()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the stores."""
        await self.application.shutdown()
        self._dependencies.close()

    async def handle(self, content: dict[str, Any]) -> list[str]:
        """Handle an update as the bot does; returns the methods that it called."""
        self.telegram.calls.clear()
        update = parse_update({**content, "update_id": next(self._ids)}, self._receiver).update
        await self.application.update_processor.process_update(update, self.application.process_update(update))
        return [name for name, _ in self.telegram.calls]

    async def handle_mutated(self, seed: bytes) -> list[str]:
        """Handle an update with random changes."""
        return await self.handle(mutated_update(seed, 0))

    async def deliver(self, body: bytes) -> int:
        """Deliver a body to the webhook; returns the status."""
        updater = WebhookUpdater(self._receiver, Webhook("https://example.org/hook", "s" * 16))
        return int(await updater.receive(body))

    async def is_well(self) -> bool:
        """Return whether the bot still answers a user."""
        chat = {"id": 8, "type": "private"}
        sender = {"id": 8, "is_bot": False, "first_name": "Ben"}
        entity = {"type": "bot_command", "offset": 0, "length": 5}
        message = {
            "message_id": 1, "date": 2_000_000_000, "chat": chat, "from": sender, "text": "/help",
            "entities": [entity],
        }  # fmt: skip
        return "sendMessage" in await self.handle({"message": message})

    async def press(self, data: str) -> list[str]:
        """Press a button with any data under a message in a private chat."""
        sender = {"id": 7, "is_bot": False, "first_name": "Ann"}
        message = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "…"}
        query = {"id": "1", "from": sender, "chat_instance": "1", "data": data, "message": message}
        return await self.handle({"callback_query": query})
