"""Handlers of links and files that users send as sources: previews for admins, a kind word for others, the question."""

from collections import deque
from collections.abc import Awaitable, Callable

from telegram import Update

from bot.telegram.admin.admin_router import AdminRouter, PrivateMessage
from bot.telegram.admin.source_handlers import SourceHandlers
from bot.telegram.receiving.offered_links import OfferedLinks, read_caption, read_offer
from bot.telegram.types import HandlerContext
from index.urls import normalize_url

_ALBUMS_KEPT = 1_000
_MESSAGES_KEPT = 1_000


class OfferHandlers:
    """Handles offered links and files. The question beside them is answered by ``ask_words``."""

    def __init__(
        self,
        router: AdminRouter,
        sources: SourceHandlers,
        ask_words: Callable[[Update, HandlerContext, str | None], Awaitable[None]],
    ) -> None:
        """Reply through ``router``, and preview with ``sources``."""
        self._router = router
        self._sources = sources
        self._ask_words = ask_words
        self._albums: deque[str] = deque(maxlen=_ALBUMS_KEPT)
        self._offered: dict[tuple[int, int], tuple[str, ...]] = {}
        """The links of the latest messages, by chat and message."""

    async def links(self, update: Update, context: HandlerContext) -> None:
        """Preview the links in a message of an admin; then its question, once they are indexed."""
        sent = PrivateMessage.from_update(update)
        offer = read_offer(sent.message)
        self._note(sent, offer.links)
        waits = False
        if await self._router.is_admin(sent.user_id):
            waits = await self._sources.links(sent, offer)
        elif offer.question is None or not await self._are_indexed(offer.links):
            await self._router.say(sent, "admins-add-sources")
        await self._ask_words(update, context, None if waits else offer.question)

    async def edited(self, update: Update, _context: HandlerContext) -> None:
        """Preview the links that an edit brought into a message; Telegram also reports edits that change no words."""
        sent = PrivateMessage.from_update(update)
        earlier = self._offered.get((sent.topic.chat_id, sent.message.message_id), ())
        links = tuple(link for link in read_offer(sent.message).links if link not in earlier)
        self._note(sent, (*earlier, *links))
        if links and await self._router.is_admin(sent.user_id):
            await self._sources.links(sent, OfferedLinks(links, None))
        elif links:
            await self._router.say(sent, "admins-add-sources")

    def _note(self, sent: PrivateMessage, links: tuple[str, ...]) -> None:
        """Remember the links of a message."""
        self._offered[sent.topic.chat_id, sent.message.message_id] = links
        while len(self._offered) > _MESSAGES_KEPT:
            del self._offered[next(iter(self._offered))]

    async def file(self, update: Update, context: HandlerContext) -> None:
        """Preview a file of an admin; then its question, once it is indexed."""
        sent = PrivateMessage.from_update(update)
        _, question = read_caption(sent.message)
        waits = False
        if await self._router.is_admin(sent.user_id):
            waits = await self._sources.file(sent)
        elif self._is_first_of_album(sent.message.media_group_id):
            await self._router.say(sent, "admins-add-sources")
        await self._ask_words(update, context, None if waits else question)

    def _is_first_of_album(self, album: str | None) -> bool:
        """Return whether a file is sent alone, or is the first of its album."""
        if album is None:
            return True
        is_first = album not in self._albums
        self._albums.append(album)
        return is_first

    async def _are_indexed(self, links: tuple[str, ...]) -> bool:
        dependencies = self._router.dependencies
        sources = await dependencies.executors.run(dependencies.catalog.list_sources)
        return {normalize_url(link) for link in links} <= {source.location for source in sources}
