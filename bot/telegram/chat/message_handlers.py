"""Handlers of messages in chats: commands, questions, and messages that are neither."""

import logging
from collections import deque
from collections.abc import Callable
from functools import partial

from telegram import Message, Update, User
from telegram.ext import ContextTypes

from bot.answering.questions.reactions import MessageKind, find_quote_number
from bot.state.answers import StoredCitation
from bot.telegram.chat.passage_lookup import PassageLookup
from bot.telegram.chat.question_flow import ChatQuestion, QuestionFlow
from bot.telegram.chat.shared_answers import SharedAnswers
from bot.telegram.chat.source_filter import SourceFilter
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.deep_links import parse_start
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.sources import introduction_message
from bot.telegram.messages.translations import (
    base_language,
    example_text,
    help_text,
    reaction_text,
    supported_language,
    translate,
)
from bot.telegram.receiving.addressing import command_name, question_text, replied_text
from bot.telegram.receiving.asked_message import read_asked
from bot.telegram.receiving.group_permissions import GroupPermissions, message_sender_id
from bot.telegram.sending.delivery import Delivery

_log = logging.getLogger(__name__)

_ALBUMS_KEPT = 1_000
_QUIET_IN_GROUPS: frozenset[MessageKind] = frozenset({"yes", "no", "noise", "goodbye"})


class MessageHandlers:
    """Handles messages that the access gate let in; each has a sender."""

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
            dependencies: The stores and the sources.
            delivery: Sends.
            question_flow: Answers questions.
            permissions: Knows who may ask where.
            is_crowded: Returns whether an answer should reply to its question, because several wait in the chat.
        """
        self._dependencies = dependencies
        self._run = dependencies.executors.run
        self._delivery = delivery
        self._question_flow = question_flow
        self._permissions = permissions
        self._is_crowded = is_crowded
        self._albums: deque[str] = deque(maxlen=_ALBUMS_KEPT)
        self._passages = PassageLookup(dependencies)
        self._shared_answers = SharedAnswers(dependencies)
        self._sources = SourceFilter(dependencies)

    # Commands

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Introduce the article; first do what the deep link is for: show a passage, or make the user an admin."""
        message, user = _message_of(update)
        language = supported_language(user.language_code)
        link = parse_start(message.text or "")
        if link is not None and link.kind == "passage":
            citation = await self._run(self._passages.find, link.token)
            await self._send_passage(update, context, citation, "stale-passage")
            return
        if link is not None and link.kind == "answer":
            await self._send_shared(update, context, link.token)
            return
        if link is not None and link.kind == "claim" and ChatTopic.from_message(message).private:
            key = await self._run(self._claim, link.token, user.id)
            await self._reply(update, plain_message(translate(language, key)))
            if not await self._may_ask_anything(message):
                return
        await self._reply(update, await self._run(self._introduce, language))

    async def _may_ask_anything(self, message: Message) -> bool:
        """Return whether the sender may ask: the access gate lets claim links of all users through."""
        access = self._dependencies.stores.access
        return await self._run(access.decide, message_sender_id(message), message.chat.id) == "welcome"

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Explain how to use the bot."""
        is_admin = await self._is_admin(update)
        text = help_text(_language(update), context.bot.username, admin=is_admin)
        await self._reply(update, plain_message(text))

    async def _is_admin(self, update: Update) -> bool:
        """Return whether the sender is an admin of the bot and asks in the private chat."""
        message, user = _message_of(update)
        stores = self._dependencies.stores
        is_private = ChatTopic.from_message(message).private
        return is_private and await stores.executors.run(stores.access.is_admin, user.id)

    async def sources(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the first page of the list of sources."""
        message, _ = _message_of(update)
        topic = ChatTopic.from_message(message)
        await self._reply(update, await self._run(self._sources.render_page, topic, 0, _language(update)))

    async def new(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Start a new conversation in this chat and topic."""
        message, _ = _message_of(update)
        topic = ChatTopic.from_message(message)
        if not await self._permissions.may_ask(topic, message_sender_id(message)):
            await self._say(update, "admins-ask-here")
            return
        await self._run(self._dependencies.conversations.forget, topic.chat_id, topic.thread_id)
        await self._say(update, "forgotten")

    async def stop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Stop the answer that the user waits for; the handler of the question then says so."""
        message, _ = _message_of(update)
        if not self._question_flow.stop(ChatTopic.from_message(message), message_sender_id(message)):
            await self._say(update, "nothing-to-stop")

    async def cite(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show a quote by its number, from the answer that the message replies to or from the latest one."""
        message, _ = _message_of(update)
        rest = (message.text or "").partition(" ")[2].strip()
        if rest.lower() == "export":
            await self._export(update)
        else:
            await self._show_quote(update, context, find_quote_number(rest))

    async def _export(self, update: Update) -> None:
        """Send the answer that a message replies to, or else the latest one, as files."""
        message, _ = _message_of(update)
        topic = ChatTopic.from_message(message)
        answer_id = await self._find_answer(message)
        files = await self._run(self._shared_answers.export, answer_id) if answer_id is not None else []
        if not files:
            await self._say(update, "no-answer-yet")
        for file in files:
            await self._delivery.send_file(topic, file)

    async def _send_shared(self, update: Update, context: ContextTypes.DEFAULT_TYPE, key: str) -> None:
        """Show the answer behind a link."""
        message, _ = _message_of(update)
        messages = await self._run(self._shared_answers.render, key, context.bot.username, _language(update))
        if messages:
            await self._delivery.send(ChatTopic.from_message(message), messages, reply_to=self._reply_to(update))
        else:
            await self._say(update, "stale-answer")

    async def askers(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let an admin of a group choose who may ask there."""
        message, _ = _message_of(update)
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
        """Answer a question: a text, a caption, or what follows ``/ask``. A number shows that quote."""
        message, user = _message_of(update)
        read, user_id = read_asked(context.bot.bot, message), message_sender_id(message)
        topic = ChatTopic.from_message(message)
        if not await self._permissions.may_ask(topic, user_id):
            await self._say(update, "admins-ask-here")
            return
        if not read.text:
            command = command_name(message)
            call = f"/{command}" if command else f"@{context.bot.username}"
            await self._reply(update, plain_message(example_text(_language(update), call)))
            return
        follows = message.reply_to_message.message_id if message.reply_to_message else None
        asked = ChatQuestion(
            read.text,
            topic,
            user_id,
            _language(update),
            partial(self._reply_to, update),
            follows,
            is_statement=read.is_statement,
            context=read.context,
            user_language=base_language(user.language_code),
        )
        if read.number is not None:
            await self._show_quote(update, context, read.number)
        elif read.kind == "more":
            await self._question_flow.ask_more(asked)
        elif read.kind is not None:
            await self._react(update, context, read.kind)
        else:
            await self._question_flow.ask(asked)

    async def check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Check what follows ``/check``, or else the quoted part or the text of the message that it replies to."""
        message, user = _message_of(update)
        topic, user_id = ChatTopic.from_message(message), message_sender_id(message)
        if not await self._permissions.may_ask(topic, user_id):
            await self._say(update, "admins-ask-here")
            return
        statement = question_text(context.bot.bot, message) or replied_text(message)
        if not statement:
            await self._say(update, "what-to-check")
            return
        await self._question_flow.ask(
            ChatQuestion(
                statement,
                topic,
                user_id,
                _language(update),
                partial(self._reply_to, update),
                is_statement=True,
                user_language=base_language(user.language_code),
            )
        )

    async def no_voice(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that the bot does not listen to recordings."""
        await self._say(update, "no-voice")

    async def no_pictures(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that the bot does not look at pictures, once for an album."""
        message, _ = _message_of(update)
        if self._is_new_album(message):
            await self._say(update, "no-pictures")

    async def caption(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer the words under a picture or a recording."""
        message, _ = _message_of(update)
        if not question_text(context.bot.bot, message):
            await (self.no_voice if message.voice or message.audio else self.no_pictures)(update, context)
            return
        self._is_new_album(message)
        await self.question(update, context)

    def _is_new_album(self, message: Message) -> bool:
        """Return whether a message is the first of its album, or in none."""
        album = message.media_group_id
        is_new = album is None or album not in self._albums
        if album is not None:
            self._albums.append(album)
        return is_new

    async def no_text(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that the bot reads text only."""
        await self._say(update, "text-only")

    # What the handlers share

    async def _react(self, update: Update, context: ContextTypes.DEFAULT_TYPE, kind: MessageKind) -> None:
        """Answer a greeting with the introduction, "what can you do?" with the help, and other kinds with a sentence.

        In a group, a word or an emoji in reply to the bot gets an emoji: it asks nothing of the bot.
        """
        message, _ = _message_of(update)
        if kind == "greeting":
            await self._reply(update, await self._run(self._introduce, _language(update)))
        elif kind == "help":
            await self.help(update, context)
        elif kind in _QUIET_IN_GROUPS and not ChatTopic.from_message(message).private:
            await self._delivery.acknowledgements.react(message.chat.id, message.message_id)
        else:
            await self._reply(update, plain_message(reaction_text(_language(update), kind)))

    async def _show_quote(self, update: Update, context: ContextTypes.DEFAULT_TYPE, number: int | None) -> None:
        """Show a quote of the answer that a message replies to, or else of the latest one."""
        message, _ = _message_of(update)
        answer_id = await self._find_answer(message)
        if answer_id is None:
            await self._say(update, "no-answer-yet")
        elif number is None:
            await self._say(update, "which-quote")
        else:
            await self._cite(update, context, answer_id, number)

    async def _find_answer(self, message: Message) -> int | None:
        """Find the answer that a message replies to, or else the latest one."""
        topic, replied = ChatTopic.from_message(message), message.reply_to_message
        find = self._dependencies.conversations.find_answer
        return await self._run(find, topic.chat_id, topic.thread_id, replied.message_id if replied else None)

    async def _cite(self, update: Update, context: ContextTypes.DEFAULT_TYPE, answer_id: int, number: int) -> None:
        citation = await self._run(self._passages.find_numbered, answer_id, number)
        await self._send_passage(update, context, citation, "no-such-quote", number=number)

    async def _send_passage(
        self,
        update: Update,
        context: ContextTypes.DEFAULT_TYPE,
        citation: StoredCitation | None,
        otherwise: str,
        **values: int,
    ) -> None:
        """Send a passage, or the message ``otherwise`` if there is no citation."""
        language = _language(update)
        if citation is None:
            await self._reply(update, plain_message(translate(language, otherwise, **values)))
            return
        message, user = _message_of(update)
        reader = user.id if ChatTopic.from_message(message).private else None
        render, username = self._passages.render, context.bot.username
        await self._reply(update, await self._run(render, citation, username, language, reader=reader))

    async def _say(self, update: Update, key: str) -> None:
        await self._reply(update, plain_message(translate(_language(update), key)))

    async def _reply(self, update: Update, reply: OutgoingMessage) -> None:
        message, _ = _message_of(update)
        await self._delivery.send(ChatTopic.from_message(message), [reply], reply_to=self._reply_to(update))

    def _reply_to(self, update: Update) -> int | None:
        message, _ = _message_of(update)
        return message.message_id if not ChatTopic.from_message(message).private or self._is_crowded(update) else None

    def _claim(self, token: str, user_id: int) -> str:
        """Make the user the first admin, if the token is valid; returns the key of the message to send."""
        access = self._dependencies.stores.access
        if access.claim(token, user_id):
            _log.info("A user claimed the bot and is an admin now")
            return "claimed"
        return "already-admin" if access.is_admin(user_id) else "claim-refused"

    def _introduce(self, language: str) -> OutgoingMessage:
        introduction = self._dependencies.introduce()
        if introduction is None:
            return plain_message(translate(language, "nothing-indexed"))
        return introduction_message(introduction, language)


def _message_of(update: Update) -> tuple[Message, User]:
    """Return the message and its sender, which the access gate has checked."""
    message = update.message
    if message is None or message.from_user is None:
        raise ValueError("a handler of messages got an update without a message or its sender")
    return message, message.from_user


def _language(update: Update) -> str:
    _, user = _message_of(update)
    return supported_language(user.language_code)
