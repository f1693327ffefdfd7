"""Jobs that admins ask for: remembered as proposed, and queued once a button says so; removing is undone by one."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.telegram.admin.admin_only import AdminCallback, AdminRouter, PrivateMessage, button
from bot.telegram.admin.job_messages import queued_message
from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.admin.list_messages import TITLE_UNITS
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.rich_text import line
from bot.telegram.messages.translations import translate
from index.errors import PinciteError


class JobRequests:
    """Proposes jobs and queues them, and removes what a job can put back."""

    def __init__(self, router: AdminRouter, runner: JobRunner) -> None:
        """Reply at ``desk``, and have ``runner`` do the work."""
        self._router = router
        self._runner = runner
        self._jobs = router.dependencies.stores.jobs
        self._sql = router.dependencies.stores.executors.run

    async def propose(
        self, to: PrivateMessage | AdminCallback, location: str, title: str, pages: int, again: Sequence[str] = ()
    ) -> int:
        """Remember what could be indexed, or what could be read again; returns the job's id."""
        return await self._sql(
            self._jobs.propose,
            location,
            title,
            pages=pages,
            user_id=to.user_id if isinstance(to, PrivateMessage) else to.query.from_user.id,
            chat_id=to.topic.chat_id,
            language=to.language,
            again=again,
        )

    async def queue(self, callback: AdminCallback, id_: int, *, follow: bool) -> None:
        """Queue a proposed job; the message whose button was pressed shows how far it is."""
        queued = await self._sql(self._jobs.enqueue, id_, follow=follow)
        job = await self._sql(self._jobs.get, id_)
        if job is None or not queued:
            await self._router.delivery.acknowledgements.answer_callback(
                callback.query.id, translate(callback.language, "stale-button")
            )
            return
        await self._sql(self._jobs.set_message, id_, callback.message_id)
        await self._router.show(callback, queued_message(job, await self._sql(self._jobs.count_ahead_of, id_)))
        self._runner.wake()

    async def renew(
        self, callback: AdminCallback, location: str, title: str, again: Sequence[str], *, linked: int = 0
    ) -> None:
        """Read sources, lists and pages again at once.

        Args:
            callback: The button that says so.
            location: Of the first of them.
            title: What to call them.
            again: Their ids.
            linked: How many pages are likely to come with them.
        """
        id_ = await self.propose(callback, location, title, len(again) + linked, again)
        await self.queue(callback, id_, follow=False)

    async def remove(
        self,
        callback: AdminCallback,
        location: str,
        title: str,
        source_ids: Sequence[str],
        list_ids: Sequence[str] = (),
    ) -> None:
        """Remove sources and lists, with a button that puts them back.

        Args:
            callback: The button that says so.
            location: Of the first of them.
            title: What to call them.
            source_ids: Of the sources.
            list_ids: Of the lists.
        """
        dependencies = self._router.dependencies
        try:
            withdrawn = await dependencies.executors.run(dependencies.source_manager.remove, source_ids, list_ids)
        except PinciteError as error:
            await self._router.delivery.acknowledgements.answer_callback(
                callback.query.id, line(str(error), TITLE_UNITS)
            )
            return
        id_ = await self.propose(callback, location, title, 1)
        await self._sql(self._jobs.save_undo_data, id_, withdrawn)
        removed = translate(callback.language, "is-removed", title=line(title, TITLE_UNITS))
        undo = button(translate(callback.language, "undo"), "index", str(id_))
        await self._router.show(callback, OutgoingMessage(removed, (), InlineKeyboardMarkup([[undo]])))
