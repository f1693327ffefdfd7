"""Handlers of callback queries in chats: passages, votes, suggested questions, sources, and who may ask in a group."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.telegram.callback_data import (
    AskersData,
    AwaitData,
    CopyData,
    NeighbourData,
    OutlineData,
    PassageData,
    PictureData,
    QuestionData,
    ReasonData,
    SourceChoiceData,
    SourcesPageData,
    StopData,
    VoteData,
    WatchData,
    parse,
    question_fingerprint,
)
from bot.telegram.chat.chat_callback import ChatCallback
from bot.telegram.chat.passages.page_handlers import PageHandlers
from bot.telegram.chat.passages.passage_handlers import PassageHandlers
from bot.telegram.chat.question_flow import ChatQuestion, QuestionFlow
from bot.telegram.chat.source_filter import SourceFilter
from bot.telegram.chat.subscription_handlers import SubscriptionHandlers
from bot.telegram.chat.vote_handlers import VoteHandlers
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import plain_message
from bot.telegram.messages.translations import base_language, supported_language, translate
from bot.telegram.receiving.callback_origin import has_pressed_button
from bot.telegram.receiving.group_permissions import GroupPermissions
from bot.telegram.sending.delivery import Delivery


class CallbackHandlers:
    """Handles pressed buttons. Every callback query is answered, so that no button keeps blinking."""

    def __init__(
        self,
        dependencies: Dependencies,
        delivery: Delivery,
        question_flow: QuestionFlow,
        permissions: GroupPermissions,
    ) -> None:
        """Handle them.

        Args:
            dependencies: The stores and the sources.
            delivery: Sends.
            question_flow: Answers suggested questions.
            permissions: Knows who may ask where.
        """
        self._dependencies = dependencies
        self._run = dependencies.executors.run
        self._delivery = delivery
        self._question_flow = question_flow
        self._permissions = permissions
        self._passages = PassageHandlers(dependencies, delivery)
        self._pages = PageHandlers(dependencies, delivery)
        self._subscriptions = SubscriptionHandlers(dependencies, delivery)
        self._votes = VoteHandlers(dependencies, delivery)
        self._sources = SourceFilter(dependencies)

    async def handle(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: C901, PLR0912 - one case for each kind
        """Do what the pressed button means."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        if query is None:
            raise ValueError("a handler of callback queries got an update without one")
        language, acknowledgements = supported_language(query.from_user.language_code), self._delivery.acknowledgements
        if topic is None or query.message is None:
            await acknowledgements.answer_callback(query.id, translate(language, "stale-button"))
            return
        message_id, username = query.message.message_id, context.bot.username
        callback = ChatCallback(query, topic, message_id, language, username, acknowledgements)
        match parse(query.data):
            case PassageData(key):
                await self._passages.open(callback, key)
            case NeighbourData(key, step):
                await self._passages.turn(callback, key, step)
            case OutlineData(key, page):
                await self._passages.outline(callback, key, page)
            case PictureData(key):
                await self._pages.send(callback, key)
            case WatchData(key):
                await self._subscriptions.watch(callback, key)
            case AwaitData(answer_id):
                await self._subscriptions.await_answer(callback, answer_id)
            case CopyData(key, step):
                await self._passages.copy(callback, key, step)
            case VoteData(value, answer_id):
                await self._votes.vote(callback, value, answer_id)
            case ReasonData(reason, answer_id):
                await self._votes.give_reason(callback, reason, answer_id)
            case QuestionData(fingerprint):
                await self._ask_suggested(callback, fingerprint)
            case SourcesPageData(page):
                await callback.acknowledge()
                await self._list_sources(callback, page)
            case SourceChoiceData(source_id, page):
                await self._choose_source(callback, source_id, page)
            case StopData():
                await self._stop(callback)
            case AskersData(who):
                await self._set_askers(callback, everyone=who == "everyone")
            case _:
                await callback.acknowledge("stale-button")

    async def _may_ask(self, callback: ChatCallback) -> bool:
        """Return whether the user may ask in the group, and tell a user who may not."""
        is_allowed = await self._permissions.may_ask(callback.topic, callback.query.from_user.id)
        if not is_allowed:
            await callback.acknowledge("admins-ask-here")
        return is_allowed

    # Answers

    async def _ask_suggested(self, callback: ChatCallback, fingerprint: str) -> None:
        question = await self._run(self._find_suggested, fingerprint)
        if question is None:
            await callback.acknowledge("stale-question")
            return
        if not await self._may_ask(callback):
            return
        await callback.acknowledge()
        topic, user_id = callback.topic, callback.query.from_user.id
        reply_to = None if topic.private else callback.message_id
        await self._question_flow.ask(
            ChatQuestion(
                question,
                topic,
                user_id,
                callback.language,
                lambda: reply_to,
                is_visible=False,
                user_language=base_language(callback.query.from_user.language_code),
            )
        )

    def _find_suggested(self, fingerprint: str) -> str | None:
        """Find a question of the introduction, or one that was suggested for a source."""
        introduction = self._dependencies.introduce()
        questions = introduction.questions if introduction else ()
        found = next((question for question in questions if question_fingerprint(question) == fingerprint), None)
        return found or self._dependencies.conversations.offered_question(fingerprint)

    async def _stop(self, callback: ChatCallback) -> None:
        if self._question_flow.stop(callback.topic, callback.query.from_user.id):
            await callback.acknowledge()
        else:
            await callback.acknowledge("nothing-to-stop")
            if has_pressed_button(callback.query):
                # The button of an answer that ended is left over from its preview.
                await self._delivery.delete(callback.topic, callback.message_id)

    async def stop_draft(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Stop the answer whose draft the user stopped, with Telegram's own button."""
        stopped = update.api_kwargs.get("stopped_message_generation")
        chat_id = stopped.get("chat", {}).get("id") if isinstance(stopped, dict) else None
        if isinstance(stopped, dict) and isinstance(chat_id, int):
            self._question_flow.stop(ChatTopic(chat_id, stopped.get("message_thread_id"), private=True), chat_id)

    # Sources

    async def _choose_source(self, callback: ChatCallback, source_id: str | None, page: int) -> None:
        if not await self._may_ask(callback):
            return
        if source_id is None:
            await self._run(self._sources.choose_all, callback.topic)
        else:
            await self._run(self._sources.toggle, callback.topic, source_id)
        await callback.acknowledge()
        await self._list_sources(callback, page)

    async def _list_sources(self, callback: ChatCallback, page: int) -> None:
        message = await self._run(self._sources.render_page, callback.topic, page, callback.language)
        await self._delivery.edit(callback.topic, callback.message_id, message)

    # Groups

    async def _set_askers(self, callback: ChatCallback, *, everyone: bool) -> None:
        chat_id = callback.topic.chat_id
        if callback.topic.private:
            await callback.acknowledge("only-in-groups")
            return
        if not await self._permissions.is_admin(chat_id, callback.query.from_user.id):
            await callback.acknowledge("not-a-group-admin")
            return
        await self._run(self._dependencies.conversations.allow_questions, chat_id, everyone=everyone)
        await callback.acknowledge()
        sentence = translate(callback.language, "everyone-asks" if everyone else "admins-ask")
        await self._delivery.edit(callback.topic, callback.message_id, plain_message(sentence))
