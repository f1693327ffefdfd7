"""Runs the indexing jobs, one after another, in a thread of their own, and shows how far they are."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence

from telegram.error import TelegramError

from bot.executors import Executors
from bot.state.job_queue import IndexJob, JobState
from bot.telegram.admin.job_messages import JobProgress, failed_message, progress_message, summary_message
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.sources import suggestions_message
from bot.telegram.messages.translations import translate
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.error_reference import new_reference
from bot.telegram.update_context import UpdateContext, current_update
from index.errors import LockedError, PinciteError, StoreError
from index.indexing.types import Outcome

_log = logging.getLogger(__name__)

_SHOWN_EVERY_S = 3.0
_LOCKED_PAUSE_S = 10.0
_LOCKED_TRIES = 30


class JobRunner:
    """The queue of jobs at work. A job that is interrupted by the end of the bot is run again by the next one."""

    def __init__(
        self, dependencies: Dependencies, delivery: Delivery, alerts: AdminAlerts, shown_every_s: float = _SHOWN_EVERY_S
    ) -> None:
        """Index with ``dependencies``, show it through ``delivery``."""
        self._dependencies = dependencies
        self._jobs = dependencies.stores.jobs
        self._sql = dependencies.stores.executors.run
        self._delivery = delivery
        self._alerts = alerts
        self._shown_every_s = shown_every_s
        self._indexing = Executors(1)
        self._wake = asyncio.Event()
        self._running: int | None = None
        self._stop = False
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Take up what an earlier run left, and then what comes."""
        await self._sql(self._jobs.requeue_running)
        self._task = asyncio.create_task(self._work())

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    async def stop(self, job_id: int) -> bool:
        """Take a job out, or end it after the page that it is at; returns whether there was one."""
        if self._running == job_id:
            self._stop = True
            return True
        return await self._sql(self._jobs.cancel, job_id)

    async def close(self) -> None:
        """End the job at work after the page that it is at, and leave the rest to the next run."""
        self._closing = self._stop = True
        if self._task is not None:
            self._wake.set()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.to_thread(self._indexing.close)

    async def _work(self) -> None:
        while not self._closing:
            try:
                job = await self._sql(self._jobs.start_next)
            except StoreError as error:
                _log.warning("The queue of jobs cannot be read: %s", error)
                await asyncio.sleep(_LOCKED_PAUSE_S)
                continue
            if job is None:
                await self._wake.wait()
                self._wake.clear()
                continue
            try:
                await self._run(job)
            except Exception:  # noqa: BLE001 - whatever it is, the next job shall run
                await self._apologise(job)

    async def _apologise(self, job: IndexJob) -> None:
        """A job broke on a mistake of ours: the log has the traceback, who asked a reference to it."""
        reference = new_reference()
        _log.exception("Reference %s: job %d failed", reference, job.id)
        with contextlib.suppress(StoreError):
            await self._sql(self._jobs.finish, job.id, "failed", 0.0)
            await self._show(job, failed_message(job, translate(job.language, "our-fault", reference=reference)))

    async def _run(self, job: IndexJob) -> None:
        self._running, self._stop = job.id, self._closing
        current_update.set(UpdateContext(language=job.language))
        started = time.monotonic()
        progress = JobProgress(job.pages if job.follow or job.reindex_ids else 1)
        showing = asyncio.create_task(self._show_progress(job, progress))
        try:
            outcomes, reason = await self._index(job, progress)
        finally:
            self._running = None
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)
        if self._closing:
            return  # it is still marked as running, so the next run takes it up
        state: JobState = "failed" if reason else "stopped" if self._stop else "done"
        await self._sql(self._jobs.finish, job.id, state, time.monotonic() - started)
        if reason is not None:
            await self._show(job, failed_message(job, reason))
            await self._alerts.tell("alert-index", job.location, except_for=job.user_id, title=job.title, reason=reason)
        else:
            await self._show(job, summary_message(job, outcomes, stopped=self._stop))
            await self._offer(job, outcomes)

    async def _offer(self, job: IndexJob, outcomes: Sequence[Outcome]) -> None:
        """Offer questions about what was added; the job is done whether or not there are any."""
        added = next((outcome.id for outcome in outcomes if outcome.status == "added"), None)
        with contextlib.suppress(PinciteError, TelegramError):
            offered = await self._dependencies.executors.run(self._questions, added, job.language) if added else None
            if offered is not None:
                # As a reply it stands in the same topic.
                await self._delivery.send(
                    ChatTopic(job.chat_id, None, private=True), [offered], reply_to=job.message_id
                )

    def _questions(self, source_id: str, language: str) -> OutgoingMessage | None:
        source = self._dependencies.catalog.get_source(source_id)
        questions = self._dependencies.suggest_questions(source)
        self._dependencies.conversations.save_offered(
            [(keyboards.fingerprint(question), question) for question in questions]
        )
        return suggestions_message(source, questions, language) if questions else None

    async def _index(self, job: IndexJob, progress: JobProgress) -> tuple[list[Outcome], str | None]:
        """What became of each page, and why nothing did."""
        for _ in range(_LOCKED_TRIES):
            try:
                undo = await self._sql(self._jobs.undo_data, job.id)
                outcomes = await self._indexing.run(self._indexed, job, undo, progress)
            except LockedError as error:
                reason = str(error)
                if self._stop:
                    return [], None
                await asyncio.sleep(_LOCKED_PAUSE_S)
            except PinciteError as error:
                return [], str(error)
            else:
                return outcomes, _failure(job, outcomes)
        return [], reason

    def _indexed(self, job: IndexJob, withdrawn: str | None, progress: JobProgress) -> list[Outcome]:
        source_manager = self._dependencies.source_manager

        def stop() -> bool:
            return self._stop

        if withdrawn is not None:
            return source_manager.restore(withdrawn, watch=progress.watch, stop=stop)
        if job.reindex_ids:
            return source_manager.reindex(job.reindex_ids, watch=progress.watch, stop=stop)
        return source_manager.index(job.location, follow=job.follow, watch=progress.watch, stop=stop)

    async def _show_progress(self, job: IndexJob, progress: JobProgress) -> None:
        shown = None
        while True:
            outgoing = progress_message(job, progress)
            if outgoing.text != shown:
                shown = outgoing.text
                await self._show(job, outgoing, transient=True)
            await asyncio.sleep(self._shown_every_s)

    async def _show(self, job: IndexJob, outgoing: OutgoingMessage, *, transient: bool = False) -> None:
        topic = ChatTopic(job.chat_id, None, private=True)
        with contextlib.suppress(TelegramError):
            if job.message_id is None:
                await self._delivery.send(topic, [outgoing])
            else:
                await self._delivery.edit(topic, job.message_id, outgoing, transient=transient)


def _failure(job: IndexJob, outcomes: Sequence[Outcome]) -> str | None:
    """Why a job failed as a whole: it was about one page, and that could not be read."""
    if len(outcomes) != 1 or outcomes[0].status != "failed":
        return None
    is_meant = not job.reindex_ids or outcomes[0].id in job.reindex_ids
    return outcomes[0].error if is_meant else None
