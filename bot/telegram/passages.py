"""Pressed buttons: passages, questions of the introduction, pages of the list of sources."""

import contextlib

from telegram import CallbackQuery, Update
from telegram.ext import ContextTypes

from bot.telegram import buttons, places, words
from bot.telegram.asking import Asked, Asking
from bot.telegram.delivery import Delivery
from bot.telegram.places import Place
from bot.telegram.rendering import Outgoing, passage_message, plain, sources_message
from bot.telegram.services import Services
from index.errors import UnknownSourceError


class Presses:
    """What the bot does when a button is pressed. Every press is answered, so that no button seems to hang."""

    def __init__(self, services: Services, delivery: Delivery, asking: Asking) -> None:
        """Handle presses with these services."""
        self._services = services
        self._delivery = delivery
        self._asking = asking

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what the pressed button says."""
        query, place = update.callback_query, places.of_update(update)
        if query is None:
            raise ValueError("a handler of presses got an update without one")
        actions = {buttons.PASSAGE: self._passage, buttons.QUESTION: self._question, buttons.SOURCES: self._sources}
        language = words.language_of(query.from_user.language_code)
        data = query.data or ""
        prefix, key = data[:2], data[2:]
        if place is None or query.message is None or prefix not in actions:
            await self._delivery.answer_press(query.id, words.say(language, "stale-button"))
            return
        await actions[prefix](query, place, query.message.message_id, key)

    async def _passage(self, query: CallbackQuery, place: Place, message_id: int, key: str) -> None:
        language = words.language_of(query.from_user.language_code)
        found = await self._services.worker.run(self._find_passage, key, place, language)
        if found is None:
            await self._delivery.answer_press(query.id, words.say(language, "stale-passage"))
            return
        shown, there = found
        await self._delivery.answer_press(query.id)
        await self._delivery.send(there, [shown], reply_to=message_id)

    def _find_passage(self, key: str, place: Place, language: str) -> tuple[Outgoing, Place] | None:
        citation = self._services.chats.citation(key)
        if citation is None:
            return None
        catalog, linked_from = self._services.catalog, None
        # A source that was removed has nothing to be linked from; its quote is shown all the same.
        with contextlib.suppress(UnknownSourceError):
            if citation.kind == "linked" and (ids := catalog.source(citation.source_id).linked_from):
                linked_from = catalog.source(ids[0]).title
        if place.thread_id is None and citation.chat_id == place.chat_id:
            # Telegram no longer says in which topic a very old message stands.
            place = Place(place.chat_id, citation.thread_id, place.private)
        return passage_message(citation, catalog.text(citation.text_id), linked_from, language=language), place

    async def _question(self, query: CallbackQuery, place: Place, message_id: int, key: str) -> None:
        language = words.language_of(query.from_user.language_code)
        introduction = await self._services.worker.run(self._services.introduction)
        questions = introduction.questions if introduction else ()
        question = next((question for question in questions if buttons.fingerprint(question) == key), None)
        if question is None:
            await self._delivery.answer_press(query.id, words.say(language, "stale-question"))
            return
        await self._delivery.answer_press(query.id)
        reply_to = None if place.private else message_id
        asked = Asked(question, place, query.from_user.id, language, lambda: reply_to, shown=False)
        await self._asking.ask(asked)

    async def _sources(self, query: CallbackQuery, place: Place, message_id: int, key: str) -> None:
        found = await self._services.worker.run(self._services.catalog.sources)
        await self._delivery.answer_press(query.id)
        page = int(key) if key.isdecimal() else 0
        language = words.language_of(query.from_user.language_code)
        outgoing = sources_message(found, page, language) if found else plain(words.say(language, "nothing-indexed"))
        await self._delivery.edit(place, message_id, outgoing)
