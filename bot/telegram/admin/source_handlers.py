"""Sources from the chat: a link or a file is shown before it is indexed; renewing, removing, and undoing that."""

from collections.abc import Sequence

from telegram import Document, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageEntityType
from telegram.error import TelegramError

from bot.telegram.admin import uploads
from bot.telegram.admin.admin_only import AdminCallback, AdminRouter, PrivateMessage, button
from bot.telegram.admin.job_requests import JobRequests
from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.admin.list_messages import TITLE_UNITS, list_buttons
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.rich_text import RichText, join, line, with_entity
from bot.telegram.messages.translations import translate
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries
from index.errors import PinciteError, UnknownSourceError
from index.fetching.fetcher import locate
from index.indexing.types import Preview
from index.types import Source
from index.urls import display_name, is_url

_ROWS = 8
_MEGABYTE = 1_000_000


class SourceHandlers:
    """Handles the commands, files and links that change what is indexed."""

    def __init__(self, router: AdminRouter, runner: JobRunner, requests: JobRequests) -> None:
        """Work at ``desk``; ``runner`` does what ``proposals`` queue."""
        self._router = router
        self._runner = runner
        self._requests = requests
        self._dependencies = router.dependencies
        self._jobs = router.dependencies.stores.jobs
        self._sql = router.dependencies.stores.executors.run
        for action, handler in {
            "index": self._index,
            "follow": self._follow,
            "cancel": self._cancel,
            "list": self._list,
            "reindex": self._reindex,
            "remove": self._ask_removal,
            "removed": self._remove,
        }.items():
            router.register(action, handler)

    async def link(self, sent: PrivateMessage) -> None:
        """Show what is at a link: one that follows ``/index``, or a message that is nothing else."""
        link = sent.rest if (sent.message.text or "").startswith("/") else (sent.message.text or "").strip()
        if not is_url(link):
            await self._router.say(sent, "which-link", command="/index https://example.org/article")
            return
        await self._preview(sent, link, None)

    async def file(self, sent: PrivateMessage) -> None:
        """Show what is in a file, if it is one that can be read."""
        document = sent.message.document
        if document is None:
            return
        refused = self._refusal(document, sent.language)
        if refused is not None:
            await self._router.reply(sent, plain_message(refused))
            return
        try:
            data = await call_with_retries(lambda: _fetched(document))
        except TelegramError as error:
            await self._router.say(sent, "file-not-fetched", reason=str(error))
            return
        except DeliveryUnknownError:
            await self._router.say(sent, "file-not-reached")
            return
        folder = self._dependencies.data_folder / "uploads"
        path = await self._dependencies.executors.run(uploads.save_upload, folder, uploads.upload_name(document), data)
        await self._preview(sent, str(path), document.file_name)

    def _refusal(self, document: Document, language: str) -> str | None:
        """Why a file is not even fetched."""
        limits = self._dependencies.limits
        if uploads.file_suffix(document) not in limits.suffixes:
            return translate(language, "file-kind", kinds=" ".join(sorted(limits.suffixes)))
        if (document.file_size or 0) > limits.upload_max_bytes:
            return translate(language, "file-size", most=f"{limits.upload_max_bytes / _MEGABYTE:g} MB")
        return None

    async def _preview(self, sent: PrivateMessage, target: str, file_name: str | None) -> None:
        async with self._router.delivery.acknowledgements.show_typing(sent.topic):
            try:
                found = await self._dependencies.executors.run(self._look, target)
            except PinciteError as error:
                await self._router.reply(sent, plain_message(str(error)))
                return
        limits = self._dependencies.limits
        linked = min(len(found.links), limits.listed_pages if found.is_list else limits.linked_pages)
        title = found.title or file_name or target
        id_ = await self._requests.propose(sent, found.location, title, linked if found.is_list else 1 + linked)
        message_id = await self._router.reply(sent, _preview_message(id_, found, linked, sent.language))
        if message_id is not None:
            await self._sql(self._jobs.set_message, id_, message_id)

    def _look(self, target: str) -> Preview:
        return self._dependencies.preview(locate(target))

    async def _index(self, callback: AdminCallback) -> None:
        await self._requests.queue(callback, int(callback.argument), follow=False)

    async def _follow(self, callback: AdminCallback) -> None:
        await self._requests.queue(callback, int(callback.argument), follow=True)

    async def _cancel(self, callback: AdminCallback) -> None:
        job = await self._sql(self._jobs.get, int(callback.argument))
        stopped = job is not None and await self._runner.stop(job.id)
        if not stopped or job is None:
            await self._router.delivery.acknowledgements.answer_callback(
                callback.query.id, translate(callback.language, "stale-button")
            )
        elif job.state == "running":
            await self._router.delivery.acknowledgements.answer_callback(
                callback.query.id, translate(callback.language, "job-stops")
            )
        else:
            await self._router.show(callback, plain_message(translate(callback.language, "not-indexed")))

    # What is indexed

    async def manage(self, sent: PrivateMessage) -> None:
        """List the sources, each with buttons that renew and remove it."""
        await self._router.reply(sent, await self._managed(0, sent.language))

    async def _list(self, callback: AdminCallback) -> None:
        await self._router.show(callback, await self._managed(int(callback.argument or 0), callback.language))

    async def _managed(self, page: int, language: str) -> OutgoingMessage:
        run, source_manager = self._dependencies.executors.run, self._dependencies.source_manager
        sources = await run(self._dependencies.catalog.list_sources)
        further = list_buttons(
            len(await run(source_manager.get_lists)), len(await run(source_manager.get_failed_pages)), language
        )
        if sources:
            return _sources_message(sources, page, further, language)
        nothing = translate(language, "nothing-to-manage", command="/index")
        return OutgoingMessage(nothing, (), InlineKeyboardMarkup(further) if further else None)

    async def _reindex(self, callback: AdminCallback) -> None:
        """Read a source again, with its linked pages if it has any."""
        source = await self._source(callback)
        if source is None:
            return
        everything = await self._dependencies.executors.run(self._dependencies.catalog.list_sources)
        linked = sum(source.id in other.linked_from for other in everything)
        await self._requests.renew(callback, source.location, source.title, [source.id], linked=linked)

    async def _ask_removal(self, callback: AdminCallback) -> None:
        source = await self._source(callback)
        if source is None:
            return
        asked = translate(callback.language, "remove-ask", title=line(source.title, TITLE_UNITS))
        row = [
            button(translate(callback.language, "remove"), "removed", source.id),
            button(translate(callback.language, "keep"), "list", "0"),
        ]
        await self._router.show(callback, OutgoingMessage(asked, (), InlineKeyboardMarkup([row])))

    async def _remove(self, callback: AdminCallback) -> None:
        source = await self._source(callback)
        if source is not None:
            await self._requests.remove(callback, source.location, source.title, [source.id])

    async def _source(self, callback: AdminCallback) -> Source | None:
        """The source that a button names; None once the press was told that it is gone."""
        try:
            return await self._dependencies.executors.run(self._dependencies.catalog.get_source, callback.argument)
        except UnknownSourceError:
            await self._router.delivery.acknowledgements.answer_callback(
                callback.query.id, translate(callback.language, "source-gone")
            )
            return None


async def _fetched(document: Document) -> bytes:
    return bytes(await (await document.get_file()).download_as_bytearray())


def _preview_message(id_: int, found: Preview, linked: int, language: str) -> OutgoingMessage:
    about = " · ".join(part for part in (found.author, found.date) if part)
    counted = [] if found.is_list else [translate(language, "word-count", count=found.word_count)]
    if found.is_list:
        counted.append(translate(language, "list-entries", count=len(found.links)))
    elif found.links:
        counted.append(translate(language, "link-count", count=len(found.links)))
    known = translate(language, "known-already") if found.indexed else ""
    text = join(
        (
            with_entity(MessageEntityType.BOLD, line(found.title, TITLE_UNITS)),
            RichText(line(about, TITLE_UNITS)),
            RichText(line(display_name(found.location), TITLE_UNITS)),
            RichText(" · ".join(counted)),
            RichText(known),
        ),
        "\n",
    )
    # Everything that a list names is indexed with it, as linked pages are with a page.
    rows = [[button(translate(language, "index"), "follow" if found.is_list else "index", str(id_))]]
    if linked and not found.is_list:
        rows.append([button(translate(language, "index-linked", count=linked), "follow", str(id_))])
    rows.append([button(translate(language, "cancel"), "cancel", str(id_))])
    return OutgoingMessage(text.text, text.entities(), InlineKeyboardMarkup(rows))


def _sources_message(
    sources: Sequence[Source], page: int, further: Sequence[list[InlineKeyboardButton]], language: str
) -> OutgoingMessage:
    pages = -(-len(sources) // _ROWS)
    page = max(0, min(page, pages - 1))
    shown = sources[page * _ROWS : (page + 1) * _ROWS]
    # Buttons are half as wide as a phone, and titles longer: they stand above, by number.
    numbered = list(enumerate(shown, start=page * _ROWS + 1))
    rows = [
        [
            button(f"↻ {n}", "reindex", source.id),
            button(f"✕ {n} · {translate(language, 'remove')}", "remove", source.id),
        ]
        for n, source in numbered
    ]
    turns = [("back", page - 1), ("more", page + 1)]
    turning = [button(translate(language, key), "list", str(to)) for key, to in turns if 0 <= to < pages]
    heading = RichText(translate(language, "manage-sources", count=len(sources)))
    titles = [
        RichText(f"{n}. ") + with_entity(MessageEntityType.BOLD, line(source.title, TITLE_UNITS))
        for n, source in numbered
    ]
    text = join((heading, join(titles, "\n")), "\n\n")
    return OutgoingMessage(
        text.text, text.entities(), InlineKeyboardMarkup([*rows, *([turning] if turning else []), *further])
    )


def is_only_a_link(text: str) -> bool:
    """Whether a message is a link and nothing else."""
    return is_url(text.strip()) and not any(map(str.isspace, text.strip())) and keyboards.is_accepted_url(text.strip())
