"""Scripted conversations in chat language, and with questions about the bot itself, over a real index."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.composition.container import Container
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import ANN, BOSS
from tests.support.real_index import indexed_services, real_dependencies
from tests.support.running_bot import running_bot

VARLEY = "Tom Varley, the first keeper, published a diary"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    """Index the article once for all conversations."""
    with indexed_services(tmp_path_factory.mktemp("lighthouse")) as opened:
        yield opened


@pytest.fixture
def dependencies(services: Container, tmp_path: Path) -> Dependencies:
    """Return the real services, with stores in the test's folder."""
    return real_dependencies(services, tmp_path)


async def say(server: BotApiServer, text: str, user_id: int = ANN) -> SentMessage:
    """Send a text in private, and return the bot's final reply."""
    before = len(server.messages(user_id))
    server.send_text(user_id, text)
    return await reply(server, user_id, before)


async def reply(server: BotApiServer, user_id: int, before: int) -> SentMessage:
    """Wait for the next message of the bot after so many, without the preview of an answer."""
    preview = translate("en", "working")

    def answered() -> list[SentMessage]:
        return [message for message in server.messages(user_id)[before:] if message.text != preview]

    return (await server.eventually(answered, what="an answer"))[0]


async def test_phone_typing_is_understood(server: BotApiServer, dependencies: Dependencies) -> None:
    """Abbreviations and lost apostrophes ask what the whole words ask."""
    async with running_bot(dependencies, server):
        assert "Ada Byrne finished the lighthouse" in (await say(server, "whats this")).text
        assert "50 pounds" in (await say(server, "how big was teh bounty 4 varley")).text
        assert translate("en", "i-see") == (await say(server, "thats crazy lol")).text
        assert translate("en", "i-see") == (await say(server, "ok")).text


async def test_who_is_that_asks_about_the_name_in_the_answer(server: BotApiServer, dependencies: Dependencies) -> None:
    """The name in the latest answer is looked for."""
    async with running_bot(dependencies, server):
        await say(server, "Who published a diary of the storms?")
        assert VARLEY in (await say(server, "who is that?")).text


async def test_and_later_is_no_goodbye(server: BotApiServer, dependencies: Dependencies) -> None:
    """With a question mark the word continues the question before."""
    async with running_bot(dependencies, server):
        await say(server, "What did the lamp burn?")
        assert "petroleum" in (await say(server, "and later?")).text


async def test_source_shows_the_first_quote_in_its_passage(server: BotApiServer, dependencies: Dependencies) -> None:
    """A user who asks for the source sees the passage of the first quote."""
    async with running_bot(dependencies, server):
        assert translate("en", "no-answer-yet") == (await say(server, "source?")).text
        await say(server, "Who published a diary of the storms?")
        passage = await say(server, "where did you get that from")
    assert "The lighthouse of Hollin Point" in passage.text
    assert VARLEY in passage.text


async def test_questions_about_the_bot_are_not_searched(server: BotApiServer, dependencies: Dependencies) -> None:
    """The bot lists its sources, says how one is added, and otherwise where to read about it."""
    async with running_bot(dependencies, server):
        assert "The lighthouse of Hollin Point" in (await say(server, "what sources do you have")).text
        assert translate("en", "admins-add-sources") == (await say(server, "can i send you a pdf")).text
        assert translate("en", "send-a-source") == (await say(server, "how do i add a file?", BOSS)).text
        assert translate("en", "about-me") == (await say(server, "do you remember what i asked")).text
        server.send_text(BOSS, "/unanswered")
        assert "remember" not in (await reply(server, BOSS, 1)).text


async def test_a_caption_that_asks_about_its_picture_is_told_so(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """The sources do not say what a picture shows."""
    async with running_bot(dependencies, server):
        server.send_photo(ANN, caption="what is this?")
        assert translate("en", "no-pictures") == (await reply(server, ANN, 0)).text
