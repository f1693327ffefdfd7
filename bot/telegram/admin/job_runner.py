"""The runner of indexing jobs: one at a time, in a thread of its own, with progress in the admin's chat."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from telegram.error import TelegramError

from bot.cancellation import cancel_and_wait
from bot.error_reference import bound_reference, current_reference
from bot.executors import Executors
from bot.indexing.upload_titles import UPLOADS
from bot.state.job_queue import IndexJob, JobState
from bot.telegram.admin.job_messages import JobProgress, failed_message, progress_message, summary_message
from bot.telegram.admin.uploads import place_upload
from bot.telegram.callback_data import question_fingerprint
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.sources import suggestions_message
from bot.telegram.messages.translations import translate
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.operations.subscription_notices import SubscriptionNotices
from bot.telegram.receiving.durable_updates import MOST_TRIES
from bot.telegram.sending.delivery import Delivery
from bot.telegram.update_context import UpdateContext, current_update
from index.errors import LockedError, PinciteError, StoreError
from index.indexing.types import Outcome
from index.tracing import span

_log = logging.getLogger(__name__)

_SHOWN_EVERY_S = 3.0
_LOCKED_PAUSE_S = 3.0


class JobRunner:
    """Runs the queue of jobs. A job that the end of the bot interrupts starts again in the next run."""

    def __init__(  # noqa: PLR0913, PLR0917 - each does another part of a job
        self,
        dependencies: Dependencies,
        delivery: Delivery,
        alerts: AdminAlerts,
        notices: SubscriptionNotices,
        ask: Callable[[IndexJob], Awaitable[None]],
        shown_every_s: float = _SHOWN_EVERY_S,
    ) -> None:
        """Run jobs.

        Args:
            dependencies: Index sources and store jobs.
            delivery: Shows the progress.
            alerts: Tell the other admins about a failure.
            notices: Tell users that the sources answer a question now, or that cited words have changed.
            ask: Answers the question that came with a source.
            shown_every_s: The shortest time between two states of the progress.
        """
        self._dependencies = dependencies
        self._jobs = dependencies.stores.jobs
        self._run_sql = dependencies.stores.executors.run
        self._delivery = delivery
        self._alerts = alerts
        self._notices = notices
        self._ask = ask
        self._answering: dict[int, asyncio.Task[None]] = {}  # by the id of the job
        self._shown_every_s = shown_every_s
        self._indexing = Executors(1)
        self._wake = asyncio.Event()
        self._running_id: int | None = None
        self._stop = False
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Run the jobs that an earlier run of the bot or another replica left, then new ones."""
        self._closing = False
        await self._run_sql(self._jobs.requeue_running)
        self._task = asyncio.create_task(self._run_jobs())
        await self._answer_questions()

    def wake(self) -> None:
        """Look for jobs in the queue."""
        self._wake.set()

    async def stop(self, job_id: int) -> bool:
        """Cancel a waiting job, or end a running one after its current page; returns whether there was one."""
        if self._running_id == job_id:
            self._stop = True
            return True
        return await self._run_sql(self._jobs.cancel, job_id) or await self._run_sql(self._jobs.ask_to_stop, job_id)

    async def close(self) -> None:
        """End the running job after its current page; the next run of the bot continues."""
        await self.pause()
        await asyncio.to_thread(self._indexing.close)

    async def pause(self) -> None:
        """End the running job after its current page; ``start`` here or in another replica continues."""
        self._closing = self._stop = True
        if self._task is not None:
            self._wake.set()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await cancel_and_wait(self._answering.values())
        self._answering.clear()  # of those that were cancelled before their first step, too

    async def _run_jobs(self) -> None:
        while not self._closing:
            try:
                job = await self._run_sql(self._jobs.start_next)
            except StoreError as error:
                _log.warning("The queue of jobs cannot be read: %s", error)
                await asyncio.sleep(_LOCKED_PAUSE_S)
                continue
            if job is None:
                await self._wake.wait()
                self._wake.clear()
                continue
            with bound_reference() as reference, span("job", id=job.id, reference=reference):
                try:
                    await self._run(job)
                except Exception:  # noqa: BLE001 - whatever it is, the next job must run
                    await self._apologize(job)

    async def _apologize(self, job: IndexJob) -> None:
        """End a job that failed because of a bug: the log gets the traceback, the admin a reference to it."""
        reference = current_reference()
        _log.exception("Reference %s: job %d failed", reference, job.id)
        with contextlib.suppress(StoreError):
            await self._run_sql(self._jobs.finish, job.id, "failed", 0.0)
            await self._show(job, failed_message(job, translate(job.language, "our-fault", reference=reference)))

    async def _run(self, job: IndexJob) -> None:
        if job.tries > MOST_TRIES:
            raise RuntimeError("the process ended each time this was indexed")
        self._running_id, self._stop = job.id, self._closing
        current_update.set(UpdateContext(language=job.language))
        started = time.monotonic()
        progress = JobProgress(job.pages if job.follow or job.reindex_ids else 1)
        showing = asyncio.create_task(self._show_progress(job, progress))
        try:
            outcomes, reason = await self._index(job, progress)
        finally:
            self._running_id = None
            await cancel_and_wait([showing])
        if self._closing:
            with contextlib.suppress(StoreError):  # then its state is still "running", and the next run starts it again
                await self._run_sql(self._jobs.interrupt, job.id)
            return
        state: JobState = "failed" if reason else "stopped" if self._stop else "done"
        await self._run_sql(self._jobs.finish, job.id, state, time.monotonic() - started)
        if reason is not None:
            is_kept = any(outcome.passages for outcome in outcomes)
            await self._show(job, failed_message(job, reason, is_kept=is_kept))
            await self._alerts.report_failed_job(job, reason)
        else:
            await self._show(job, summary_message(job, outcomes, stopped=self._stop))
            await self._suggest_questions(job, outcomes)
            await self._answer_questions()
            with contextlib.suppress(PinciteError):
                await self._notices.check()

    async def _answer_questions(self) -> None:
        """Answer the questions that came with indexed sources, while the next job runs."""
        with contextlib.suppress(StoreError):
            for job in await self._run_sql(self._jobs.list_questions):
                if job.id not in self._answering:
                    self._answering[job.id] = asyncio.create_task(self._answer_question(job))

    async def _answer_question(self, job: IndexJob) -> None:
        """Answer a question, and only then take it for answered; after an end before, the next start answers it."""
        # The outbox knows by this id, which no update of Telegram has, that the sending of an answer was started.
        current_update.set(UpdateContext(-job.id, job.language))
        try:
            await self._ask_or_apologize(job)
            with contextlib.suppress(StoreError):  # the next start finds it answered
                await self._run_sql(self._jobs.finish_question, job)
        finally:
            self._answering.pop(job.id, None)

    async def _ask_or_apologize(self, job: IndexJob) -> None:
        with bound_reference():
            try:
                await self._ask_once(job)
            except Exception:  # noqa: BLE001 - whatever it is, the admin must hear of it
                reference = current_reference()
                _log.exception("Reference %s: the question of job %d was not answered", reference, job.id)
                with contextlib.suppress(StoreError):
                    sorry = translate(job.language, "our-fault", reference=reference)
                    await self._show(replace(job, message_id=None), plain_message(sorry))

    async def _ask_once(self, job: IndexJob) -> None:
        if await self._run_sql(self._dependencies.stores.outbox.was_started_by, -job.id):
            return  # the outbox asks the reader
        if await self._run_sql(self._jobs.count_question_try, job.id) > MOST_TRIES:
            raise RuntimeError("the process ended each time this was answered")
        await self._ask(job)

    async def _suggest_questions(self, job: IndexJob, outcomes: Sequence[Outcome]) -> None:
        """Suggest questions about a new source; a failure does not matter to the job."""
        added = next((outcome.id for outcome in outcomes if outcome.status == "added"), None)
        if added is None:
            return
        with contextlib.suppress(PinciteError, TelegramError):
            message = await self._dependencies.executors.run(self._suggestions, added, job.language)
            if message is not None:
                # A reply appears in the topic of the message that it replies to.
                topic = ChatTopic(job.chat_id, None, private=True)
                await self._delivery.send(topic, [message], reply_to=job.message_id)

    def _suggestions(self, source_id: str, language: str) -> OutgoingMessage | None:
        source = self._dependencies.catalog.get_source(source_id)
        questions = self._dependencies.suggest_questions(source)
        self._dependencies.conversations.save_offered(
            [(question_fingerprint(question), question) for question in questions]
        )
        return suggestions_message(source, questions, language) if questions else None

    async def _index(self, job: IndexJob, progress: JobProgress) -> tuple[list[Outcome], str | None]:
        """Index; returns the outcome of each page, and the reason if the job failed as a whole."""
        while True:
            try:
                undo_data = await self._run_sql(self._jobs.undo_data, job.id)
                outcomes = await self._indexing.run(self._index_blocking, job, undo_data, progress)
            except LockedError:  # by the schedule or another process, perhaps for an hour; the admin can cancel
                if self._stop:
                    return [], None
                progress.wait()
                await asyncio.sleep(_LOCKED_PAUSE_S)
            except PinciteError as error:
                return [], str(error)
            else:
                return outcomes, _failure_reason(job, outcomes)

    def _index_blocking(self, job: IndexJob, undo_data: str | None, progress: JobProgress) -> list[Outcome]:
        source_manager = self._dependencies.source_manager

        def stop() -> bool:
            return self._stop

        if undo_data is not None:
            return source_manager.restore(undo_data, watch=progress.record, stop=stop)
        if job.reindex_ids:
            return source_manager.reindex(job.reindex_ids, watch=progress.record, stop=stop)
        place_upload(self._dependencies.data_dir / UPLOADS, job, self._dependencies.stores.shared_uploads)
        return source_manager.index(job.location, follow=job.follow, watch=progress.record, stop=stop)

    async def _show_progress(self, job: IndexJob, progress: JobProgress) -> None:
        shown = None
        while True:
            message = progress_message(job, progress)
            if message.text != shown:
                shown = message.text
                await self._show(job, message, transient=True)
            with contextlib.suppress(StoreError):  # an admin may have pressed the button at another replica
                if await self._run_sql(self._jobs.should_stop, job.id):
                    self._stop = True  # and never False again: the bot may have begun to stop meanwhile
            await asyncio.sleep(self._shown_every_s)

    async def _show(self, job: IndexJob, message: OutgoingMessage, *, transient: bool = False) -> None:
        topic = ChatTopic(job.chat_id, None, private=True)
        with contextlib.suppress(TelegramError):
            if job.message_id is None:
                await self._delivery.send(topic, [message])
            else:
                await self._delivery.edit(topic, job.message_id, message, transient=transient)


def _failure_reason(job: IndexJob, outcomes: Sequence[Outcome]) -> str | None:
    """Return why a job failed as a whole: its only page could not be read."""
    if len(outcomes) != 1 or outcomes[0].status != "failed":
        return None
    was_requested = not job.reindex_ids or outcomes[0].id in job.reindex_ids
    return outcomes[0].error if was_requested else None
