"""Blocks of users and of channels in whose name somebody asks in a group, over HTTP."""

from pathlib import Path

import pytest

from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.botapi.markup import JsonDict
from tests.support.chat_readers import ANN, BOSS, GROUP, bot_messages, say
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.lamp_article import LAMP, LIT, TEXT
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import quote_answer

WHEN = "When was the lamp lit?"
CHANNEL: JsonDict = {"id": -1005, "type": "channel", "title": "Gull news", "username": "GullNews"}
NAMED = "Gull news · @GullNews · -1005"
ORIGINS: list[JsonDict] = [
    {"type": "channel", "date": 1, "message_id": 3, "chat": CHANNEL},
    {"type": "chat", "date": 1, "sender_chat": CHANNEL},
]


@pytest.fixture
def dependencies(tmp_path: Path) -> Dependencies:
    """Return a bot that answers one question."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, LIT)})
    return make_dependencies(tmp_path, answerer=answerer, catalog=FakeCatalog.containing((LAMP, TEXT)))


@pytest.mark.parametrize("command", ["/block -1005", "/block @gullnews"])
async def test_a_channel_is_blocked_by_its_id_or_its_name(
    server: BotApiServer, dependencies: Dependencies, command: str
) -> None:
    """Who asks in its name in a group is refused, until an admin presses it in the list of blocked senders."""
    asked = f"@{server.username} {WHEN}"
    async with running_bot(dependencies, server):
        server.send_anonymously(asked, GROUP, channel=CHANNEL)
        await bot_messages(server, GROUP)
        told = await say(server, command, BOSS, sender=BOSS)
        server.send_anonymously(asked, GROUP, channel=CHANNEL)
        refused = (await bot_messages(server, GROUP, 2))[1]
        listed = await say(server, "/unblock", BOSS, sender=BOSS)
        server.press(listed.message_id, BOSS, user_id=BOSS, text=f"✕ {NAMED}")
        undone = await server.eventually(lambda: [one for one in server.messages(BOSS) if "again" in one.text])
        server.send_anonymously(asked, GROUP, channel=CHANNEL)
        answered = (await bot_messages(server, GROUP, 3))[2]

    assert translate("en", "is-blocked", name=NAMED, command="/unblock -1005") == told.text
    assert translate("en", "you-are-blocked") == refused.text
    assert translate("en", "is-unblocked", name=NAMED) == undone[0].text
    assert LIT.quote in answered.text


@pytest.mark.parametrize("origin", ORIGINS)
async def test_a_forwarded_message_names_whom_to_block(
    server: BotApiServer, dependencies: Dependencies, origin: JsonDict
) -> None:
    """An admin who replies to a forwarded message with /block blocks its sender, also one who never asked."""
    async with running_bot(dependencies, server):
        forwarded = server.send_text(BOSS, WHEN, origin=origin)
        await bot_messages(server, BOSS)
        told = await say(server, "/block", BOSS, sender=BOSS, reply_to=forwarded)
        blocked = dependencies.stores.access.blocked_users()

    assert translate("en", "is-blocked", name=NAMED, command="/unblock -1005") == told.text
    assert [-1005] == blocked


async def test_a_forwarded_user_is_blocked_and_a_hidden_one_is_asked_for(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """A user whose account the forward shows is blocked; where it is hidden, or nothing is forwarded, it is asked."""
    shown: JsonDict = {"type": "user", "date": 1, "sender_user": {"id": ANN, "is_bot": False, "first_name": "Ann"}}
    async with running_bot(dependencies, server):
        first = server.send_text(BOSS, WHEN, origin=shown)
        await bot_messages(server, BOSS)
        told = await say(server, "/block", BOSS, sender=BOSS, reply_to=first)
        hidden = server.send_text(BOSS, WHEN, forwarded=True)
        own = (await bot_messages(server, BOSS, 3))[2].message_id
        unknown = [await say(server, "/block", BOSS, sender=BOSS, reply_to=one) for one in (hidden, own, None)]
        blocked = dependencies.stores.access.blocked_users()

    assert f"Ann · {ANN}" in told.text
    assert {translate("en", "whom", command="/block")} == {message.text for message in unknown}
    assert [ANN] == blocked
