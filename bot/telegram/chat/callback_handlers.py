"""Pressed buttons: passages, votes, questions, sources, and what may be asked by whom."""

import re
from collections.abc import Awaitable, Callable  # noqa: TC003 - a dataclass beside them makes ruff ask
from dataclasses import dataclass

from telegram import CallbackQuery, Update
from telegram.ext import ContextTypes

from bot.state.answers import StoredCitation
from bot.telegram.chat.passage_lookup import PassageLookup
from bot.telegram.chat.question_flow import ChatQuestion, QuestionFlow
from bot.telegram.chat.source_filter import SourceFilter
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.receiving.group_permissions import GroupPermissions
from bot.telegram.sending.delivery import Delivery

_NEIGHBOUR = re.compile(r"(?P<key>[\w-]+)(?P<step>[+-]\d{1,6})", re.ASCII)
_VOTE = re.compile(r"(?P<value>[+-]1)\.(?P<answer>\d{1,18})", re.ASCII)
_CHOICE = re.compile(r"(?P<source>[0-9a-f]*)\.(?P<page>\d{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _ChatCallback:
    """A pressed button: what stands behind it, under which message, where, and the words to answer in."""

    query: CallbackQuery
    topic: ChatTopic
    message_id: int
    key: str
    language: str
    username: str


class CallbackHandlers:
    """What the bot does when a button is pressed. Every press is answered, so that no button seems to hang."""

    def __init__(
        self, dependencies: Dependencies, delivery: Delivery, question_flow: QuestionFlow, permissions: GroupPermissions
    ) -> None:
        """Handle presses with these dependencies."""
        self._dependencies = dependencies
        self._delivery = delivery
        self._question_flow = question_flow
        self._permissions = permissions
        self._passages = PassageLookup(dependencies)
        self._sources = SourceFilter(dependencies)
        self._actions: dict[str, Callable[[_ChatCallback], Awaitable[None]]] = {
            keyboards.PASSAGE: self._passage,
            keyboards.NEIGHBOUR: self._neighbour,
            keyboards.VOTE: self._vote,
            keyboards.QUESTION: self._question,
            keyboards.SOURCES: self._page,
            keyboards.CHOOSE: self._choose,
            keyboards.STOP: self._stop,
            keyboards.ASKERS: self._askers,
        }

    async def handle(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what the pressed button says."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        if query is None:
            raise ValueError("a handler of presses got an update without one")
        language = supported_language(query.from_user.language_code)
        data = query.data or ""
        action = self._actions.get(data[:2])
        if topic is None or query.message is None or action is None:
            await self._delivery.acknowledgements.answer_callback(query.id, translate(language, "stale-button"))
            return
        await action(_ChatCallback(query, topic, query.message.message_id, data[2:], language, context.bot.username))

    async def _say(self, callback: _ChatCallback, key: str) -> None:
        """Answer a press with a message of the bot's, in a window."""
        await self._delivery.acknowledgements.answer_callback(callback.query.id, translate(callback.language, key))

    async def _may_ask(self, callback: _ChatCallback) -> bool:
        """Whether who presses may ask in the group; whoever may not is told so."""
        allowed = await self._permissions.may_ask(callback.topic, callback.query.from_user.id)
        if not allowed:
            await self._say(callback, "admins-ask-here")
        return allowed

    # Passages

    async def _passage(self, callback: _ChatCallback) -> None:
        citation = await self._dependencies.executors.run(self._passages.citation, callback.key)
        if citation is None:
            await self._say(callback, "stale-passage")
            return
        shown = await self._shown(callback, citation, 0)
        await self._delivery.acknowledgements.answer_callback(callback.query.id)
        await self._delivery.send(_home(callback.topic, citation), [shown], reply_to=callback.message_id)

    async def _neighbour(self, callback: _ChatCallback) -> None:
        found = _NEIGHBOUR.fullmatch(callback.key)
        citation = await self._dependencies.executors.run(self._passages.citation, found["key"]) if found else None
        if found is None or citation is None:
            await self._say(callback, "stale-passage")
            return
        shown = await self._shown(callback, citation, int(found["step"]))
        await self._delivery.acknowledgements.answer_callback(callback.query.id)
        await self._delivery.edit(_home(callback.topic, citation), callback.message_id, shown)

    async def _shown(self, callback: _ChatCallback, citation: StoredCitation, step: int) -> OutgoingMessage:
        return await self._dependencies.executors.run(
            self._passages.message, citation, callback.username, callback.language, step
        )

    # Answers

    async def _vote(self, callback: _ChatCallback) -> None:
        found = _VOTE.fullmatch(callback.key)
        answer = (
            await self._dependencies.executors.run(self._dependencies.answers.answer, int(found["answer"]))
            if found
            else None
        )
        if found is None or answer is None or answer.chat_id != callback.topic.chat_id:
            await self._say(callback, "stale-button")
            return
        counts = await self._dependencies.executors.run(
            self._dependencies.conversations.vote, answer.id, callback.query.from_user.id, int(found["value"])
        )
        await self._delivery.acknowledgements.answer_callback_briefly(
            callback.query.id, translate(callback.language, "noted" if counts else "taken-back")
        )

    async def _question(self, callback: _ChatCallback) -> None:
        question = await self._dependencies.executors.run(self._offered, callback.key)
        if question is None:
            await self._say(callback, "stale-question")
            return
        if not await self._may_ask(callback):
            return
        await self._delivery.acknowledgements.answer_callback(callback.query.id)
        reply_to = None if callback.topic.private else callback.message_id
        user_id = callback.query.from_user.id
        asked = ChatQuestion(question, callback.topic, user_id, callback.language, lambda: reply_to, shown=False)
        await self._question_flow.ask(asked)

    def _offered(self, key: str) -> str | None:
        introduction = self._dependencies.introduce()
        questions = introduction.questions if introduction else ()
        found = next((question for question in questions if keyboards.fingerprint(question) == key), None)
        return found or self._dependencies.conversations.offered_question(key)

    async def _stop(self, callback: _ChatCallback) -> None:
        if self._question_flow.stop(callback.topic, callback.query.from_user.id):
            await self._delivery.acknowledgements.answer_callback(callback.query.id)
        else:
            await self._say(callback, "nothing-to-stop")
            await self._delivery.remove(callback.topic, callback.message_id)  # it was left over from an answer

    # Sources

    async def _page(self, callback: _ChatCallback) -> None:
        await self._delivery.acknowledgements.answer_callback(callback.query.id)
        await self._list(callback, int(callback.key) if callback.key.isdecimal() else 0)

    async def _choose(self, callback: _ChatCallback) -> None:
        found = _CHOICE.fullmatch(callback.key)
        if found is None:
            await self._say(callback, "stale-button")
            return
        if not await self._may_ask(callback):
            return
        if found["source"]:
            await self._dependencies.executors.run(self._sources.toggle, callback.topic, found["source"])
        else:
            await self._dependencies.executors.run(self._sources.choose_all, callback.topic)
        await self._delivery.acknowledgements.answer_callback(callback.query.id)
        await self._list(callback, int(found["page"]))

    async def _list(self, callback: _ChatCallback, page: int) -> None:
        shown = await self._dependencies.executors.run(self._sources.page, callback.topic, page, callback.language)
        await self._delivery.edit(callback.topic, callback.message_id, shown)

    # Groups

    async def _askers(self, callback: _ChatCallback) -> None:
        if not await self._permissions.is_admin(callback.topic.chat_id, callback.query.from_user.id):
            await self._say(callback, "not-a-group-admin")
            return
        everyone = callback.key == keyboards.EVERYONE
        await self._dependencies.executors.run(
            self._dependencies.conversations.allow_questions, callback.topic.chat_id, everyone=everyone
        )
        await self._delivery.acknowledgements.answer_callback(callback.query.id)
        sentence = translate(callback.language, "everyone-asks" if everyone else "admins-ask")
        await self._delivery.edit(callback.topic, callback.message_id, OutgoingMessage(sentence))


def _home(topic: ChatTopic, citation: StoredCitation) -> ChatTopic:
    """Where a citation's answer stands: Telegram no longer says in which topic a very old message does."""
    if topic.thread_id is None and citation.chat_id == topic.chat_id:
        return ChatTopic(topic.chat_id, citation.thread_id, topic.private)
    return topic
