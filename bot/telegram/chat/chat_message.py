"""A message in a chat, and how to reply to it, for the handlers of messages."""

from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message, Update, User

from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import language_of_words, supported_language, translate
from bot.telegram.receiving.addressing import command_name, sent_message
from bot.telegram.receiving.group_permissions import message_sender_id
from bot.telegram.sending.delivery import Delivery


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message that the access gate let in.

    Attributes:
        message: As Telegram sent it.
        user: Its sender.
        topic: Where it was written.
        language: In which to reply: the sender's, or that of a script of its words that the sender's does not have.
        delivery: Sends the replies.
        reply_to: Returns the message that a reply should refer to, if any. It is called when the reply is sent, because
            other messages may have arrived meanwhile.
    """

    message: Message
    user: User
    topic: ChatTopic
    language: str
    delivery: Delivery
    reply_to: Callable[[], int | None]

    @classmethod
    def from_update(cls, update: Update, delivery: Delivery, is_crowded: Callable[[Update], bool]) -> "ChatMessage":
        """Read an update of a message, sent or edited.

        Args:
            update: The update.
            delivery: Sends the replies.
            is_crowded: Returns whether a reply should refer to its message, because several wait in the chat.
        """
        message = sent_message(update)
        if message is None or message.from_user is None:
            raise ValueError("a handler of messages got an update without a message or its sender")
        topic, id_ = ChatTopic.from_message(message), message.message_id
        words = message.text or message.caption or ""
        language = language_of_words(words, supported_language(message.from_user.language_code))

        def reply_to() -> int | None:
            return id_ if not topic.private or is_crowded(update) else None

        return cls(message, message.from_user, topic, language, delivery, reply_to)

    @property
    def sender_id(self) -> int:
        """The id that limits apply to: the user's, or that of the group or channel in whose name they write."""
        return message_sender_id(self.message)

    @property
    def replied_id(self) -> int | None:
        """The message that this one replies to; None without one."""
        return self.message.reply_to_message.message_id if self.message.reply_to_message else None

    @property
    def command(self) -> str | None:
        """The command at the beginning, without the bot's name; None without one."""
        name = command_name(self.message)
        return None if name is None else name.partition("@")[0]

    @property
    def rest(self) -> str:
        """What follows the command."""
        return (self.message.text or "").partition(" ")[2].strip()

    async def reply(self, *replies: OutgoingMessage) -> None:
        """Reply with messages."""
        await self.delivery.send(self.topic, replies, reply_to=self.reply_to())

    async def say(self, key: str, **values: str | int) -> None:
        """Reply with one of the bot's own messages."""
        await self.reply(plain_message(translate(self.language, key, **values)))
