"""What a test reads in the chats of the loopback Bot API server."""

from tests.support.botapi.server import BotApiServer, SentMessage

BOSS, ANN, BEN, GROUP, TOPIC = 1, 7, 8, -1001, 5
"""An admin, two users, and a group with a topic."""


async def said(server: BotApiServer, chat_id: int, count: int = 1) -> list[SentMessage]:
    """The bot's messages in a chat, as soon as there are so many."""
    return await server.eventually(
        lambda: found if len(found := server.messages(chat_id)) >= count else [], what=f"{count} messages in {chat_id}"
    )


async def opened(server: BotApiServer, answer: SentMessage) -> SentMessage:
    """The passage that the first number under Ann's first answer opens."""
    server.press(answer.message_id, ANN, user_id=ANN, text="1")
    return (await said(server, ANN, 2))[1]


async def alert(server: BotApiServer, query_id: str) -> str:
    """What a press is answered with."""
    answers = await server.eventually(
        lambda: [answer for answer in server.answers_to_callbacks if answer.callback_query_id == query_id]
    )
    return answers[0].text


def entities(message: SentMessage, kind: str) -> list[str]:
    """What stands under the entities of a kind."""
    return [message.text_of(entity) for entity in message.entities if entity["type"] == kind]


def labels(message: SentMessage) -> list[str]:
    """The labels of a message's buttons."""
    return [button["text"] for row in message.buttons for button in row]
