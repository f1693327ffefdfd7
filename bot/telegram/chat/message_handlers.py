"""Handlers of messages in chats: commands, questions, and messages that are neither."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches

from telegram import Message, Update, User
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.answering.chat_language.reactions import MessageKind, asks_for_progress, classify_message, find_quote_number
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.questions.follow_ups import has_topic, points_back
from bot.telegram.chat.chat_message import ChatMessage
from bot.telegram.chat.passages.further_quotes import FurtherQuotes
from bot.telegram.chat.passages.quote_handlers import QuoteHandlers
from bot.telegram.chat.photo_handlers import PhotoHandlers
from bot.telegram.chat.question_flow import ChatQuestion, QuestionFlow
from bot.telegram.chat.reaction_handlers import ReactionHandlers
from bot.telegram.chat.voice_handlers import VoiceHandlers
from bot.telegram.deep_links import parse_start
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import base_language, example_text, translate
from bot.telegram.receiving.access_gate import limit_sentence
from bot.telegram.receiving.addressing import command_name, is_for_bot, question_text, replied_text
from bot.telegram.receiving.asked_message import AskedMessage, read_asked
from bot.telegram.receiving.group_permissions import GroupPermissions
from bot.telegram.sending.delivery import Delivery

_log = logging.getLogger(__name__)

_LIKE = 0.9, 0.75
"""The likeness, in [0, 1], of a misspelt command and the one that it means: surely, and if its words ask nothing."""
_NO_WISHES: frozenset[MessageKind] = frozenset(
    {"complaint", "disagreement", "remark", "noise", "yes", "no", "sure", "unclear"}
)
"""What a command never means: "/nonsense" is no command."""
_ALBUMS_KEPT = 1_000
_ALBUM_S = 1.0  # the pictures of an album arrive together


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
        self._further = FurtherQuotes(dependencies, delivery.acknowledgements, question_flow)
        self._photos = PhotoHandlers(dependencies, question_flow)
        self._permissions = permissions
        self._is_crowded = is_crowded
        self._albums: deque[str] = deque(maxlen=_ALBUMS_KEPT)
        self._captioned: deque[str] = deque(maxlen=_ALBUMS_KEPT)
        self._quotes = QuoteHandlers(dependencies)
        self._reactions = ReactionHandlers(dependencies, self._quotes)

    def _read(self, update: Update) -> ChatMessage:
        return ChatMessage.from_update(update, self._delivery, self._is_crowded)

    # Commands

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Introduce the article; first do what the deep link is for: show a passage, or make the user an admin."""
        sent = self._read(update)
        link = parse_start(sent.message.text or "")
        if link is not None and link.kind == "passage":
            await self._quotes.open_passage(sent, context.bot.username, link.token)
            return
        if link is not None and link.kind == "answer":
            await self._quotes.open_answer(sent, context.bot.username, link.token)
            return
        if link is not None and link.kind == "claim" and sent.topic.private:
            await sent.say(await self._run(self._claim, link.token, sent.user.id))
            if not await self._may_ask_anything(sent):
                return
        await self._reactions.introduce(sent)

    async def _may_ask_anything(self, sent: ChatMessage) -> bool:
        """Return whether the sender may ask: the access gate lets claim links of all users through."""
        access = self._dependencies.stores.access
        return await self._run(access.decide, sent.sender_id, sent.topic.chat_id) == "welcome"

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Explain how to use the bot."""
        await self._reactions.help(self._read(update), context.bot.username)

    async def sources(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the first page of the list of sources."""
        await self._reactions.list_sources(self._read(update))

    async def new(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Start a new conversation in this chat and topic."""
        sent = self._read(update)
        if await self._may_ask(sent):
            await self._reactions.begin_again(sent)

    async def stop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Stop the answer that the user waits for; the handler of the question then says so."""
        sent = self._read(update)
        await self._stop(sent)

    async def _stop(self, sent: ChatMessage) -> None:
        """Stop an answer; without one, show an admin the jobs, each with a button that cancels it."""
        if not self._question_flow.stop(sent.topic, sent.sender_id) and not await self._reactions.list_jobs(sent):
            await sent.say("nothing-to-stop")

    async def cite(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show a quote by its number, from the answer that the message replies to or from the latest one."""
        sent = self._read(update)
        if sent.rest.lower() == "export":
            await self._quotes.export(sent)
        else:
            await self._quotes.show_quote(sent, context.bot.username, find_quote_number(sent.rest))

    async def askers(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let an admin of a group choose who may ask there."""
        sent = self._read(update)
        if sent.topic.private:
            await sent.say("only-in-groups")
        elif not await self._permissions.is_admin(sent.topic.chat_id, sent.sender_id):
            await sent.say("not-a-group-admin")
        else:
            question = translate(sent.language, "who-may-ask")
            await sent.reply(OutgoingMessage(question, keyboard=keyboards.askers_keyboard(sent.language)))

    async def only_in_private(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that a command works in the private chat."""
        sent = self._read(update)
        text = translate(sent.language, "only-in-private", link=f"t.me/{context.bot.username}")
        await sent.reply(plain_message(text))

    async def unknown_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Serve a command whose words ask for something, such as /cancel; name the command that a misspelt one means.

        Of others, say that there is no such command.
        """
        sent = self._read(update)
        words = (sent.command or "").replace("_", " ").lower()
        commands = await self._reactions.list_commands(sent)
        near, alike = (get_close_matches(words, commands, 1, least) for least in _LIKE)
        kind = None if near else classify_message(words)
        if kind is not None and kind not in _NO_WISHES:
            await self._serve(sent, AskedMessage(words, None, kind), context.bot.username)
        elif alike:
            await sent.say("use-command", command=f"/{alike[0]}")
        else:
            await sent.say("unknown-command")

    # Questions

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question: a text, a caption, or what follows ``/ask``. A number shows that quote."""
        sent = self._read(update)
        asked = read_asked(context.bot.bot, sent.message)
        if not await self._may_ask(sent):
            return
        if not asked.text:
            command = command_name(sent.message)
            call = f"/{command}" if command else f"@{context.bot.username}"
            await sent.reply(plain_message(example_text(sent.language, call)))
        else:
            await self._serve(sent, asked, context.bot.username)

    async def _serve(self, sent: ChatMessage, asked: AskedMessage, username: str) -> None:
        """Answer a question, or do what a message asks for instead: a number shows that quote."""
        asking = _to_question(sent, asked, sent.replied_id)
        if asked.number is not None:
            await self._quotes.show_quote(sent, username, asked.number)
        elif asked.kind == "more":
            await self._further.ask_more(asking)
        elif asked.kind in {"further", "next"}:
            await self._further.ask_further(asking)
        elif asked.kind == "repeat":
            await self._further.ask_again(asking)
        elif asked.kind == "stop":
            await self._stop(sent)
        elif asked.kind == "leaving" and self._question_flow.stop(sent.topic, sent.sender_id):
            return  # the handler of the question says that it stopped
        elif await self._is_served(sent, asked, asking):
            return
        elif asked.kind is not None and asked.kind != "length":
            await self._reactions.react(sent, username, asked.kind)
        else:
            await self._question_flow.ask(asking)

    async def _is_served(self, sent: ChatMessage, asked: AskedMessage, asking: ChatQuestion) -> bool:
        """Return whether a doubt was answered with a check, or an admin was told how far a job is."""
        if asked.kind == "sure":
            return await self._question_flow.check_latest(asking)
        return asks_for_progress(asked.text) and await self._reactions.tell_progress(sent)

    async def check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Check what follows ``/check``, or else the quoted part or the text of the message that it replies to."""
        sent = self._read(update)
        if not await self._may_ask(sent):
            return
        statement = question_text(context.bot.bot, sent.message) or replied_text(sent.message)
        if statement:
            await self._question_flow.ask(_to_question(sent, AskedMessage(statement, is_statement=True)))
        else:
            await sent.say("what-to-check")

    def withdraw(self, update: Update, me: User) -> None:
        """Stop the answer to a question that its user edits meanwhile; the edit is answered in its turn."""
        if is_for_bot(me, update):
            asked = _read_question(me, self._read(update))
            if asked is not None:
                self._question_flow.withdraw(asked)

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a user's latest question again after an edit, in place of the reply before.

        A later message that asked nothing before its edit, or not the bot, is a new question.
        """
        sent = self._read(update)
        asked = _read_question(context.bot.bot, sent)
        if asked is None:
            return
        topic, conversations = sent.topic, self._dependencies.conversations
        latest = await self._run(conversations.latest_question, topic.chat_id, topic.thread_id, sent.sender_id)
        if latest is None or latest.message_id < sent.message.message_id:
            if await self._may_ask(sent):
                await self._question_flow.ask(asked)
        elif latest.message_id != asked.message_id:
            if topic.private:
                await sent.say("edited-late")
        elif latest.fingerprint != asked.fingerprint and await self._may_ask(sent):
            await self._question_flow.ask(replace(asked, edited=latest))

    async def voice(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a recording, or say that the bot does not listen to recordings."""
        sent = self._read(update)
        if self._dependencies.transcribe is not None and not (
            await self._may_ask(sent) and await self._is_within_limits(sent)
        ):
            return
        words = await VoiceHandlers(self._dependencies).hear(sent)
        if words is None:
            return
        kind, number = classify_message(words), find_quote_number(words)
        await self._serve(sent, AskedMessage(words, None, kind, number), context.bot.username)

    async def _is_within_limits(self, sent: ChatMessage) -> bool:
        """Count a question in a recording, which the access gate does not see; tell a user who asks too much."""
        stores = self._dependencies.stores
        limited = await stores.executors.run(stores.access.count_question, sent.sender_id)
        if limited is not None:
            await sent.reply(plain_message(limit_sentence(limited, sent.language)))
        return limited is None

    async def no_pictures(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Find the page in a photo, or say that the bot does not look at pictures, once for an album."""
        sent = self._read(update)
        if self._photos.can_read(sent.message):
            if await self._may_ask(sent) and await self._is_within_limits(sent):
                await self._photos.find_page(sent)
        elif sent.message.media_group_id is None:
            await sent.say("no-pictures")
        elif self._is_new_album(sent.message):
            context.application.create_task(self._say_no_words(sent, sent.message.media_group_id), update)

    async def _say_no_words(self, sent: ChatMessage, album: str) -> None:
        """Say that the bot does not look at pictures, unless words come with another picture of the album."""
        await asyncio.sleep(_ALBUM_S)
        if album not in self._captioned:
            await sent.say("no-pictures")

    async def caption(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer the words under a picture, a recording or anything else."""
        message = self._read(update).message
        words = question_text(context.bot.bot, message)
        has_picture = bool(message.photo or message.video or message.animation)
        if not words or (has_picture and _is_about_picture(words)):
            if has_picture:
                await self.no_pictures(update, context)
            elif message.voice or message.audio:
                await self.voice(update, context)
            elif message.chat.type == ChatType.PRIVATE:  # in a group a file alone asks nothing
                await self.no_text(update, context)
            return
        self._note_caption(message)
        await self.question(update, context)

    async def ask_words(self, update: Update, _context: ContextTypes.DEFAULT_TYPE, question: str | None) -> None:
        """Answer the question that a message contains beside a link or a file, if there is one."""
        sent = self._read(update)
        self._note_caption(sent.message)
        if question is not None:
            await self._question_flow.ask(_to_question(sent, AskedMessage(question)))

    def _note_caption(self, message: Message) -> None:
        """Note that the words of an album are known, so that nothing is said of its other pictures."""
        if message.media_group_id is not None:
            self._captioned.append(message.media_group_id)

    def _is_new_album(self, message: Message) -> bool:
        """Return whether a picture is the first of its album."""
        album = message.media_group_id
        if album in self._albums or album in self._captioned:
            return False
        self._albums.append(str(album))
        return True

    async def no_text(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that the bot reads text only."""
        await self._read(update).say("text-only")

    # What the handlers share

    async def _may_ask(self, sent: ChatMessage) -> bool:
        """Return whether the sender may ask in the group, and tell a sender who may not."""
        is_allowed = await self._permissions.may_ask(sent.topic, sent.sender_id)
        if not is_allowed:
            await sent.say("admins-ask-here")
        return is_allowed

    def _claim(self, token: str, user_id: int) -> str:
        """Make the user the first admin, if the token is valid; returns the key of the message to send."""
        access = self._dependencies.stores.access
        if access.claim(token, user_id):
            _log.info("A user claimed the bot and is an admin now")
            return "claimed"
        return "already-admin" if access.is_admin(user_id) else "claim-refused"


def _is_about_picture(words: str) -> bool:
    """Return whether the words under a picture are about it: "what is this?", "what ship is this?", "look at this"."""
    asked = strip_small_talk(words)
    return not has_topic(asked) or points_back(asked) or classify_message(words) == "remark"


def _read_question(me: User, sent: ChatMessage) -> ChatQuestion | None:
    """Read the question of a message; None if it asks nothing of the sources."""
    if sent.command == "check":
        statement = question_text(me, sent.message) or replied_text(sent.message)
        return _to_question(sent, AskedMessage(statement, is_statement=True)) if statement else None
    asked = read_asked(me, sent.message)
    is_question = sent.command in {None, "ask"} and asked.asks_sources and asked.kind in {None, "length"}
    return _to_question(sent, asked, sent.replied_id) if is_question else None


def _to_question(sent: ChatMessage, asked: AskedMessage, follows: int | None = None) -> ChatQuestion:
    return ChatQuestion(
        asked.text,
        sent.topic,
        sent.sender_id,
        sent.language,
        sent.reply_to,
        follows,
        is_statement=asked.is_statement,
        context=asked.context,
        user_language=base_language(sent.user.language_code),
        message_id=sent.message.message_id,
    )
