"""Handlers of commands, links and files about sources: preview, index, re-index, remove and undo."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from telegram import Document, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.indexing.upload_titles import UPLOADS
from bot.state.job_queue import IndexJob
from bot.telegram.admin import uploads
from bot.telegram.admin.admin_router import (
    ANY_ARGUMENT,
    NUMBER,
    AdminCallback,
    AdminRouter,
    CallbackAction,
    PrivateMessage,
)
from bot.telegram.admin.job_requests import JobRequests
from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.admin.list_messages import list_buttons
from bot.telegram.admin.source_messages import managed_sources_message, preview_message, source_card
from bot.telegram.callback_data import question_fingerprint
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.display_values import display_size, display_wait
from bot.telegram.messages.keyboards import admin_button, questions_keyboard
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, plain_message
from bot.telegram.messages.rich_text import line
from bot.telegram.messages.translations import translate
from bot.telegram.operations.failure_reasons import explain_failure
from bot.telegram.receiving.addressing import command_name as message_command
from bot.telegram.receiving.offered_links import OfferedLinks, read_caption, read_command
from bot.telegram.sending.retries import DeliveryUnknownError, call_with_retries
from index.errors import PinciteError, StoreError, UnknownSourceError
from index.fetching.fetcher import locate
from index.indexing.types import Preview
from index.printable import printable
from index.types import Source, source_id
from index.urls import is_url

_LINKS_AT_ONCE = 5
_SOON_S = 60.0  # the schedule looks for what is due within a minute
_TOO_BIG = "file is too big"
"""A part of what Telegram says of a file whose size its message does not tell."""
_PAGE = re.compile(r"\d{1,9}(?:-\w+)?", re.ASCII)
"""A page of the sources, and the command that the list is for."""
_ERASURE = re.compile(r"\d{1,18}-\d{1,18}", re.ASCII)


class SourceHandlers:
    """Handles the commands, files and links that change what is indexed."""

    def __init__(self, router: AdminRouter, runner: JobRunner, requests: JobRequests) -> None:
        """Reply through ``router``, queue jobs with ``requests``, and stop them with ``runner``."""
        self._router = router
        self._runner = runner
        self._requests = requests
        self._dependencies = router.dependencies
        self._uploads = router.dependencies.data_dir / UPLOADS
        self._run = router.dependencies.executors.run
        self._jobs = router.dependencies.stores.jobs
        self._run_sql = router.dependencies.stores.executors.run
        for name, action in {
            "index": self._index,
            "follow": self._index_linked,
            "cancel": self._cancel,
            "card": self._show_card,
            "reindex": self._reindex,
            "remove": self._ask_removal,
            "removed": self._remove,
        }.items():
            router.register(name, action, NUMBER if name in {"index", "follow", "cancel"} else ANY_ARGUMENT)
        router.register("list", self._show_sources, _PAGE)
        for name, decide in {
            "erase": requests.ask_erasure,
            "erased": requests.erase_quotes,
            "unerased": requests.keep_quotes,
        }.items():
            router.register(name, _with_ids(decide), _ERASURE)

    async def link(self, sent: PrivateMessage) -> None:
        """Preview the links that follow ``/index``."""
        offer = read_command(sent.message, sent.rest)
        if offer.links:
            await self.links(sent, offer)
        else:
            await self._ask_for_link(sent)

    async def _ask_for_link(self, sent: PrivateMessage, refused: str | None = None) -> None:
        """Ask for a link to a web page, with the one that is none, if others were sent with it."""
        text = translate(sent.language, "which-link", command="/index https://example.org/article")
        await self._refuse(sent, refused, text)

    async def links(self, sent: PrivateMessage, offer: OfferedLinks) -> bool:
        """Preview the links of a message; returns whether its question waits until one of them is indexed."""
        links = list(filter(is_url, offer.links))
        others = [link for link in offer.links if link not in links]  # paths of the server, or addresses of programs
        is_one = len(offer.links) == 1
        for other in others[:_LINKS_AT_ONCE]:
            await self._ask_for_link(sent, None if is_one else other)
        previews = [
            await self._preview(sent, link, None if is_one else link, offer.question) for link in links[:_LINKS_AT_ONCE]
        ]
        if len(links) > _LINKS_AT_ONCE:
            await self._router.say(sent, "too-many-links", most=_LINKS_AT_ONCE)
        is_new = any(preview is not None and preview.indexed is None for preview in previews)
        return await self._hold(sent, offer.question) if is_new else False

    async def _hold(self, sent: PrivateMessage, question: str | None) -> bool:
        """Say that a question waits, with a button that asks it now; returns whether there is one."""
        if question is None:
            return False
        conversations = self._dependencies.conversations
        await self._run(conversations.save_offered, [(question_fingerprint(question), question)])
        text = translate(sent.language, "question-waits", question=line(question, TITLE_UNITS))
        await self._router.reply(sent, OutgoingMessage(text, (), questions_keyboard([question])))
        return True

    async def file(self, sent: PrivateMessage) -> bool:
        """Preview a file, if the bot can read files of its kind and size; its caption is its title or a question.

        Returns:
            Whether the question waits until the file is indexed.
        """
        document = sent.message.document
        if document is None:
            return False
        title, question = read_caption(sent.message)
        path = await self._save_file(sent, document, title)
        preview = None if path is None else await self._preview(sent, path, document.file_name, question)
        return False if preview is None else await self._hold(sent, question)

    async def _save_file(self, sent: PrivateMessage, document: Document, title: str | None) -> Path | None:
        """Download a file into the folder of uploads; if that fails, tell the admin and return None."""
        refusal = self._refusal(document, sent.language)
        if refusal is None:
            try:
                data = await call_with_retries(lambda: _download(document))
                return await self._run(self._save, document, data, title)
            except (TelegramError, DeliveryUnknownError, StoreError) as error:
                refusal = self._explain_upload(error, sent.language)
        await self._refuse(sent, document.file_name, refusal)
        return None

    def _explain_upload(self, error: Exception, language: str) -> str:
        """Return why a file was not downloaded or not stored."""
        if isinstance(error, StoreError):
            return explain_failure(str(error), language)
        if isinstance(error, DeliveryUnknownError):
            return translate(language, "file-not-reached")
        if _TOO_BIG in str(error).lower():
            return self._explain_size(language)
        return translate(language, "file-not-fetched", reason=str(error))

    async def _refuse(self, sent: PrivateMessage, name: str | None, reason: str) -> None:
        """Say why a source is not indexed, with its name, since a message may have several and an album has."""
        named = reason if name is None or name in reason else f"{line(printable(name), TITLE_UNITS)}\n{reason}"
        await self._router.reply(sent, plain_message(named))

    def _save(self, document: Document, data: bytes, title: str | None) -> Path:
        name = uploads.upload_name(self._uploads, document)
        return uploads.stage_upload(self._uploads, name, data, title)

    def _refusal(self, document: Document, language: str) -> str | None:
        """Return why a file is not downloaded; None if it is."""
        limits = self._dependencies.limits
        if uploads.file_suffix(document) not in limits.suffixes:
            return translate(language, "file-kind", kinds=" ".join(sorted(limits.suffixes)))
        if (document.file_size or 0) > limits.upload_max_bytes:
            return self._explain_size(language)
        return None

    def _explain_size(self, language: str) -> str:
        return translate(language, "file-size", most=display_size(self._dependencies.limits.upload_max_bytes, language))

    async def _preview(
        self, sent: PrivateMessage, target: str | Path, name: str | None, question: str | None
    ) -> Preview | None:
        """Preview a link or file, with the question that its job answers; None if it cannot be read.

        Args:
            sent: The message of the admin.
            target: The link, or the path of the staged file.
            name: Tells the source from others that were sent with it; None where there are none.
            question: Of the message.
        """
        async with self._router.delivery.acknowledgements.show_typing(sent.topic):
            try:
                preview = await self._run(self._find_preview, target)
            except PinciteError as error:
                if isinstance(target, Path):
                    await self._run(uploads.discard_upload, self._uploads, target)
                await self._refuse(sent, name, explain_failure(str(error), sent.language))
                return None
        limits = self._dependencies.limits
        linked = min(len(preview.links), limits.listed_pages if preview.is_list else limits.linked_pages)
        title = preview.title or printable(name or str(target))
        pages = linked if preview.is_list else 1 + linked
        id_ = await self._requests.propose(sent, preview.location, title, pages, question=question)
        if isinstance(target, Path):
            shared = self._dependencies.stores.shared_uploads
            await self._run(uploads.assign_upload, self._uploads, target, id_, shared)
        message_id = await self._router.reply(sent, preview_message(id_, preview, linked, sent.language))
        if message_id is not None:
            await self._run_sql(self._jobs.set_message, id_, message_id)
        return preview

    def _find_preview(self, target: str | Path) -> Preview:
        preview = self._dependencies.preview(locate(str(target)))
        if isinstance(target, str):
            return preview
        location = locate(str(uploads.find_destination(self._uploads, target)))
        return replace(preview, location=location, indexed=self._dependencies.catalog.find_source(source_id(location)))

    async def _index(self, callback: AdminCallback) -> None:
        await self._requests.queue(callback, int(callback.argument), follow=False)

    async def _index_linked(self, callback: AdminCallback) -> None:
        await self._requests.queue(callback, int(callback.argument), follow=True)

    async def _cancel(self, callback: AdminCallback) -> None:
        job = await self._run_sql(self._jobs.get, int(callback.argument))
        is_stopped = job is not None and await self._runner.stop(job.id)
        if not is_stopped or job is None:
            await self._router.acknowledge(callback, "stale-button")
        elif job.state == "running":
            await self._router.acknowledge(callback, "job-stops")
        else:
            await self._router.show(callback, plain_message(translate(callback.language, "not-indexed")))
            await self._show_cancelled(callback, job)

    async def _show_cancelled(self, callback: AdminCallback, job: IndexJob) -> None:
        """Show that a job is cancelled in its own message, if its button was in a list of jobs."""
        if job.message_id is not None and (job.chat_id, job.message_id) != (
            callback.topic.chat_id,
            callback.message_id,
        ):
            told = plain_message(translate(job.language, "not-indexed"))
            await self._router.delivery.edit(ChatTopic(job.chat_id, None, private=True), job.message_id, told)

    # Indexed sources

    async def manage(self, sent: PrivateMessage) -> None:
        """List the sources, for ``/reindex`` or ``/remove``; each leads to its card."""
        command = (message_command(sent.message) or "").partition("@")[0]
        await self._router.reply(sent, await self._render_sources(0, sent.language, command))

    async def _show_sources(self, callback: AdminCallback) -> None:
        page, _, command = callback.argument.partition("-")
        await self._router.show(callback, await self._render_sources(int(page), callback.language, command))

    async def _show_card(self, callback: AdminCallback) -> None:
        source = await self._find_source(callback)
        if source is not None:
            sources = await self._run(self._dependencies.catalog.list_sources)
            linked = sum(source.id in other.linked_from for other in sources)
            place = next((at for at, other in enumerate(sources) if other.id == source.id), 0)
            await self._router.show(callback, source_card(source, linked, place, callback.language))

    async def _render_sources(self, page: int, language: str, command: str) -> OutgoingMessage:
        source_manager = self._dependencies.source_manager
        sources = await self._run(self._dependencies.catalog.list_sources)
        lists, failed = await self._run(source_manager.get_lists), await self._run(source_manager.get_failed_pages)
        more_rows = list_buttons(len(lists), len(failed), language)
        if sources:
            note = await self._announce_reindex(language) if any(is_url(one.location) for one in sources) else ""
            return managed_sources_message(sources, page, more_rows, command, language, note)
        text = translate(language, "nothing-to-manage", command="/index")
        return OutgoingMessage(text, (), InlineKeyboardMarkup(more_rows) if more_rows else None)

    async def _announce_reindex(self, language: str) -> str:
        """Say when the schedule re-indexes the web sources; nothing where there is no schedule."""
        scheduled = self._dependencies.scheduled_reindex
        if scheduled is None:
            return ""
        wait = display_wait(max(_SOON_S, await self._run(scheduled.due_in_s)), language)
        return translate(language, "next-reindex", wait=wait)

    async def _reindex(self, callback: AdminCallback) -> None:
        """Index a source again, with its linked pages if it has any."""
        source = await self._find_source(callback)
        if source is None:
            return
        sources = await self._run(self._dependencies.catalog.list_sources)
        linked = sum(source.id in other.linked_from for other in sources)
        await self._requests.reindex(callback, source.location, source.title, [source.id], linked=linked)

    async def _ask_removal(self, callback: AdminCallback) -> None:
        source = await self._find_source(callback)
        if source is None:
            return
        question = translate(callback.language, "remove-ask", title=line(source.title, TITLE_UNITS))
        row = [
            admin_button(translate(callback.language, "remove"), "removed", source.id),
            admin_button(translate(callback.language, "keep"), "card", source.id),
        ]
        await self._router.show(callback, OutgoingMessage(question, (), InlineKeyboardMarkup([row])))

    async def _remove(self, callback: AdminCallback) -> None:
        source = await self._find_source(callback)
        if source is not None:
            await self._requests.remove(callback, source.location, source.title, [source.id])

    async def _find_source(self, callback: AdminCallback) -> Source | None:
        """Find the source behind a button; if it is gone, tell the admin and return None."""
        try:
            return await self._run(self._dependencies.catalog.get_source, callback.argument)
        except UnknownSourceError:
            await self._router.acknowledge(callback, "source-gone")
            return None


async def _download(document: Document) -> bytes:
    return bytes(await (await document.get_file()).download_as_bytearray())


def _with_ids(decide: Callable[[AdminCallback, int, int], Awaitable[None]]) -> CallbackAction:
    """Return an action that passes the ids of both jobs of an erasure to ``decide``."""

    async def act(callback: AdminCallback) -> None:
        undo_id, erasure_id = map(int, callback.argument.split("-"))
        await decide(callback, undo_id, erasure_id)

    return act
