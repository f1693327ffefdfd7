"""Receiving updates so that none is lost and none is handled twice, whatever happens to this process.

Telegram forgets an update when the next ones are asked for. So each is written down as it comes in, and crossed out
when it has been handled; what is left over, the next run takes up first.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, TypeAlias

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from bot.telegram.dependencies import BotStores
from bot.telegram.messages.translations import supported_language
from bot.telegram.update_context import UpdateContext, current_update

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

_log = logging.getLogger(__name__)

STALL_S = 90.0
"""After so many seconds without an end to a request for updates something is wrong."""

_AT_ONCE = 20  # updates; a hundred, which Telegram would send, take the event loop 30 ms to read
_TRIES = 3
_REMEMBERED = 10_000
_GRACE_S = 8.0  # to finish what is at work; Docker allows ten seconds to end


class DurableReceiver(ExtBot[None]):
    """A bot that writes down the updates that it gets.

    Attributes are private because a bot is frozen for all others.
    """

    def __init__(self, stores: BotStores, **arguments: Any) -> None:  # noqa: ANN401 - those of the bot
        """Write into ``stores``; the rest is for the bot itself."""
        super().__init__(**arguments)
        self._stores = stores
        self._done: set[int] = set()
        self._polled_at = time.monotonic()
        self._revoked = asyncio.Event()

    @property
    def revoked(self) -> asyncio.Event:
        """Set when Telegram stops knowing the token."""
        return self._revoked

    @property
    def silent_s(self) -> float:
        """Seconds since a request for updates last came to an end, good or bad."""
        return time.monotonic() - self._polled_at

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:  # noqa: ANN401 - see the base class
        """Get updates and write them down before Telegram is told that they arrived."""
        try:
            updates = await super().get_updates(*args, **{"limit": _AT_ONCE, **kwargs})
        except InvalidToken:
            self._revoked.set()
            return await asyncio.Future()  # nothing comes any more; the bot is about to be stopped
        finally:
            self._polled_at = time.monotonic()
        if updates:
            await self.persist(updates)
        return updates

    async def persist(self, updates: Sequence[Update]) -> None:
        """Keep updates until they are current_update."""
        self._done.update(await self._stores.executors.run(self._received, updates))

    def was_handled(self, update_id: int) -> bool:
        """Whether an earlier run dealt with an update that came in again; says so once."""
        if update_id not in self._done:
            return False
        self._done.discard(update_id)
        return True

    def _received(self, updates: Sequence[Update]) -> Collection[int]:
        bodies = {update.update_id: json.dumps(update.to_dict()) for update in updates}
        return self._stores.inbox.receive(bodies)


class WebhookQueue(asyncio.Queue[object]):
    """Takes updates from a webhook: only when one is written down is Telegram told that it arrived."""

    def __init__(self, bot: DurableReceiver) -> None:
        """Have ``bot`` write them down."""
        super().__init__()
        self._bot = bot

    async def put(self, item: object) -> None:
        """Take an update."""
        if isinstance(item, Update):
            await self._bot.persist([item])
        await super().put(item)


class DurableApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application that crosses updates out when they are handled, and hands back the others when it stops."""

    def __init__(self, stores: BotStores, **arguments: Any) -> None:  # noqa: ANN401 - those of the application
        """Cross out in ``stores``; the rest is for the application itself."""
        super().__init__(**arguments)
        self._stores = stores
        self._at_work: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self._hopeless: set[int] = set()
        self._begun: dict[int, None] = {}  # the latest ones, in order

    async def process_update(self, update: object) -> None:
        """Handle an update, unless the application is stopping or it is a second copy."""
        if not isinstance(update, Update):
            await super().process_update(update)
            return
        if self._stopping or not self._is_first(update.update_id):
            return
        user, task = update.effective_user, asyncio.current_task()
        language = supported_language(user.language_code if user else None)
        current_update.set(UpdateContext(update.update_id, language))
        if task is not None:
            self._at_work.add(task)
        try:
            if update.update_id in self._hopeless:
                await self.process_error(update, RuntimeError("the process ended each time this was handled"))
            else:
                await super().process_update(update)
        finally:
            if task is not None:
                self._at_work.discard(task)
        await self._stores.executors.run(self._stores.inbox.mark_done, update.update_id)

    def _is_first(self, update_id: int) -> bool:
        """Whether an update is neither dealt with nor at work; Telegram repeats what was on its way at a restart."""
        if update_id in self._begun or (isinstance(self.bot, DurableReceiver) and self.bot.was_handled(update_id)):
            return False
        self._begun[update_id] = None
        if len(self._begun) > _REMEMBERED:
            del self._begun[next(iter(self._begun))]
        return True

    async def resume_pending(self) -> None:
        """Queue what an earlier run did not finish; belongs before the first request for updates."""
        stores = self._stores
        await stores.executors.run(stores.inbox.set_owner, self.bot.id)
        await stores.executors.run(stores.outbox.mark_interrupted)
        left = await stores.executors.run(stores.inbox.take_pending)
        for waiting in left:
            if await stores.executors.run(stores.outbox.was_started_by, waiting.update_id):
                # Its answer may have arrived; whoever asked is offered it, not sent it a second time.
                await stores.executors.run(stores.inbox.mark_done, waiting.update_id)
                continue
            update = Update.de_json(json.loads(waiting.body), self.bot)
            if waiting.tries > _TRIES:
                self._hopeless.add(waiting.update_id)
            await self.update_queue.put(update)
        if left:
            _log.info("Taking up %d updates that were not finished", len(left))

    async def stop(self) -> None:
        """Finish what is at work, within some seconds; what is not finished then is for the next run."""
        self._stopping = True
        if self._at_work:
            _, late = await asyncio.wait(self._at_work, timeout=_GRACE_S)
            for task in late:
                task.cancel()
            if late:
                _log.info("%d updates are left to the next run", len(late))
                await asyncio.wait(late, timeout=_GRACE_S)
        await super().stop()


async def watch_polling(
    application: App,
    beat: Callable[[], Awaitable[None]],
    *,
    allowed_updates: Sequence[str],
    stall_s: float = STALL_S,
    every_s: float = 15.0,
) -> None:
    """Poll anew where polling has stopped without a word, and stop the application where its token was revoked.

    Args:
        application: What is watched.
        beat: Called every so often while all is well.
        allowed_updates: What is polled for.
        stall_s: After how many seconds without an end to a request polling has stopped; infinite where nothing polls.
        every_s: How often to look.
    """
    bot, updater = application.bot, application.updater
    if not isinstance(bot, DurableReceiver) or updater is None:
        return
    while True:
        if bot.silent_s <= stall_s:
            await beat()
        try:
            await asyncio.wait_for(bot.revoked.wait(), every_s)
        except TimeoutError:
            pass
        else:
            application.stop_running()
            return
        if updater.running and bot.silent_s > stall_s:
            _log.warning("Nothing was heard from Telegram for %d seconds; polling anew", bot.silent_s)
            try:
                await asyncio.wait_for(updater.stop(), every_s)
                await updater.start_polling(allowed_updates=list(allowed_updates))
            except (TimeoutError, TelegramError, RuntimeError) as error:
                _log.warning("Polling could not be started anew: %s", error)
