"""Lists and failed pages from the chat: looked through, read again, removed and put back, tried again."""

from bot.telegram.admin.admin_only import Desk, Press
from bot.telegram.admin.job_requests import Proposals
from bot.telegram.admin.list_messages import drop_message, list_message, lists_message, missed_message
from bot.telegram.messages import translations as words
from index.catalog.crawl_state import FailedPage
from index.sources.list_contents import ListContents


class LeadsDesk:
    """Handles the buttons about folders, sitemaps and feeds, and about pages that could not be read."""

    def __init__(self, desk: Desk, proposals: Proposals) -> None:
        """Work at ``desk``, and have ``proposals`` queue what takes time."""
        self._desk = desk
        self._proposals = proposals
        self._library = desk.services.library
        self._catalog = desk.services.catalog
        self._run = desk.services.worker.run
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
            desk.on(action, handler)

    # Lists

    async def _lists(self, press: Press) -> None:
        found = await self._run(self._library.lists)
        if found:
            await self._desk.show(press, lists_message(found, int(press.argument), press.language))
        else:
            await self._tell(press, "no-lists")

    async def _held(self, press: Press) -> None:
        held = await self._named(press)
        if held is not None:
            await self._desk.show(press, list_message(held, press.language))

    async def _look(self, press: Press) -> None:
        """Index what is new in it, and try what failed."""
        held = await self._named(press)
        if held is not None:
            await self._proposals.renew(press, held.known.location, held.known.title, [held.known.id])

    async def _reread(self, press: Press) -> None:
        """Read all that it lists, as when it was indexed first."""
        held = await self._named(press)
        if held is not None:
            again = [held.known.id, *(source.id for source in held.sources)]
            await self._proposals.renew(press, held.known.location, held.known.title, again)

    async def _drop(self, press: Press) -> None:
        held = await self._named(press)
        if held is not None:
            await self._desk.show(press, drop_message(held, press.language))

    async def _dropped(self, press: Press) -> None:
        await self._remove(press, with_pages=False)

    async def _emptied(self, press: Press) -> None:
        await self._remove(press, with_pages=True)

    async def _remove(self, press: Press, *, with_pages: bool) -> None:
        held = await self._named(press)
        if held is not None:
            pages = [source.id for source in held.own] if with_pages else []
            await self._proposals.remove(press, held.known.location, held.known.title, pages, [held.known.id])

    async def _named(self, press: Press) -> ListContents | None:
        """The list that a button names; None once the press was told that it is gone."""
        held = next((one for one in await self._run(self._library.lists) if one.known.id == press.argument), None)
        if held is None:
            await self._tell(press, "source-gone")
        return held

    # What could not be read

    async def _missed(self, press: Press) -> None:
        missed, titles = await self._run(self._found)
        if missed:
            await self._desk.show(press, missed_message(missed, titles, int(press.argument), press.language))
        else:
            await self._tell(press, "nothing-missed")

    def _found(self) -> tuple[list[FailedPage], dict[str, str]]:
        titles = {held.known.location: held.known.title for held in self._library.lists()}
        titles |= {source.location: source.title for source in self._catalog.list_sources()}
        return self._library.missed(), titles

    async def _retry(self, press: Press) -> None:
        await self._again(press, [one for one in await self._run(self._library.missed) if one.id == press.argument])

    async def _retry_all(self, press: Press) -> None:
        await self._again(press, await self._run(self._library.missed))

    async def _again(self, press: Press, missed: list[FailedPage]) -> None:
        if not missed:
            await self._tell(press, "nothing-missed")
            return
        title = missed[0].location if len(missed) == 1 else words.say(press.language, "missed-title")
        await self._proposals.renew(press, missed[0].location, title, [one.id for one in missed])

    async def _tell(self, press: Press, key: str) -> None:
        await self._desk.delivery.signs.answer_press(press.query.id, words.say(press.language, key))
