"""Lists and failed pages from the chat: looked through, read again, removed and put back, tried again."""

from bot.telegram.admin.admin_only import AdminCallback, AdminRouter
from bot.telegram.admin.job_requests import JobRequests
from bot.telegram.admin.list_messages import drop_message, list_message, lists_message, missed_message
from bot.telegram.messages.translations import translate
from index.catalog.crawl_state import FailedPage
from index.sources.list_contents import ListContents


class ListHandlers:
    """Handles the buttons about folders, sitemaps and feeds, and about pages that could not be read."""

    def __init__(self, router: AdminRouter, requests: JobRequests) -> None:
        """Work at ``desk``, and have ``proposals`` queue what takes time."""
        self._router = router
        self._requests = requests
        self._source_manager = router.dependencies.source_manager
        self._catalog = router.dependencies.catalog
        self._run = router.dependencies.executors.run
        for action, handler in {
            "lists": self._lists,
            "held": self._held,
            "look": self._look,
            "reread": self._reread,
            "drop": self._drop,
            "dropped": self._dropped,
            "emptied": self._emptied,
            "missed": self._missed,
            "retry": self._retry,
            "retryall": self._retry_all,
        }.items():
            router.register(action, handler)

    # Lists

    async def _lists(self, callback: AdminCallback) -> None:
        found = await self._run(self._source_manager.get_lists)
        if found:
            await self._router.show(callback, lists_message(found, int(callback.argument), callback.language))
        else:
            await self._tell(callback, "no-lists")

    async def _held(self, callback: AdminCallback) -> None:
        held = await self._named(callback)
        if held is not None:
            await self._router.show(callback, list_message(held, callback.language))

    async def _look(self, callback: AdminCallback) -> None:
        """Index what is new in it, and try what failed."""
        held = await self._named(callback)
        if held is not None:
            await self._requests.renew(callback, held.known_list.location, held.known_list.title, [held.known_list.id])

    async def _reread(self, callback: AdminCallback) -> None:
        """Read all that it lists, as when it was indexed first."""
        held = await self._named(callback)
        if held is not None:
            again = [held.known_list.id, *(source.id for source in held.sources)]
            await self._requests.renew(callback, held.known_list.location, held.known_list.title, again)

    async def _drop(self, callback: AdminCallback) -> None:
        held = await self._named(callback)
        if held is not None:
            await self._router.show(callback, drop_message(held, callback.language))

    async def _dropped(self, callback: AdminCallback) -> None:
        await self._remove(callback, with_pages=False)

    async def _emptied(self, callback: AdminCallback) -> None:
        await self._remove(callback, with_pages=True)

    async def _remove(self, callback: AdminCallback, *, with_pages: bool) -> None:
        held = await self._named(callback)
        if held is not None:
            pages = [source.id for source in held.own_sources] if with_pages else []
            await self._requests.remove(
                callback, held.known_list.location, held.known_list.title, pages, [held.known_list.id]
            )

    async def _named(self, callback: AdminCallback) -> ListContents | None:
        """The list that a button names; None once the press was told that it is gone."""
        held = next(
            (one for one in await self._run(self._source_manager.get_lists) if one.known_list.id == callback.argument),
            None,
        )
        if held is None:
            await self._tell(callback, "source-gone")
        return held

    # What could not be read

    async def _missed(self, callback: AdminCallback) -> None:
        missed, titles = await self._run(self._found)
        if missed:
            await self._router.show(callback, missed_message(missed, titles, int(callback.argument), callback.language))
        else:
            await self._tell(callback, "nothing-missed")

    def _found(self) -> tuple[list[FailedPage], dict[str, str]]:
        titles = {held.known_list.location: held.known_list.title for held in self._source_manager.get_lists()}
        titles |= {source.location: source.title for source in self._catalog.list_sources()}
        return self._source_manager.get_failed_pages(), titles

    async def _retry(self, callback: AdminCallback) -> None:
        await self._again(
            callback,
            [one for one in await self._run(self._source_manager.get_failed_pages) if one.id == callback.argument],
        )

    async def _retry_all(self, callback: AdminCallback) -> None:
        await self._again(callback, await self._run(self._source_manager.get_failed_pages))

    async def _again(self, callback: AdminCallback, missed: list[FailedPage]) -> None:
        if not missed:
            await self._tell(callback, "nothing-missed")
            return
        title = missed[0].location if len(missed) == 1 else translate(callback.language, "missed-title")
        await self._requests.renew(callback, missed[0].location, title, [one.id for one in missed])

    async def _tell(self, callback: AdminCallback, key: str) -> None:
        await self._router.delivery.acknowledgements.answer_callback(
            callback.query.id, translate(callback.language, key)
        )
