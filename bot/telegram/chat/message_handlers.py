"""Commands, questions, and messages that are neither."""

import logging
import re
from collections.abc import Callable
from functools import partial

from telegram import Message, Update, User
from telegram.ext import ContextTypes

from bot.answering.questions.small_talk import SmallTalk, classify_small_talk
from bot.state.answers import StoredCitation
from bot.telegram.chat.passage_lookup import PASSAGE_LINK, PassageLookup
from bot.telegram.chat.question_flow import ChatQuestion, QuestionFlow
from bot.telegram.chat.source_filter import SourceFilter
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.sources import introduction_message
from bot.telegram.messages.translations import example_text, help_text, supported_language, translate
from bot.telegram.receiving.access_gate import command_name, question_text
from bot.telegram.receiving.group_permissions import GroupPermissions, message_sender_id
from bot.telegram.sending.delivery import Delivery

_log = logging.getLogger(__name__)

CLAIM = "claim_"
"""Before the token in the payload of the link that makes an admin."""

_NUMBER = re.compile(r"\[?(\d{1,3})\]?")


class MessageHandlers:
    """What the bot does with messages; the gate has let them in, so each has a sender."""

    def __init__(
        self,
        dependencies: Dependencies,
        delivery: Delivery,
        question_flow: QuestionFlow,
        permissions: GroupPermissions,
        is_crowded: Callable[[Update], bool],
    ) -> None:
        """Handle messages.

        Args:
            dependencies: What stands behind the bot.
            delivery: Sends.
            question_flow: Answers questions.
            permissions: Knows who may ask where.
            is_crowded: Whether an answer should say which message it is to.
        """
        self._dependencies = dependencies
        self._delivery = delivery
        self._question_flow = question_flow
        self._permissions = permissions
        self._is_crowded = is_crowded
        self._passages = PassageLookup(dependencies)
        self._sources = SourceFilter(dependencies)

    # Commands

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Introduce the article; show the passage, or make the user an admin, that the link is for."""
        message, user = _sent(update)
        payload = (message.text or "").partition(" ")[2].strip()
        language = supported_language(user.language_code)
        if payload.startswith(PASSAGE_LINK):
            key = payload.removeprefix(PASSAGE_LINK)
            citation = await self._dependencies.executors.run(self._passages.citation, key)
            await self._show(update, context, citation, "stale-passage")
            return
        if payload.startswith(CLAIM) and ChatTopic.from_message(message).private:
            key = await self._dependencies.executors.run(self._claim, payload, user.id)
            await self._reply(update, plain_message(translate(language, key)))
        await self._reply(update, await self._dependencies.executors.run(self._introduction, language))

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how the bot is used."""
        await self._reply(update, plain_message(help_text(_language(update), context.bot.username)))

    async def sources(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the sources, the first page of them."""
        message, _ = _sent(update)
        topic = ChatTopic.from_message(message)
        await self._reply(
            update, await self._dependencies.executors.run(self._sources.page, topic, 0, _language(update))
        )

    async def new(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Forget what was said in this chat and topic."""
        message, _ = _sent(update)
        topic = ChatTopic.from_message(message)
        if not await self._permissions.may_ask(topic, message_sender_id(message)):
            await self._say(update, "admins-ask-here")
            return
        await self._dependencies.executors.run(self._dependencies.conversations.forget, topic.chat_id, topic.thread_id)
        await self._say(update, "forgotten")

    async def stop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Stop the answer that the user waits for; whoever asked then says so."""
        message, _ = _sent(update)
        if not self._question_flow.stop(ChatTopic.from_message(message), message_sender_id(message)):
            await self._say(update, "nothing-to-stop")

    async def cite(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the quote of that number, of the answer that is replied to or of the latest one."""
        message, _ = _sent(update)
        answer_id = await self._answer_replied_to(message)
        if answer_id is None:
            topic = ChatTopic.from_message(message)
            latest = self._dependencies.conversations.last_answer
            answer_id = await self._dependencies.executors.run(latest, topic.chat_id, topic.thread_id)
        number = _NUMBER.fullmatch((message.text or "").partition(" ")[2].strip())
        if answer_id is None:
            await self._say(update, "no-answer-yet")
        elif number is None:
            await self._say(update, "which-quote")
        else:
            await self._cite(update, context, answer_id, int(number[1]))

    async def askers(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let an admin of a group choose who may ask there."""
        message, _ = _sent(update)
        language = _language(update)
        if ChatTopic.from_message(message).private:
            await self._say(update, "only-in-groups")
        elif not await self._permissions.is_admin(message.chat.id, message_sender_id(message)):
            await self._say(update, "not-a-group-admin")
        else:
            question = translate(language, "who-may-ask")
            await self._reply(update, OutgoingMessage(question, keyboard=keyboards.askers_keyboard(language)))

    async def unknown_command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that there is no such command."""
        await self._say(update, "unknown-command")

    # Questions

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question: a text, or what follows the command for questions; a number shows that quote."""
        message, _ = _sent(update)
        question, topic, user_id = (
            question_text(context.bot.bot, message),
            ChatTopic.from_message(message),
            message_sender_id(message),
        )
        if not await self._permissions.may_ask(topic, user_id):
            await self._say(update, "admins-ask-here")
            return
        if not question:
            command = command_name(message)
            call = f"/{command}" if command else f"@{context.bot.username}"
            await self._reply(update, plain_message(example_text(_language(update), call)))
            return
        found = classify_small_talk(question)
        if found is not None:
            await self._return(update, context, found)
            return
        number = _NUMBER.fullmatch(question)
        if number and (answer_id := await self._answer_replied_to(message)):
            await self._cite(update, context, answer_id, int(number[1]))
            return
        follows = message.reply_to_message.message_id if message.reply_to_message else None
        await self._question_flow.ask(
            ChatQuestion(question, topic, user_id, _language(update), partial(self._reply_to, update), follows)
        )

    async def no_voice(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that recordings are not listened to."""
        await self._say(update, "no-voice")

    async def no_pictures(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that pictures are not looked at."""
        await self._say(update, "no-pictures")

    async def no_text(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that only text is read."""
        await self._say(update, "text-only")

    # What they share

    async def _return(self, update: Update, context: ContextTypes.DEFAULT_TYPE, to: SmallTalk) -> None:
        """Return a greeting with the introduction and thanks with a word; help whoever asks what this is."""
        if to == "greeting":
            await self._reply(update, await self._dependencies.executors.run(self._introduction, _language(update)))
        elif to == "help":
            await self.help(update, context)
        else:
            await self._say(update, "you-are-welcome")

    async def _answer_replied_to(self, message: Message) -> int | None:
        replied = message.reply_to_message
        if replied is None:
            return None
        carried = self._dependencies.conversations.answer_of_message
        return await self._dependencies.executors.run(carried, message.chat.id, replied.message_id)

    async def _cite(self, update: Update, context: ContextTypes.DEFAULT_TYPE, answer_id: int, number: int) -> None:
        citation = await self._dependencies.executors.run(self._passages.numbered, answer_id, number)
        await self._show(update, context, citation, "no-such-quote", number=number)

    async def _show(
        self,
        update: Update,
        context: ContextTypes.DEFAULT_TYPE,
        citation: StoredCitation | None,
        otherwise: str,
        **values: int,
    ) -> None:
        """Show a passage, or say why there is none."""
        language = _language(update)
        if citation is None:
            await self._reply(update, plain_message(translate(language, otherwise, **values)))
            return
        username = context.bot.username
        await self._reply(
            update, await self._dependencies.executors.run(self._passages.message, citation, username, language)
        )

    async def _say(self, update: Update, key: str) -> None:
        await self._reply(update, plain_message(translate(_language(update), key)))

    async def _reply(self, update: Update, outgoing: OutgoingMessage) -> None:
        message, _ = _sent(update)
        await self._delivery.send(ChatTopic.from_message(message), [outgoing], reply_to=self._reply_to(update))

    def _reply_to(self, update: Update) -> int | None:
        message, _ = _sent(update)
        return message.message_id if not ChatTopic.from_message(message).private or self._is_crowded(update) else None

    def _claim(self, payload: str, user_id: int) -> str:
        """Try a claim; returns the key of what to say about it."""
        if self._dependencies.stores.access.claim(payload.removeprefix(CLAIM), user_id):
            _log.info("User %d claimed the bot and is an admin now", user_id)
            return "claimed"
        if self._dependencies.stores.access.is_admin(user_id):
            return "already-admin"
        return "claim-refused"

    def _introduction(self, language: str) -> OutgoingMessage:
        introduction = self._dependencies.introduce()
        if introduction is None:
            return plain_message(translate(language, "nothing-indexed"))
        return introduction_message(introduction, language)


def _sent(update: Update) -> tuple[Message, User]:
    """The message and its sender, which the gate made sure of."""
    message = update.message
    if message is None or message.from_user is None:
        raise ValueError("a handler of messages got an update without a message or its sender")
    return message, message.from_user


def _language(update: Update) -> str:
    """What the sender is spoken to in."""
    _, user = _sent(update)
    return supported_language(user.language_code)
