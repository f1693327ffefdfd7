"""Pressed buttons: passages, votes, questions, sources, and what may be asked by whom."""

import re
from collections.abc import Awaitable, Callable  # noqa: TC003 - a dataclass beside them makes ruff ask
from dataclasses import dataclass

from telegram import CallbackQuery, Update
from telegram.ext import ContextTypes

from bot.state.answers import StoredCitation
from bot.telegram import chat_topics as places
from bot.telegram.chat.passage_lookup import Passages
from bot.telegram.chat.question_flow import Asked, Asking
from bot.telegram.chat.source_filter import SourceChoice
from bot.telegram.chat_topics import Place
from bot.telegram.dependencies import Services
from bot.telegram.messages import keyboards as buttons
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import Outgoing
from bot.telegram.receiving.group_permissions import Groups
from bot.telegram.sending.delivery import Delivery

_NEIGHBOUR = re.compile(r"(?P<key>[\w-]+)(?P<step>[+-]\d{1,6})", re.ASCII)
_VOTE = re.compile(r"(?P<value>[+-]1)\.(?P<answer>\d{1,18})", re.ASCII)
_CHOICE = re.compile(r"(?P<source>[0-9a-f]*)\.(?P<page>\d{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Press:
    """A pressed button: what stands behind it, under which message, where, and the words to answer in."""

    query: CallbackQuery
    place: Place
    message_id: int
    key: str
    language: str
    username: str


class Presses:
    """What the bot does when a button is pressed. Every press is answered, so that no button seems to hang."""

    def __init__(self, services: Services, delivery: Delivery, asking: Asking, groups: Groups) -> None:
        """Handle presses with these services."""
        self._services = services
        self._delivery = delivery
        self._asking = asking
        self._groups = groups
        self._passages = Passages(services)
        self._sources = SourceChoice(services)
        self._actions: dict[str, Callable[[_Press], Awaitable[None]]] = {
            buttons.PASSAGE: self._passage,
            buttons.NEIGHBOUR: self._neighbour,
            buttons.VOTE: self._vote,
            buttons.QUESTION: self._question,
            buttons.SOURCES: self._page,
            buttons.CHOOSE: self._choose,
            buttons.STOP: self._stop,
            buttons.ASKERS: self._askers,
        }

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what the pressed button says."""
        query, place = update.callback_query, places.of_update(update)
        if query is None:
            raise ValueError("a handler of presses got an update without one")
        language = words.language_of(query.from_user.language_code)
        data = query.data or ""
        action = self._actions.get(data[:2])
        if place is None or query.message is None or action is None:
            await self._delivery.signs.answer_press(query.id, words.say(language, "stale-button"))
            return
        await action(_Press(query, place, query.message.message_id, data[2:], language, context.bot.username))

    async def _say(self, press: _Press, key: str) -> None:
        """Answer a press with a message of the bot's, in a window."""
        await self._delivery.signs.answer_press(press.query.id, words.say(press.language, key))

    async def _may_ask(self, press: _Press) -> bool:
        """Whether who presses may ask in the group; whoever may not is told so."""
        allowed = await self._groups.may_ask(press.place, press.query.from_user.id)
        if not allowed:
            await self._say(press, "admins-ask-here")
        return allowed

    # Passages

    async def _passage(self, press: _Press) -> None:
        citation = await self._services.worker.run(self._passages.citation, press.key)
        if citation is None:
            await self._say(press, "stale-passage")
            return
        shown = await self._shown(press, citation, 0)
        await self._delivery.signs.answer_press(press.query.id)
        await self._delivery.send(_home(press.place, citation), [shown], reply_to=press.message_id)

    async def _neighbour(self, press: _Press) -> None:
        found = _NEIGHBOUR.fullmatch(press.key)
        citation = await self._services.worker.run(self._passages.citation, found["key"]) if found else None
        if found is None or citation is None:
            await self._say(press, "stale-passage")
            return
        shown = await self._shown(press, citation, int(found["step"]))
        await self._delivery.signs.answer_press(press.query.id)
        await self._delivery.edit(_home(press.place, citation), press.message_id, shown)

    async def _shown(self, press: _Press, citation: StoredCitation, step: int) -> Outgoing:
        return await self._services.worker.run(self._passages.message, citation, press.username, press.language, step)

    # Answers

    async def _vote(self, press: _Press) -> None:
        found = _VOTE.fullmatch(press.key)
        answer = await self._services.worker.run(self._services.chats.answer, int(found["answer"])) if found else None
        if found is None or answer is None or answer.chat_id != press.place.chat_id:
            await self._say(press, "stale-button")
            return
        counts = await self._services.worker.run(
            self._services.conversations.vote, answer.id, press.query.from_user.id, int(found["value"])
        )
        await self._delivery.signs.notice_press(
            press.query.id, words.say(press.language, "noted" if counts else "taken-back")
        )

    async def _question(self, press: _Press) -> None:
        question = await self._services.worker.run(self._offered, press.key)
        if question is None:
            await self._say(press, "stale-question")
            return
        if not await self._may_ask(press):
            return
        await self._delivery.signs.answer_press(press.query.id)
        reply_to = None if press.place.private else press.message_id
        user_id = press.query.from_user.id
        asked = Asked(question, press.place, user_id, press.language, lambda: reply_to, shown=False)
        await self._asking.ask(asked)

    def _offered(self, key: str) -> str | None:
        introduction = self._services.introduction()
        questions = introduction.questions if introduction else ()
        found = next((question for question in questions if buttons.fingerprint(question) == key), None)
        return found or self._services.conversations.offered_question(key)

    async def _stop(self, press: _Press) -> None:
        if self._asking.stop(press.place, press.query.from_user.id):
            await self._delivery.signs.answer_press(press.query.id)
        else:
            await self._say(press, "nothing-to-stop")
            await self._delivery.remove(press.place, press.message_id)  # it was left over from an answer

    # Sources

    async def _page(self, press: _Press) -> None:
        await self._delivery.signs.answer_press(press.query.id)
        await self._list(press, int(press.key) if press.key.isdecimal() else 0)

    async def _choose(self, press: _Press) -> None:
        found = _CHOICE.fullmatch(press.key)
        if found is None:
            await self._say(press, "stale-button")
            return
        if not await self._may_ask(press):
            return
        if found["source"]:
            await self._services.worker.run(self._sources.toggle, press.place, found["source"])
        else:
            await self._services.worker.run(self._sources.choose_all, press.place)
        await self._delivery.signs.answer_press(press.query.id)
        await self._list(press, int(found["page"]))

    async def _list(self, press: _Press, page: int) -> None:
        shown = await self._services.worker.run(self._sources.page, press.place, page, press.language)
        await self._delivery.edit(press.place, press.message_id, shown)

    # Groups

    async def _askers(self, press: _Press) -> None:
        if not await self._groups.is_admin(press.place.chat_id, press.query.from_user.id):
            await self._say(press, "not-a-group-admin")
            return
        everyone = press.key == buttons.EVERYONE
        await self._services.worker.run(self._services.conversations.let_ask, press.place.chat_id, everyone=everyone)
        await self._delivery.signs.answer_press(press.query.id)
        sentence = words.say(press.language, "everyone-asks" if everyone else "admins-ask")
        await self._delivery.edit(press.place, press.message_id, Outgoing(sentence))


def _home(place: Place, citation: StoredCitation) -> Place:
    """Where a citation's answer stands: Telegram no longer says in which topic a very old message does."""
    if place.thread_id is None and citation.chat_id == place.chat_id:
        return Place(place.chat_id, citation.thread_id, place.private)
    return place
