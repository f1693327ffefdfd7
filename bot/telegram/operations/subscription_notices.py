"""Notices that users asked for: the sources answer a question now, or cited words have changed.

The index may change by a job, on schedule, or by a command in another process, so the notices compare the sources with
those of the last check.
"""

import asyncio
import logging

from telegram.error import TelegramError

from bot.answering.quotes.version_alignment import find_fate
from bot.answering.types import Question, QuestionError
from bot.state.answers import StoredCitation
from bot.state.subscriptions.citation_watches import CitationWatch
from bot.state.subscriptions.open_questions import AwaitedAnswer
from bot.telegram.callback_data import question_fingerprint
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.keyboards import questions_keyboard
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.passage import change_message
from bot.telegram.messages.translations import translate
from bot.telegram.sending.delivery import Delivery
from index.errors import NothingIndexedError, UnknownSourceError

_log = logging.getLogger(__name__)


class SubscriptionNotices:
    """Sends each notice once."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery) -> None:
        """Compare the sources of ``dependencies``, and send through ``delivery``."""
        self._dependencies = dependencies
        self._stores = dependencies.stores
        self._run = dependencies.executors.run
        self._delivery = delivery
        self._checked: frozenset[tuple[str, str]] | None = None
        self._checking = asyncio.Lock()

    async def check(self) -> None:
        """Send what is due, if the sources changed since the last check."""
        async with self._checking:
            sources = await self._run(self._dependencies.catalog.list_sources)
            current = frozenset((source.id, source.text_id) for source in sources)
            if current == self._checked:
                return
            for watch in await self._run(self._stores.citation_watches.list_all):
                await self._check_watch(watch)
            for awaited in await self._run(self._stores.open_questions.list_awaited):
                await self._check_awaited(awaited)
            self._checked = current

    async def _check_watch(self, watch: CitationWatch) -> None:
        found = await self._run(self._find_change, watch)
        if found is None:
            return
        message = change_message(*found, watch.language)
        if await self._run(self._stores.citation_watches.take, watch):
            await self._send(ChatTopic(watch.chat_id, watch.thread_id, private=True), message)

    def _find_change(self, watch: CitationWatch) -> tuple[StoredCitation, str | None] | None:
        """Return a changed citation with the words in its place, None if these are gone. Blocking."""
        dependencies = self._dependencies
        citation = dependencies.find_citation(watch.key)
        if citation is None:
            self._stores.citation_watches.take(watch)  # its source was erased
            return None
        try:
            source = dependencies.catalog.get_source(citation.source_id)
        except UnknownSourceError:
            return citation, None
        if source.text_id in {watch.seen_text_id, citation.text_id}:
            return None
        old, new = dependencies.catalog.get_text(citation.text_id), dependencies.catalog.get_text(source.text_id)
        if old is None or new is None:
            return None  # the next check sees a newer state
        fate = find_fate(old, new, citation.span, source.language)
        if fate.status == "same":
            self._stores.citation_watches.set_seen(watch, source.text_id)
            return None
        return citation, fate.span.slice(new) if fate.span else None

    async def _check_awaited(self, awaited: AwaitedAnswer) -> None:
        try:
            answer = await self._dependencies.executors.run_search(self._dependencies.quote, Question(awaited.question))
        except (NothingIndexedError, QuestionError):
            return
        if answer.status != "answered" or not await self._run(self._stores.open_questions.take_awaited, awaited):
            return
        fingerprint = question_fingerprint(awaited.question)
        await self._run(self._dependencies.conversations.save_offered, [(fingerprint, awaited.question)])
        message = OutgoingMessage(
            translate(awaited.language, "answerable-now"), (), questions_keyboard([awaited.question])
        )
        await self._send(ChatTopic(awaited.chat_id, awaited.thread_id, private=True), message)

    async def _send(self, topic: ChatTopic, message: OutgoingMessage) -> None:
        try:
            await self._delivery.send(topic, [message])
        except TelegramError as error:
            _log.info("A notice was not sent: %s", error)
