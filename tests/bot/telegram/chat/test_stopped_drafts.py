"""Scripted conversations over HTTP in which a draft has a button that stops it (Bot API 10.3)."""

import pytest

from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.translations import LANGUAGES, translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.botapi.server_state import Draft
from tests.support.chat_readers import ANN, BEN, bot_messages
from tests.support.fake_services import FakeAnswerer
from tests.support.running_bot import running_bot

WHEN = "When was the lamp lit?"


async def drafts(server: BotApiServer, count: int) -> list[Draft]:
    """Wait for this many states of drafts."""
    return await server.eventually(lambda: found if len(found := server.drafts) >= count else [], what="drafts")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_stopped_draft_stops_its_answer(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, language: str
) -> None:
    """The draft is the only message until the bot says that it stopped; another user's answer goes on."""
    server.add_user(ANN, "Ann", language)
    server.support_ephemeral_messages()
    answerer.partial_texts = ["The lamp"]
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            for count, user in enumerate((BEN, ANN), start=1):
                server.send_text(user, WHEN)
                await drafts(server, count)
            server.stop_draft(ANN)
            (stopped,) = await bot_messages(server, ANN)
        (of_ben,) = await bot_messages(server, BEN)

    assert translate(language, "stopped") == stopped.text
    assert translate("en", "stopped") != of_ben.text
    assert {("The lamp", True)} == {(draft.text, draft.can_stop) for draft in server.drafts}


async def test_a_slow_answer_has_one_bubble(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """Before the first words the draft says that the bot works, and no message with a button comes beside it."""
    server.support_ephemeral_messages()
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, WHEN)
            shown = await drafts(server, 1)
            before = server.messages(ANN)
        await bot_messages(server, ANN)
        calls = server.calls("sendMessage")

    assert [(translate("en", "working"), True)] == [(draft.text, draft.can_stop) for draft in shown]
    assert ([], 1) == (before, len(calls))
