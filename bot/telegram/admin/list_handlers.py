"""Handlers of callback queries about lists and failed pages: open, check, re-index, remove, retry."""

from bot.telegram.admin.admin_router import ANY_ARGUMENT, NUMBER, AdminCallback, AdminRouter
from bot.telegram.admin.job_requests import JobRequests
from bot.telegram.admin.list_messages import failed_pages_message, list_message, lists_message, removal_message
from bot.telegram.messages.translations import translate
from index.catalog.crawl_state import FailedPage
from index.sources.list_contents import ListContents


class ListHandlers:
    """Handles the buttons about folders, sitemaps and feeds, and about pages that could not be read."""

    def __init__(self, router: AdminRouter, requests: JobRequests) -> None:
        """Reply through ``router``, and queue jobs with ``requests``."""
        self._router = router
        self._requests = requests
        self._source_manager = router.dependencies.source_manager
        self._catalog = router.dependencies.catalog
        self._run = router.dependencies.executors.run
        for name, action in {
            "lists": self._show_lists,
            "held": self._show_list,
            "look": self._check_for_new,
            "reread": self._reindex_all,
            "drop": self._ask_removal,
            "dropped": self._remove_list,
            "emptied": self._remove_list_and_pages,
            "missed": self._show_failed_pages,
            "retry": self._retry,
            "retryall": self._retry_all,
        }.items():
            router.register(name, action, NUMBER if name in {"lists", "missed"} else ANY_ARGUMENT)

    # Lists

    async def _show_lists(self, callback: AdminCallback) -> None:
        lists = await self._run(self._source_manager.get_lists)
        if lists:
            await self._router.show(callback, lists_message(lists, int(callback.argument), callback.language))
        else:
            await self._router.acknowledge(callback, "no-lists")

    async def _show_list(self, callback: AdminCallback) -> None:
        found = await self._find_placed_list(callback)
        if found is not None:
            await self._router.show(callback, list_message(*found, callback.language))

    async def _check_for_new(self, callback: AdminCallback) -> None:
        """Index the new entries of a list, and retry its failed pages."""
        chosen = await self._find_list(callback)
        if chosen is not None:
            await self._requests.reindex(
                callback, chosen.known_list.location, chosen.known_list.title, [chosen.known_list.id]
            )

    async def _reindex_all(self, callback: AdminCallback) -> None:
        """Index all entries of a list again."""
        chosen = await self._find_list(callback)
        if chosen is not None:
            ids = [chosen.known_list.id, *(source.id for source in chosen.sources)]
            await self._requests.reindex(callback, chosen.known_list.location, chosen.known_list.title, ids)

    async def _ask_removal(self, callback: AdminCallback) -> None:
        chosen = await self._find_list(callback)
        if chosen is not None:
            await self._router.show(callback, removal_message(chosen, callback.language))

    async def _remove_list(self, callback: AdminCallback) -> None:
        await self._remove(callback, with_pages=False)

    async def _remove_list_and_pages(self, callback: AdminCallback) -> None:
        await self._remove(callback, with_pages=True)

    async def _remove(self, callback: AdminCallback, *, with_pages: bool) -> None:
        chosen = await self._find_list(callback)
        if chosen is not None:
            pages = [source.id for source in chosen.own_sources] if with_pages else []
            await self._requests.remove(
                callback, chosen.known_list.location, chosen.known_list.title, pages, [chosen.known_list.id]
            )

    async def _find_list(self, callback: AdminCallback) -> ListContents | None:
        """Find the list behind a button; if it is gone, tell the admin and return None."""
        found = await self._find_placed_list(callback)
        return None if found is None else found[0]

    async def _find_placed_list(self, callback: AdminCallback) -> tuple[ListContents, int] | None:
        """Find the list behind a button, and its place among the lists; if it is gone, do as ``_find_list``."""
        lists = await self._run(self._source_manager.get_lists)
        found = next(((one, at) for at, one in enumerate(lists) if one.known_list.id == callback.argument), None)
        if found is None:
            await self._router.acknowledge(callback, "source-gone")
        return found

    # Pages that could not be read

    async def _show_failed_pages(self, callback: AdminCallback) -> None:
        failed, titles = await self._run(self._find_failed_pages)
        if failed:
            message = failed_pages_message(failed, titles, int(callback.argument), callback.language)
            await self._router.show(callback, message)
        else:
            await self._router.acknowledge(callback, "nothing-missed")

    def _find_failed_pages(self) -> tuple[list[FailedPage], dict[str, str]]:
        """Return the failed pages, and the titles of lists and sources by their location."""
        titles = {one.known_list.location: one.known_list.title for one in self._source_manager.get_lists()}
        titles |= {source.location: source.title for source in self._catalog.list_sources()}
        return self._source_manager.get_failed_pages(), titles

    async def _retry(self, callback: AdminCallback) -> None:
        failed = await self._run(self._source_manager.get_failed_pages)
        await self._retry_pages(callback, [page for page in failed if page.id == callback.argument])

    async def _retry_all(self, callback: AdminCallback) -> None:
        await self._retry_pages(callback, await self._run(self._source_manager.get_failed_pages))

    async def _retry_pages(self, callback: AdminCallback, pages: list[FailedPage]) -> None:
        if not pages:
            await self._router.acknowledge(callback, "nothing-missed")
            return
        title = pages[0].location if len(pages) == 1 else translate(callback.language, "missed-title")
        await self._requests.reindex(callback, pages[0].location, title, [page.id for page in pages])
