"""Durable updates: none is lost and none is handled twice, whatever happens to this process.

Telegram forgets an update when the bot asks for the next ones. So the bot writes each update into the inbox first, and
marks it as done when it is handled; the next run resumes the updates that are not done.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from bot.error_reference import bound_reference
from bot.telegram.dependencies import BotStores
from bot.telegram.messages.translations import supported_language
from bot.telegram.receiving.update_parsing import ReceivedUpdate, parse_body, parse_update
from bot.telegram.receiving.update_processor import lane_of
from bot.telegram.types import BotApplication
from bot.telegram.update_context import UpdateContext, current_update
from index.tracing import span

_log = logging.getLogger(__name__)

STALL_S = 90.0
"""Receiving is broken if for so many seconds no request for updates has ended, or each has failed."""

_READ_TIMEOUT_S = 20.0  # beyond the time for which Telegram holds a request open
_LEAD_POLL_S = 0.5
_AT_ONCE = 20  # updates in a request; parsing a hundred, Telegram's default, would block the event loop for 30 ms
MOST_TRIES = 3
"""An update that was handled so often, and each time the process ended, is given up."""

_IDS_KEPT = 10_000
_GRACE_S = 8.0  # for updates that are being handled at the end; Docker allows ten seconds


class ReceivingError(TelegramError):
    """Updates arrived but could not be stored or are no updates; Telegram delivers them again.

    As a ``TelegramError`` it makes python-telegram-bot wait before it polls again, longer each time.
    """


class DurableReceiver(ExtBot[None]):
    """A bot that writes its updates into the inbox.

    Its attributes are private because python-telegram-bot freezes the public attributes of a bot.
    """

    def __init__(self, stores: BotStores, **arguments: Any) -> None:  # noqa: ANN401 - those of the bot
        """Write into ``stores``; ``arguments`` are for the base class."""
        super().__init__(**arguments)
        self._stores = stores
        self._handled_before: set[int] = set()
        self._polled_at = time.monotonic()
        self._failing_since: float | None = None
        self._revoked = asyncio.Event()
        self._skipped: asyncio.Queue[int] = asyncio.Queue()

    @property
    def revoked(self) -> asyncio.Event:
        """Set when Telegram no longer knows the token."""
        return self._revoked

    @property
    def skipped(self) -> asyncio.Queue[int]:
        """The ids of updates that could not be parsed."""
        return self._skipped

    @property
    def silent_s(self) -> float:
        """Seconds since a request for updates last ended, with or without success."""
        return time.monotonic() - self._polled_at

    @property
    def failing_s(self) -> float:
        """Seconds since updates last got through; 0 while they do."""
        return 0.0 if self._failing_since is None else time.monotonic() - self._failing_since

    async def get_updates(
        self,
        offset: int | None = None,
        limit: int | None = None,
        timeout: timedelta | float | None = None,  # noqa: ASYNC109 - the base class's
        allowed_updates: Sequence[str] | None = None,
        **options: Any,  # noqa: ANN401 - the base class's
    ) -> tuple[Update, ...]:
        """Get updates and write them into the inbox, before the next request tells Telegram that they arrived.

        The base class parses a batch as a whole, so that one update that it cannot parse would lose all of them.
        """
        wait_s = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout or 0.0
        if not await self._may_poll(wait_s):
            return ()
        asked = {"offset": offset, "limit": limit or _AT_ONCE, "timeout": wait_s, "allowed_updates": allowed_updates}
        try:
            batch = await self._post("getUpdates", asked, **{"read_timeout": _READ_TIMEOUT_S + wait_s, **options})
        except InvalidToken:
            self._revoked.set()
            return await asyncio.Future()  # no more updates come; watch_polling stops the bot
        except TelegramError:
            self._note_failure()
            raise
        except Exception as error:
            self._note_failure()
            raise ReceivingError("Telegram's reply is not understood") from error
        finally:
            self._polled_at = time.monotonic()
        return await self.receive(batch)

    async def _may_poll(self, wait_s: float) -> bool:
        """Wait until this process is the one that polls; returns False where the caller does not wait."""
        replication = self._stores.replication
        while replication is not None and not replication.lease.leads:
            self._polled_at = time.monotonic()
            if not wait_s:
                return False
            await asyncio.sleep(_LEAD_POLL_S)
        return True

    async def receive(self, batch: object) -> tuple[Update, ...]:
        """Parse updates and write them into the inbox.

        Args:
            batch: Decoded JSON: a list of updates.

        Returns:
            The updates, for the queue; an update that cannot be parsed is an empty one with its id. With replicas all
            are empty, because each replica claims updates from the inbox.

        Raises:
            ReceivingError: There is no update in the batch, or the inbox cannot be written.
        """
        replication = self._stores.replication
        if replication is not None and replication.lease.membership is None:
            raise ReceivingError("the replica has not joined yet")  # so it does not know whose updates the inbox has
        try:
            received = self._parse(batch)
            if received:
                self._handled_before.update(await self._stores.executors.run(self._store, received))
        except Exception as error:
            self._note_failure()
            raise ReceivingError("updates could not be received") from error
        self._failing_since = None
        for one in received:
            if one.body is None:
                self._skipped.put_nowait(one.update.update_id)
        if self._stores.replication is not None:
            return tuple(Update(one.update.update_id) for one in received)
        return tuple(one.update for one in received)

    def was_handled(self, update_id: int) -> bool:
        """Return, once, whether an earlier run handled or skipped an update that Telegram delivers again."""
        if update_id not in self._handled_before:
            return False
        self._handled_before.discard(update_id)
        return True

    def _parse(self, batch: object) -> list[ReceivedUpdate]:
        if not isinstance(batch, list):
            raise TypeError("the updates are no list")
        received = []
        for data in batch:
            with contextlib.suppress(ValueError):
                received.append(parse_update(data, self))
        if batch and not received:
            raise ValueError("the batch has no update")
        return received

    def _store(self, received: Sequence[ReceivedUpdate]) -> Collection[int]:
        bodies = {one.update.update_id: one.body for one in received}
        if self._stores.replication is None:
            return self._stores.inbox.receive(bodies)
        self._stores.inbox.receive(bodies, {one.update.update_id: lane_of(one.update) for one in received})
        return ()

    def _note_failure(self) -> None:
        if self._failing_since is None:
            self._failing_since = time.monotonic()


class DurableApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application that marks handled updates as done, and leaves the others to the next run when it stops."""

    def __init__(self, stores: BotStores, **arguments: Any) -> None:  # noqa: ANN401 - those of the application
        """Mark updates in ``stores``; ``arguments`` are for the base class."""
        super().__init__(**arguments)
        self._stores = stores
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self._given_up: set[int] = set()
        self._started: dict[int, None] = {}  # the latest ids, in order

    async def process_update(self, update: object) -> None:
        """Handle an update, unless the application is stopping or the update is a duplicate."""
        if not isinstance(update, Update):
            await super().process_update(update)
            return
        if self._stopping or not self._admits(update):
            return
        user, task = update.effective_user, asyncio.current_task()
        language = supported_language(user.language_code if user else None)
        current_update.set(UpdateContext(update.update_id, language))
        if task is not None:
            self._tasks.add(task)
        try:
            with bound_reference() as reference, span("update", id=update.update_id, reference=reference):
                if self._is_given_up(update.update_id):
                    await self.process_error(update, RuntimeError("the process ended each time this was handled"))
                else:
                    await super().process_update(update)
        finally:
            if task is not None:
                self._tasks.discard(task)
        await self._finish(update.update_id)

    def _admits(self, update: Update) -> bool:
        """Return whether an update is new; after a restart Telegram repeats updates that it had already sent."""
        update_id = update.update_id
        if update_id in self._started or (isinstance(self.bot, DurableReceiver) and self.bot.was_handled(update_id)):
            return False
        self._started[update_id] = None
        if len(self._started) > _IDS_KEPT:
            del self._started[next(iter(self._started))]
        return True

    def _is_given_up(self, update_id: int) -> bool:
        """Return whether the process ended each time an update was handled."""
        return update_id in self._given_up

    async def _finish(self, update_id: int) -> None:
        """Record that an update was handled."""
        await self._stores.executors.run(self._stores.inbox.mark_done, update_id)

    async def resume_pending(self) -> None:
        """Queue the updates that an earlier run did not finish, before the first request for updates."""
        stores, run = self._stores, self._stores.executors.run
        await run(stores.inbox.set_owner, self.bot.id)
        await run(stores.outbox.mark_interrupted)
        pending = await run(stores.inbox.take_pending)
        for one in pending:
            if await run(stores.outbox.was_started_by, one.update_id):
                # The answer may have arrived: the outbox asks the reader, and the question is not answered again.
                await run(stores.inbox.mark_done, one.update_id)
                continue
            received = parse_body(one.update_id, one.body, self.bot)
            if received.body is None:
                # Another version of the bot stored it, which could parse it.
                await run(stores.inbox.mark_done, one.update_id)
                if isinstance(self.bot, DurableReceiver):
                    self.bot.skipped.put_nowait(one.update_id)
                continue
            if one.tries > MOST_TRIES:
                self._given_up.add(one.update_id)
            await self.update_queue.put(received.update)
        if pending:
            _log.info("Resuming %d updates that were not finished", len(pending))

    async def cancel_updates(self) -> None:
        """Stop the updates that are being handled."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_GRACE_S)

    async def stop(self) -> None:
        """Give the updates that are being handled some seconds to finish; the next run resumes the others."""
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_GRACE_S)
            for task in late:
                task.cancel()
            if late:
                _log.info("%d updates are left to the next run", len(late))
                await asyncio.wait(late, timeout=_GRACE_S)
        await super().stop()


async def watch_polling(
    application: BotApplication,
    beat: Callable[[], Awaitable[None]],
    *,
    allowed_updates: Sequence[str],
    stall_s: float = STALL_S,
    every_s: float = 15.0,
) -> None:
    """Restart polling that stalled silently, and stop the application when its token was revoked.

    Args:
        application: The application to watch.
        beat: Called each time while updates get through.
        allowed_updates: The kinds of update to poll for.
        stall_s: How long a request for updates may take; infinite where the bot does not poll.
        every_s: How often to check.
    """
    bot, updater = application.bot, application.updater
    if not isinstance(bot, DurableReceiver) or updater is None:
        return
    while True:
        if bot.silent_s <= stall_s and bot.failing_s <= STALL_S:
            await beat()
        try:
            async with asyncio.timeout(every_s):  # wait_for can swallow a cancellation
                await bot.revoked.wait()
        except TimeoutError:
            pass
        else:
            application.stop_running()
            return
        if updater.running and bot.silent_s > stall_s:
            _log.warning("Telegram has not answered for %d seconds; the bot restarts polling", bot.silent_s)
            try:
                async with asyncio.timeout(every_s):
                    await updater.stop()
                await updater.start_polling(allowed_updates=list(allowed_updates))
            except (TimeoutError, TelegramError, RuntimeError) as error:
                _log.warning("Polling could not be restarted: %s", error)
