"""Requests for indexing jobs: proposed in a message, and queued when the admin presses a button; removals with undo."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.state.job_queue import IndexJob
from bot.telegram.admin.admin_router import AdminCallback, AdminRouter, PrivateMessage
from bot.telegram.admin.job_messages import queued_message
from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.messages.keyboards import admin_button
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, plain_message
from bot.telegram.messages.rich_text import line
from bot.telegram.messages.translations import translate
from bot.telegram.operations.failure_reasons import explain_failure
from index.errors import PinciteError


class JobRequests:
    """Proposes jobs and queues them, and removes sources in a way that a job can undo."""

    def __init__(self, router: AdminRouter, runner: JobRunner) -> None:
        """Reply through ``router``, and wake ``runner`` when there is a job to run."""
        self._router = router
        self._runner = runner
        self._jobs = router.dependencies.stores.jobs
        self._activity = router.dependencies.stores.activity
        self._run_sql = router.dependencies.stores.executors.run

    async def propose(  # noqa: PLR0913 - each says another thing about the job
        self,
        request: PrivateMessage | AdminCallback,
        location: str,
        title: str,
        pages: int,
        reindex_ids: Sequence[str] = (),
        *,
        question: str | None = None,
    ) -> int:
        """Store a job that waits for a button; returns its id.

        Args:
            request: The message or callback query of the admin.
            location: What to index, or the first thing to index again.
            title: Shown for the job.
            pages: How many pages the job is likely to have.
            reindex_ids: The ids of sources, lists and pages to index again; empty for a new source.
            question: What to answer once the job is done.
        """
        return await self._run_sql(
            self._jobs.propose,
            location,
            title,
            pages=pages,
            user_id=request.user_id if isinstance(request, PrivateMessage) else request.query.from_user.id,
            chat_id=request.topic.chat_id,
            language=request.language,
            again=reindex_ids,
            question=question,
        )

    async def queue(self, callback: AdminCallback, id_: int, *, follow: bool) -> None:
        """Queue a proposed job; the message of the pressed button shows its progress."""
        is_queued = await self._run_sql(self._jobs.enqueue, id_, follow=follow)
        job = await self._run_sql(self._jobs.get, id_)
        if job is None or not is_queued:
            await self._router.acknowledge(callback, "stale-button")
            return
        await self._run_sql(self._jobs.set_message, id_, callback.message_id)
        await self._router.show(callback, queued_message(job, await self._run_sql(self._jobs.count_ahead_of, id_)))
        self._runner.wake()

    async def reindex(
        self, callback: AdminCallback, location: str, title: str, ids: Sequence[str], *, linked: int = 0
    ) -> None:
        """Queue a job that indexes sources, lists and pages again.

        Args:
            callback: The callback query that asks for it.
            location: Of the first of them.
            title: Shown for the job.
            ids: Their ids.
            linked: How many linked pages are likely to come with them.
        """
        id_ = await self.propose(callback, location, title, len(ids) + linked, ids)
        await self.queue(callback, id_, follow=False)

    async def remove(
        self,
        callback: AdminCallback,
        location: str,
        title: str,
        source_ids: Sequence[str],
        list_ids: Sequence[str] = (),
    ) -> None:
        """Remove sources and lists, and offer a button that restores them.

        Args:
            callback: The callback query that asks for it.
            location: Of the first of them.
            title: Shown in the message.
            source_ids: The sources to remove.
            list_ids: The lists to remove.
        """
        dependencies = self._router.dependencies
        try:
            undo_data = await dependencies.executors.run(dependencies.source_manager.remove, source_ids, list_ids)
        except PinciteError as error:
            reason = line(explain_failure(str(error), callback.language), TITLE_UNITS)
            await self._router.delivery.acknowledgements.answer_callback(callback.query.id, reason)
            return
        id_ = await self.propose(callback, location, title, 1)
        await self._run_sql(self._jobs.save_undo_data, id_, undo_data)
        erasure_id = await self.propose(callback, location, title, 1, source_ids)
        await self._show_removal(callback, id_, erasure_id, title, source_ids)

    async def _show_removal(
        self, callback: AdminCallback, undo_id: int, erasure_id: int, title: str, source_ids: Sequence[str]
    ) -> None:
        """Say what was removed, with buttons that restore it and that erase its quotes, if it has any."""
        text = translate(callback.language, "is-removed", title=line(title, TITLE_UNITS))
        row = [admin_button(translate(callback.language, "undo"), "index", str(undo_id))]
        if quotes := await self._run_sql(self._activity.count_quotes, source_ids):
            text = f"{text}\n\n{translate(callback.language, 'quotes-stay', count=quotes)}"
            row.append(admin_button(translate(callback.language, "erase-quotes"), "erase", f"{undo_id}-{erasure_id}"))
        home = [admin_button(translate(callback.language, "to-sources"), "list", "0")]
        await self._router.show(callback, OutgoingMessage(text, (), InlineKeyboardMarkup([row, home])))

    async def ask_erasure(self, callback: AdminCallback, undo_id: int, erasure_id: int) -> None:
        """Ask whether to erase the quotes of removed sources, which nothing restores; see ``erase_quotes``."""
        job = await self._find_erasure(callback, erasure_id)
        if job is None:
            return
        question = translate(callback.language, "erase-ask", title=line(job.title, TITLE_UNITS))
        row = [
            admin_button(translate(callback.language, "erase-quotes"), "erased", f"{undo_id}-{erasure_id}"),
            admin_button(translate(callback.language, "keep"), "unerased", f"{undo_id}-{erasure_id}"),
        ]
        await self._router.show(callback, OutgoingMessage(question, (), InlineKeyboardMarkup([row])))

    async def keep_quotes(self, callback: AdminCallback, undo_id: int, erasure_id: int) -> None:
        """Show again what was removed; see ``erase_quotes``."""
        job = await self._find_erasure(callback, erasure_id)
        if job is not None:
            await self._show_removal(callback, undo_id, erasure_id, job.title, job.reindex_ids)

    async def _find_erasure(self, callback: AdminCallback, erasure_id: int) -> IndexJob | None:
        """Find a proposed erasure; if its button is stale, tell the admin and return None."""
        job = await self._run_sql(self._jobs.get, erasure_id)
        if job is None or job.state != "proposed":
            await self._router.acknowledge(callback, "stale-button")
            return None
        return job

    async def erase_quotes(self, callback: AdminCallback, undo_id: int, erasure_id: int) -> None:
        """Erase the stored quotes of removed sources, and the data that would restore these.

        Args:
            callback: The callback query that asks for it.
            undo_id: The job that would restore the sources.
            erasure_id: The proposed job with the ids of the sources.
        """
        job = await self._find_erasure(callback, erasure_id)
        if job is None:
            return
        if not await self._run_sql(self._jobs.cancel, erasure_id):  # somebody pressed the button at the same time
            await self._router.acknowledge(callback, "stale-button")
            return
        dependencies = self._router.dependencies
        current = {source.id for source in await dependencies.executors.run(dependencies.catalog.list_sources)}
        removed = [id_ for id_ in job.reindex_ids if id_ not in current]  # another one was restored
        if await self._run_sql(self._jobs.cancel, undo_id):
            await self._run_sql(self._jobs.delete_undo_data, undo_id)
        count = await self._run_sql(self._activity.erase_quotes, removed)
        await self._router.show(callback, plain_message(translate(callback.language, "quotes-erased", count=count)))
