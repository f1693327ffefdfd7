"""The lifecycle of the bot: start, background tasks and shutdown."""

import asyncio
import gc
import logging
import math

from telegram import Update

from bot.answering.word_lists import load_word_lists
from bot.cancellation import cancel_and_wait
from bot.state.job_queue import JOBS
from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.deep_links import link_to
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import translations
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.operations.bot_profile import publish_profile
from bot.telegram.operations.maintenance import run_maintenance
from bot.telegram.operations.subscription_notices import SubscriptionNotices
from bot.telegram.receiving.durable_updates import STALL_S, DurableApplication, DurableReceiver, watch_polling
from bot.telegram.replication.leadership import lead_while_allowed
from bot.telegram.replication.replicated_application import ReplicatedApplication
from bot.telegram.sending.delivery import Delivery
from bot.telegram.types import BotApplication
from index.errors import PinciteError

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
    Update.MY_CHAT_MEMBER,
    "stopped_message_generation",  # Bot API 10.3
)
"""The kinds of update that the bot asks Telegram for."""


class Lifecycle:
    """Starts and stops what runs beside the handlers."""

    def __init__(  # noqa: PLR0913 - each runs in the background
        self,
        dependencies: Dependencies,
        delivery: Delivery,
        alerts: AdminAlerts,
        notices: SubscriptionNotices,
        runner: JobRunner,
        *,
        polls: bool,
    ) -> None:
        """Run background tasks.

        Args:
            dependencies: Closed at the end.
            delivery: Sends.
            alerts: Tells the admins about trouble.
            notices: Tell users what they asked to be told.
            runner: Runs the indexing jobs.
            polls: Whether the bot polls for updates, so that polling must be watched.
        """
        self._dependencies = dependencies
        self._delivery = delivery
        self._alerts = alerts
        self._notices = notices
        self._runner = runner
        self._stall_s = STALL_S if polls else math.inf
        self._tasks: list[asyncio.Task[None]] = []
        self._leading: list[asyncio.Task[None]] = []

    async def start(self, application: BotApplication) -> None:
        """Resume pending updates, print the claim link if there is no admin, and start the background tasks.

        With replicas, the one that leads prints the link and does what only one may do.
        """
        # Word lists and messages take a second to load, which the event loop must not wait for.
        await self._dependencies.executors.run(load_word_lists)
        await self._dependencies.executors.run(translations.load_messages)
        if isinstance(application, ReplicatedApplication):
            application.replica.wakeups.on(JOBS, self._runner.wake)
        replication, web = self._dependencies.stores.replication, self._dependencies.web
        if web is not None and replication is not None:
            # First, because the imports of the web server would delay the heartbeat.
            await web.start(application)
        if isinstance(application, DurableApplication):
            await application.resume_pending()
        if replication is None or replication.lease.leads:
            await self._offer_claim(application)
        if web is not None and replication is None:
            await web.start(application)
        if replication is None:
            await self._lead(application)
        else:
            leading = lead_while_allowed(
                replication.lease, lambda: self._lead(application), self._follow, self._runner.wake
            )
            self._tasks.append(asyncio.create_task(leading))
        self._tasks += [
            asyncio.create_task(task)
            for task in (
                watch_polling(application, self._beat, allowed_updates=ALLOWED_UPDATES, stall_s=self._stall_s),
                self._report_skipped(application),
            )
        ]
        # What is loaded by now stays for good. Searching it for garbage would block the loop for a quarter of a second.
        gc.collect()
        gc.freeze()
        _log.info("Answering as @%s", application.bot.username)

    async def _offer_claim(self, application: BotApplication) -> None:
        token = await self._dependencies.executors.run(self._new_claim_token)
        if token is not None:
            link = link_to(application.bot.username, "claim", token)
            print(translations.CLAIM_LINK.format(link=link), flush=True)  # noqa: T201 - for the terminal, not for a log

    async def _lead(self, application: BotApplication) -> None:
        """Start what one process does: jobs, maintenance, the schedule and the profile."""
        await self._runner.start()
        background = [
            publish_profile(application.bot, self._dependencies.stores),
            run_maintenance(self._dependencies, self._delivery, self._alerts, self._notices),
        ]
        if self._dependencies.scheduled_reindex is not None:
            told = self._alerts.report_failed_reindex, self._alerts.report_failed_schedule
            background.append(self._dependencies.scheduled_reindex.run(*told))
        self._leading = [asyncio.create_task(task) for task in background]

    async def _follow(self) -> None:
        """Stop what only the replica that leads may do; it continues there."""
        await cancel_and_wait(self._leading)
        self._leading = []
        await self._runner.pause()

    async def _report_skipped(self, application: BotApplication) -> None:
        """Tell the admins about updates that could not be parsed."""
        while isinstance(application.bot, DurableReceiver):
            update_id = await application.bot.skipped.get()
            try:
                await self._alerts.send("alert-unreadable", id=str(update_id))
            except PinciteError as error:
                _log.warning("The admins were not told about update %d: %s", update_id, error)

    async def _beat(self) -> None:
        try:
            await self._dependencies.stores.executors.run(self._dependencies.beat)
        except OSError as error:
            _log.warning("The heartbeat could not be written: %s", error)

    def _new_claim_token(self) -> str | None:
        access = self._dependencies.stores.access
        return None if access.admins() else access.new_claim()

    async def stop(self, application: BotApplication) -> None:
        """Stop the background tasks; the next run continues what they have not finished."""
        if self._dependencies.web is not None:
            await self._dependencies.web.stop()
        await cancel_and_wait(self._tasks)
        self._tasks = []
        await cancel_and_wait(self._leading)
        self._leading = []
        await self._delivery.close()
        await self._runner.close()
        if isinstance(application, ReplicatedApplication):
            await application.replica.stop()

    async def shut_down(self, application: BotApplication) -> None:
        """Stop the background tasks and close the dependencies."""
        await self.stop(application)
        self._dependencies.close()
