"""Sources from the chat: a link or a file is shown before it is indexed; renewing, removing, and undoing that."""

from collections.abc import Sequence

from telegram import Document, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageEntityType
from telegram.error import TelegramError

from bot.telegram.admin import uploads
from bot.telegram.admin.admin_only import Desk, Press, Sent, button
from bot.telegram.admin.job_requests import Proposals
from bot.telegram.admin.job_runner import Runner
from bot.telegram.admin.list_messages import TITLE_UNITS, shelves
from bot.telegram.messages import keyboards as buttons
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import Outgoing, plain
from bot.telegram.messages.rich_text import Piece, join, line, marked
from bot.telegram.sending.retries import UnsureError, insist
from index.errors import PinciteError, UnknownSourceError
from index.fetching.fetcher import locate
from index.indexing.types import Preview
from index.types import Source
from index.urls import display_name, is_url

_ROWS = 8
_MEGABYTE = 1_000_000


class SourcesDesk:
    """Handles the commands, files and links that change what is indexed."""

    def __init__(self, desk: Desk, runner: Runner, proposals: Proposals) -> None:
        """Work at ``desk``; ``runner`` does what ``proposals`` queue."""
        self._desk = desk
        self._runner = runner
        self._proposals = proposals
        self._services = desk.services
        self._jobs = desk.services.records.jobs
        self._sql = desk.services.records.worker.run
        for action, handler in {
            "index": self._index,
            "follow": self._follow,
            "cancel": self._cancel,
            "list": self._list,
            "reindex": self._reindex,
            "remove": self._ask_removal,
            "removed": self._remove,
        }.items():
            desk.on(action, handler)

    async def link(self, sent: Sent) -> None:
        """Show what is at a link: one that follows ``/index``, or a message that is nothing else."""
        link = sent.rest if (sent.message.text or "").startswith("/") else (sent.message.text or "").strip()
        if not is_url(link):
            await self._desk.say(sent, "which-link", command="/index https://example.org/article")
            return
        await self._preview(sent, link, None)

    async def file(self, sent: Sent) -> None:
        """Show what is in a file, if it is one that can be read."""
        document = sent.message.document
        if document is None:
            return
        refused = self._refusal(document, sent.language)
        if refused is not None:
            await self._desk.reply(sent, plain(refused))
            return
        try:
            data = await insist(lambda: _fetched(document))
        except TelegramError as error:
            await self._desk.say(sent, "file-not-fetched", reason=str(error))
            return
        except UnsureError:
            await self._desk.say(sent, "file-not-reached")
            return
        folder = self._services.folder / "uploads"
        path = await self._services.worker.run(uploads.keep, folder, uploads.kept_name(document), data)
        await self._preview(sent, str(path), document.file_name)

    def _refusal(self, document: Document, language: str) -> str | None:
        """Why a file is not even fetched."""
        rules = self._services.rules
        if uploads.suffix_of(document) not in rules.suffixes:
            return words.say(language, "file-kind", kinds=" ".join(sorted(rules.suffixes)))
        if (document.file_size or 0) > rules.upload_max_bytes:
            return words.say(language, "file-size", most=f"{rules.upload_max_bytes / _MEGABYTE:g} MB")
        return None

    async def _preview(self, sent: Sent, target: str, file_name: str | None) -> None:
        async with self._desk.delivery.signs.typing(sent.place):
            try:
                found = await self._services.worker.run(self._look, target)
            except PinciteError as error:
                await self._desk.reply(sent, plain(str(error)))
                return
        rules = self._services.rules
        linked = min(len(found.links), rules.listed_pages if found.is_list else rules.linked_pages)
        title = found.title or file_name or target
        id_ = await self._proposals.propose(sent, found.location, title, linked if found.is_list else 1 + linked)
        message_id = await self._desk.reply(sent, _preview_message(id_, found, linked, sent.language))
        if message_id is not None:
            await self._sql(self._jobs.set_message, id_, message_id)

    def _look(self, target: str) -> Preview:
        return self._services.library.preview(locate(target))

    async def _index(self, press: Press) -> None:
        await self._proposals.queue(press, int(press.argument), follow=False)

    async def _follow(self, press: Press) -> None:
        await self._proposals.queue(press, int(press.argument), follow=True)

    async def _cancel(self, press: Press) -> None:
        job = await self._sql(self._jobs.get, int(press.argument))
        stopped = job is not None and await self._runner.stop(job.id)
        if not stopped or job is None:
            await self._desk.delivery.signs.answer_press(press.query.id, words.say(press.language, "stale-button"))
        elif job.state == "running":
            await self._desk.delivery.signs.answer_press(press.query.id, words.say(press.language, "job-stops"))
        else:
            await self._desk.show(press, plain(words.say(press.language, "not-indexed")))

    # What is indexed

    async def manage(self, sent: Sent) -> None:
        """List the sources, each with buttons that renew and remove it."""
        await self._desk.reply(sent, await self._managed(0, sent.language))

    async def _list(self, press: Press) -> None:
        await self._desk.show(press, await self._managed(int(press.argument or 0), press.language))

    async def _managed(self, page: int, language: str) -> Outgoing:
        run, library = self._services.worker.run, self._services.library
        sources = await run(self._services.catalog.list_sources)
        further = shelves(len(await run(library.lists)), len(await run(library.missed)), language)
        if sources:
            return _sources_message(sources, page, further, language)
        nothing = words.say(language, "nothing-to-manage", command="/index")
        return Outgoing(nothing, (), InlineKeyboardMarkup(further) if further else None)

    async def _reindex(self, press: Press) -> None:
        """Read a source again, with its linked pages if it has any."""
        source = await self._source(press)
        if source is None:
            return
        everything = await self._services.worker.run(self._services.catalog.list_sources)
        linked = sum(source.id in other.linked_from for other in everything)
        await self._proposals.renew(press, source.location, source.title, [source.id], linked=linked)

    async def _ask_removal(self, press: Press) -> None:
        source = await self._source(press)
        if source is None:
            return
        asked = words.say(press.language, "remove-ask", title=line(source.title, TITLE_UNITS))
        row = [
            button(words.say(press.language, "remove"), "removed", source.id),
            button(words.say(press.language, "keep"), "list", "0"),
        ]
        await self._desk.show(press, Outgoing(asked, (), InlineKeyboardMarkup([row])))

    async def _remove(self, press: Press) -> None:
        source = await self._source(press)
        if source is not None:
            await self._proposals.remove(press, source.location, source.title, [source.id])

    async def _source(self, press: Press) -> Source | None:
        """The source that a button names; None once the press was told that it is gone."""
        try:
            return await self._services.worker.run(self._services.catalog.get_source, press.argument)
        except UnknownSourceError:
            await self._desk.delivery.signs.answer_press(press.query.id, words.say(press.language, "source-gone"))
            return None


async def _fetched(document: Document) -> bytes:
    return bytes(await (await document.get_file()).download_as_bytearray())


def _preview_message(id_: int, found: Preview, linked: int, language: str) -> Outgoing:
    about = " · ".join(part for part in (found.author, found.date) if part)
    counted = [] if found.is_list else [words.say(language, "word-count", count=found.words)]
    if found.is_list:
        counted.append(words.say(language, "list-entries", count=len(found.links)))
    elif found.links:
        counted.append(words.say(language, "link-count", count=len(found.links)))
    known = words.say(language, "known-already") if found.known else ""
    text = join(
        (
            marked(MessageEntityType.BOLD, line(found.title, TITLE_UNITS)),
            Piece(line(about, TITLE_UNITS)),
            Piece(line(display_name(found.location), TITLE_UNITS)),
            Piece(" · ".join(counted)),
            Piece(known),
        ),
        "\n",
    )
    # Everything that a list names is indexed with it, as linked pages are with a page.
    rows = [[button(words.say(language, "index"), "follow" if found.is_list else "index", str(id_))]]
    if linked and not found.is_list:
        rows.append([button(words.say(language, "index-linked", count=linked), "follow", str(id_))])
    rows.append([button(words.say(language, "cancel"), "cancel", str(id_))])
    return Outgoing(text.text, text.entities(), InlineKeyboardMarkup(rows))


def _sources_message(
    sources: Sequence[Source], page: int, further: Sequence[list[InlineKeyboardButton]], language: str
) -> Outgoing:
    pages = -(-len(sources) // _ROWS)
    page = max(0, min(page, pages - 1))
    shown = sources[page * _ROWS : (page + 1) * _ROWS]
    # Buttons are half as wide as a phone, and titles longer: they stand above, by number.
    numbered = list(enumerate(shown, start=page * _ROWS + 1))
    rows = [
        [
            button(f"↻ {n}", "reindex", source.id),
            button(f"✕ {n} · {words.say(language, 'remove')}", "remove", source.id),
        ]
        for n, source in numbered
    ]
    turns = [("back", page - 1), ("more", page + 1)]
    turning = [button(words.say(language, key), "list", str(to)) for key, to in turns if 0 <= to < pages]
    heading = Piece(words.say(language, "manage-sources", count=len(sources)))
    titles = [
        Piece(f"{n}. ") + marked(MessageEntityType.BOLD, line(source.title, TITLE_UNITS)) for n, source in numbered
    ]
    text = join((heading, join(titles, "\n")), "\n\n")
    return Outgoing(
        text.text, text.entities(), InlineKeyboardMarkup([*rows, *([turning] if turning else []), *further])
    )


def is_only_a_link(text: str) -> bool:
    """Whether a message is a link and nothing else."""
    return is_url(text.strip()) and not any(map(str.isspace, text.strip())) and buttons.is_openable(text.strip())
