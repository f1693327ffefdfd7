"""Readers of chats on the loopback Bot API server: messages, entities, buttons, answers to button presses."""

from tests.support.botapi.botapi_server import BotApiServer, SentMessage

BOSS, ANN, BEN, GROUP, TOPIC = 1, 7, 8, -1001, 5
"""An admin, two users, and a group with a topic."""


async def say(  # noqa: PLR0913 - a message has this many traits
    server: BotApiServer,
    text: str,
    chat_id: int = ANN,
    *,
    sender: int = ANN,
    reply_to: int | None = None,
    quote: str | None = None,
) -> SentMessage:
    """Send a text, and return the bot's next message in the chat, in its final form."""
    before = len(server.messages(chat_id))
    server.send_text(sender, text, chat_id, reply_to=reply_to, quote=quote)
    return await next_message(server, chat_id, before)


async def next_message(server: BotApiServer, chat_id: int, before: int) -> SentMessage:
    """Wait for the next message of the bot after so many, in its final form."""

    def answered() -> list[SentMessage]:
        return [message for message in server.messages(chat_id)[before:] if not message.is_preview]

    return (await server.eventually(answered, what="an answer"))[0]


async def bot_messages(server: BotApiServer, chat_id: int, count: int = 1) -> list[SentMessage]:
    """Wait until the bot has sent this many messages to a chat, and return all of them."""
    return await server.eventually(
        lambda: found if len(found := server.messages(chat_id)) >= count else [], what=f"{count} messages in {chat_id}"
    )


async def open_passage(server: BotApiServer, answer: SentMessage) -> SentMessage:
    """Press the first number under Ann's first answer, and return the passage."""
    server.press(answer.message_id, ANN, user_id=ANN, text="1")
    return (await bot_messages(server, ANN, 2))[1]


async def callback_answer(server: BotApiServer, query_id: str) -> str:
    """Wait until the bot answers a callback query, and return the text."""
    answers = await server.eventually(
        lambda: [answer for answer in server.answers_to_callbacks if answer.callback_query_id == query_id]
    )
    return answers[0].text


def entity_texts(message: SentMessage, kind: str) -> list[str]:
    """Return the text of each entity of a kind."""
    return [message.text_of(entity) for entity in message.entities if entity["type"] == kind]


def button_labels(message: SentMessage) -> list[str]:
    """Return the labels of a message's buttons."""
    return [button["text"] for row in message.buttons for button in row]
