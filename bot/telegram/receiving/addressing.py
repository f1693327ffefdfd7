"""Whether an update is for the bot, who sent it, and its words."""

from collections.abc import Iterator

from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType, MessageEntityType

from bot.telegram.receiving.group_permissions import message_sender_id

_GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}


def is_for_bot(me: User, update: Update) -> bool:
    """Return whether an update comes from a person and is meant for the bot.

    Channel posts, messages of other bots, messages sent through a bot, and edits of messages without words are not. In
    groups a message must mention the bot, reply to one of its messages, or be a command, whatever Telegram's privacy
    mode lets through. An admin who writes anonymously, in the group's name, is a person; one may write in the name of a
    channel too.
    """
    for event in (update.callback_query, update.inline_query, update.chosen_inline_result, update.my_chat_member):
        if event is not None:
            return not event.from_user.is_bot
    if update.message_reaction is not None:
        return update.message_reaction.user is not None and not update.message_reaction.user.is_bot
    if update.guest_message is not None:
        return _is_from_person(update.guest_message)
    edited = update.edited_message
    if edited is not None and not (edited.text or edited.caption):
        return False
    message = sent_message(update)
    return message is not None and _is_message_for_bot(me, message)


def sent_message(update: Update) -> Message | None:
    """Return the message that a user sent or edited; None for another update."""
    return update.message or update.edited_message


def sender_id(update: Update) -> int:
    """Return the id that limits apply to: the user's, or that of the group or channel in whose name they write."""
    message = sent_message(update)
    if message is not None:
        return message_sender_id(message)
    user = update.effective_user
    return user.id if user else 0


def command_name(message: Message) -> str | None:
    """Return the command at the beginning of a message, such as ``ask`` or ``ask@name``; None without one."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset != 0:
        return None
    return message.parse_entity(first).removeprefix("/")


def question_text(me: User, message: Message) -> str:
    """Return the text or caption of a message without mentions of the bot and without a command at its beginning."""
    text = message.text or message.caption or ""
    encoded = text.encode("utf-16-le")  # offsets of entities count UTF-16 units, of two bytes each
    commands = [entity for entity in message.entities[:1] if command_name(message) is not None]
    kept, at = b"", 0
    for entity in sorted([*commands, *_mentions(me, message)], key=lambda entity: entity.offset):
        kept += encoded[2 * at : 2 * entity.offset]
        at = entity.offset + entity.length
    return (kept + encoded[2 * at :]).decode("utf-16-le").strip()


def replied_text(message: Message) -> str:
    """Return the quoted part of the message that a message replies to, else its whole text or caption."""
    if message.quote is not None:
        return message.quote.text.strip()
    replied = message.reply_to_message
    return ((replied.text or replied.caption or "") if replied is not None else "").strip()


def _is_from_person(message: Message) -> bool:
    """Return whether a person asks as a guest: who writes in the name of a group cannot be let in."""
    return message.from_user is not None and not message.from_user.is_bot and message.via_bot is None


def _is_message_for_bot(me: User, message: Message) -> bool:
    if message.from_user is None or message.via_bot is not None or message.is_automatic_forward:
        return False
    if message.from_user.is_bot and not _is_written_for_chat(message):
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    return message.chat.type in _GROUPS and _is_addressed_to_bot(me, message)


def _is_written_for_chat(message: Message) -> bool:
    """Return whether a person wrote in the name of the group, or of a channel of theirs."""
    sender = message.sender_chat
    return sender is not None and (sender == message.chat or sender.type == ChatType.CHANNEL)


def _is_addressed_to_bot(me: User, message: Message) -> bool:
    command = command_name(message)
    if command is not None:
        _, _, addressee = command.partition("@")
        return addressee.lower() in {"", str(me.username).lower()}
    return any(True for _ in _mentions(me, message)) or _is_reply_to_bot(me, message)


def _is_reply_to_bot(me: User, message: Message) -> bool:
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != me.id:
        return False
    # Telegram shows every message of a topic as a reply to the service message that made the topic.
    return replied.forum_topic_created is None


def _mentions(me: User, message: Message) -> Iterator[MessageEntity]:
    """Yield the mentions of the bot in a text or in the caption of a picture."""
    parse_entity = message.parse_entity if message.text else message.parse_caption_entity
    for entity in message.entities or message.caption_entities:
        if entity.type == MessageEntityType.MENTION:
            if parse_entity(entity).lower() == f"@{me.username}".lower():
                yield entity
        elif entity.type == MessageEntityType.TEXT_MENTION and entity.user == me:
            yield entity
