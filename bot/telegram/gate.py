"""The one gate that every update passes before any handler sees it."""

from collections.abc import Iterator

from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType, MessageEntityType
from telegram.ext import ApplicationHandlerStop, ContextTypes

_GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}


async def gate(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Stop an update that is not for the bot; belongs in a group before all other handlers."""
    if not is_for(context.bot.bot, update):
        raise ApplicationHandlerStop


def is_for(me: User, update: Update) -> bool:
    """Whether an update is a person's, and meant for the bot.

    Edits, channel posts, what other bots write and what a person sends by way of a bot are not. In groups a message
    must mention the bot, reply to one of its messages, or be a command; whether Telegram's privacy mode held back the
    others already makes no difference. An admin who writes anonymously, in the group's name, is a person.
    """
    for event in (update.callback_query, update.inline_query):
        if event is not None:
            return not event.from_user.is_bot
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
    command = command_of(message)
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


def command_of(message: Message) -> str | None:
    """The command that a message begins with, without its slash: ``ask``, ``ask@name``; None without one."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset != 0:
        return None
    return message.parse_entity(first).removeprefix("/")


def question_of(me: User, message: Message) -> str:
    """What a message asks: its text without mentions of the bot and without a command at its beginning."""
    text = message.text or ""
    units = text.encode("utf-16-le")
    taken = [entity for entity in message.entities[:1] if command_of(message) is not None]
    kept, at = b"", 0
    for entity in sorted([*taken, *_mentions(me, message)], key=lambda entity: entity.offset):
        kept += units[2 * at : 2 * entity.offset]
        at = entity.offset + entity.length
    return (kept + units[2 * at :]).decode("utf-16-le").strip()


def _mentions(me: User, message: Message) -> Iterator[MessageEntity]:
    for entity in message.entities:
        if entity.type == MessageEntityType.MENTION:
            if message.parse_entity(entity).lower() == f"@{me.username}".lower():
                yield entity
        elif entity.type == MessageEntityType.TEXT_MENTION and entity.user == me:
            yield entity
