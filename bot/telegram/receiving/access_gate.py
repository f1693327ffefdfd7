"""The one gate that every update passes before any handler sees it.

First, whether it is for the bot at all; then, whether it is too old; then, whether whoever sent it may ask; last,
whether they have not asked too much. What is not for the bot is never answered, not even with a refusal.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from babel.dates import format_timedelta
from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType, MessageEntityType
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.answering.questions.small_talk import classify_small_talk
from bot.state import users
from bot.state.access import AccessDecision, RateLimited
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import plain_message
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.receiving.group_permissions import message_sender_id
from bot.telegram.sending.delivery import Delivery

KEYS = ("claim_", "invite_")
"""Before the token in the payload of the links that let somebody in."""

_GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}
_REFUSED_S = 60  # how long Telegram may refuse inline queries by itself
_QUIET_S = 600.0  # after a chat was told that its messages came too late
_REFUSALS: dict[AccessDecision, str] = {
    "blocked": "you-are-blocked",
    "unlisted": "not-listed",
    "uninvited": "not-invited",
}
_OPEN_TO_ALL = ("whoami", "forget")  # whoever may not ask can still learn their id, and have theirs forgotten


class AccessGate:
    """Lets updates in, or stops them and says why, once."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery, clock: Callable[[], float] = time.time) -> None:
        """Ask ``dependencies`` who may do what."""
        self._dependencies = dependencies
        self._delivery = delivery
        self._clock = clock
        self._told_late: dict[int, float] = {}
        self._met: set[int] = set()

    async def check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Stop an update that does not get in; belongs in a group before all other handlers."""
        me = context.bot.bot
        if not is_for_bot(me, update):
            raise ApplicationHandlerStop
        if update.my_chat_member is not None:
            return  # is told to the bot, not asked of it
        if await self._is_late(update) or not await self._may_ask(update):
            raise ApplicationHandlerStop
        if is_question(me, update) and not await self._is_within_limits(update):
            raise ApplicationHandlerStop

    async def _is_late(self, update: Update) -> bool:
        message = update.message
        if message is None:
            return False
        now = self._clock()
        age_s = now - message.date.timestamp()
        if age_s <= self._dependencies.limits.max_age_s:
            return False
        if self._told_late.get(message.chat.id, 0.0) < now - _QUIET_S:
            self._told_late[message.chat.id] = now
            language = _language(update)
            ago = format_timedelta(timedelta(seconds=age_s), locale=language)
            await self._say(update, translate(language, "too-late", ago=ago))
        return True

    async def _may_ask(self, update: Update) -> bool:
        stores, who, topic = self._dependencies.stores, sender_id(update), ChatTopic.from_update(update)
        await self._meet(update)
        chat_id = topic.chat_id if topic else who
        standing = await stores.executors.run(stores.access.decide, who, chat_id)
        if standing == "welcome" or (standing != "blocked" and _is_open_to_all(update)):
            return True
        sentence = translate(_language(update), _REFUSALS[standing], id=str(who))
        if update.callback_query is not None:
            await self._delivery.acknowledgements.answer_callback(update.callback_query.id, sentence)
        elif update.inline_query is not None:
            refusal = translate(_language(update), "inline-refused")
            await self._delivery.acknowledgements.answer_inline_query(
                update.inline_query.id, [], refusal, start="access", cached_s=_REFUSED_S
            )
        elif update.message is not None and await stores.executors.run(stores.users.note_first_today, who, standing):
            await self._say(update, sentence)
        return False

    async def _is_within_limits(self, update: Update) -> bool:
        stores, who = self._dependencies.stores, sender_id(update)
        limited = await stores.executors.run(stores.access.count_question, who)
        if limited is None:
            return True
        sentence = _limit_in_words(limited, _language(update))
        if update.callback_query is not None:
            await self._delivery.acknowledgements.answer_callback(update.callback_query.id, sentence)
        elif limited.is_first:
            await self._say(update, sentence)
        return False

    async def _meet(self, update: Update) -> None:
        """Remember what whoever writes in private is called, once in a run."""
        user, chat = update.effective_user, update.effective_chat
        if user is None or chat is None or chat.type != ChatType.PRIVATE or user.id in self._met:
            return
        self._met.add(user.id)
        stores = self._dependencies.stores
        person = users.User(user.id, user.full_name, user.username, supported_language(user.language_code))
        await stores.executors.run(stores.users.save, person)
        await stores.executors.run(stores.users.set_reachable, user.id, reachable=True)

    async def _say(self, update: Update, sentence: str) -> None:
        if update.message is not None:
            topic = ChatTopic.from_message(update.message)
            reply_to = None if topic.private else update.message.message_id
            await self._delivery.send(topic, [plain_message(sentence)], reply_to=reply_to)


def _limit_in_words(limited: RateLimited, language: str) -> str:
    wait = format_timedelta(timedelta(seconds=limited.wait_s), locale=language, threshold=1.5)
    return translate(language, f"over-{limited.per}", count=limited.limit, wait=wait)


def _language(update: Update) -> str:
    user = update.effective_user
    return supported_language(user.language_code if user else None)


def sender_id(update: Update) -> int:
    """The id that counts for an update: of the user, or of the group where its admin writes anonymously."""
    if update.message is not None:
        return message_sender_id(update.message)
    user = update.effective_user
    return user.id if user else 0


def is_question(me: User, update: Update) -> bool:
    """Whether an update, which is for the bot, is a question that is going to be answered."""
    if update.callback_query is not None:
        return (update.callback_query.data or "").startswith(keyboards.QUESTION)
    message = update.message
    if message is None or not message.text:
        return False
    command = command_name(message)
    if command is not None and command.partition("@")[0] != "ask":
        return False
    question = question_text(me, message)
    # A number asks for a passage, and an aside for nothing in the sources.
    return bool(question) and not question.isdecimal() and classify_small_talk(question) is None


def _is_open_to_all(update: Update) -> bool:
    """Whether a private message may come from anybody: it has a key with it, or asks who somebody is to the bot."""
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return False
    command, payload = command_name(message), (message.text or "").partition(" ")[2].strip()
    return command in _OPEN_TO_ALL or (command == "start" and payload.startswith(KEYS))


def is_for_bot(me: User, update: Update) -> bool:
    """Whether an update is a person's, and meant for the bot.

    Edits, channel posts, what other bots write and what a person sends by way of a bot are not. In groups a message
    must mention the bot, reply to one of its messages, or be a command; whether Telegram's privacy mode held back the
    others already makes no difference. An admin who writes anonymously, in the group's name, is a person.
    """
    for event in (update.callback_query, update.inline_query, update.chosen_inline_result, update.my_chat_member):
        if event is not None:
            return not event.from_user.is_bot
    if update.message_reaction is not None:
        return update.message_reaction.user is not None and not update.message_reaction.user.is_bot
    return update.message is not None and _is_message_for(me, update.message)


def _is_message_for(me: User, message: Message) -> bool:
    if message.from_user is None or message.via_bot is not None or message.is_automatic_forward:
        return False
    if message.from_user.is_bot and message.sender_chat != message.chat:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    return message.chat.type in _GROUPS and _is_addressed(me, message)


def _is_addressed(me: User, message: Message) -> bool:
    command = command_name(message)
    if command is not None:
        _, _, addressee = command.partition("@")
        return addressee.lower() in {"", str(me.username).lower()}
    return any(True for _ in _mentions(me, message)) or _is_reply_to(me, message)


def _is_reply_to(me: User, message: Message) -> bool:
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != me.id:
        return False
    # What is no reply shows in a topic as a reply to the message that made the topic, which may be the bot's.
    return replied.forum_topic_created is None


def command_name(message: Message) -> str | None:
    """The command that a message begins with, without its slash: ``ask``, ``ask@name``; None without one."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset != 0:
        return None
    return message.parse_entity(first).removeprefix("/")


def question_text(me: User, message: Message) -> str:
    """What a message asks: its text without mentions of the bot and without a command at its beginning."""
    text = message.text or ""
    units = text.encode("utf-16-le")
    taken = [entity for entity in message.entities[:1] if command_name(message) is not None]
    kept, at = b"", 0
    for entity in sorted([*taken, *_mentions(me, message)], key=lambda entity: entity.offset):
        kept += units[2 * at : 2 * entity.offset]
        at = entity.offset + entity.length
    return (kept + units[2 * at :]).decode("utf-16-le").strip()


def _mentions(me: User, message: Message) -> Iterator[MessageEntity]:
    """Where the bot is named: in a text, or in the words under a picture."""
    parse = message.parse_entity if message.text else message.parse_caption_entity
    for entity in message.entities or message.caption_entities:
        if entity.type == MessageEntityType.MENTION:
            if parse(entity).lower() == f"@{me.username}".lower():
                yield entity
        elif entity.type == MessageEntityType.TEXT_MENTION and entity.user == me:
            yield entity
