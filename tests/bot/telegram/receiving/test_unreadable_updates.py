"""Updates that python-telegram-bot cannot parse: each costs itself alone, polled, delivered or stored."""

import asyncio
import json
import logging
import time

import pytest

from bot.state.users import User
from bot.telegram.application import ALLOWED_UPDATES, Dependencies
from bot.telegram.messages.translations import translate
from bot.telegram.receiving.durable_updates import DurableReceiver, watch_polling
from bot.telegram.receiving.webhook import Webhook, WebhookUpdater
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.botapi.markup import JsonDict
from tests.support.chat_readers import ANN, BEN, BOSS, bot_messages
from tests.support.running_bot import running_bot
from tests.support.waiting import until

NAME, WORDS = "Annabella Quux", "Is my secret safe?"
POLL = {"id": "1", "question": WORDS, "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True}
"""A poll as a Bot API server before version 10.0 sends it, without fields that the library requires."""


def poll_message() -> JsonDict:
    """Return a message that the library cannot parse."""
    user = {"id": ANN, "is_bot": False, "first_name": NAME}
    chat = {"id": ANN, "type": "private", "first_name": NAME}
    return {"message_id": 99, "date": int(time.time()), "chat": chat, "from": user, "poll": POLL}


@pytest.fixture
def greeted(dependencies: Dependencies) -> Dependencies:
    """Return services whose admin has written to the bot, so that the bot can write to the admin."""
    dependencies.stores.users.save(User(BOSS, "Boss", None, "en"))
    return dependencies


async def test_one_unreadable_update_costs_itself_alone(
    server: BotApiServer, greeted: Dependencies, caplog: pytest.LogCaptureFixture
) -> None:
    """Others are answered, admins hear of it once, and no word of it is in the log."""
    caplog.set_level(logging.DEBUG, "bot")
    skipped = [server.deliver(message=poll_message()) for _ in range(3)]
    async with running_bot(greeted, server):
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)
        (alert,) = await bot_messages(server, BOSS)
        server.send_text(BOSS, "/whoami")
        seen = await bot_messages(server, BOSS, 2)

    assert translate("en", "alert-unreadable", id=str(skipped[0])) == alert.text
    assert 2 == len(seen)
    assert [True] * 3 == [f"Update {id_} cannot be parsed" in caplog.text for id_ in skipped]
    assert [] == [word for word in (NAME, WORDS) if word in caplog.text]
    assert 0 == server.pending_updates


async def test_a_batch_of_unreadable_updates_is_asked_for_once(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """Polling goes on after the last of them, even if a batch has no other update."""
    last = [server.deliver(message=poll_message()) for _ in range(2)][-1]
    async with running_bot(dependencies, server):
        await server.eventually(lambda: [call for call in server.calls("getUpdates") if call.params.get("offset")])

    offsets = [call.params.get("offset") for call in server.calls("getUpdates") if call.params.get("offset")]
    assert {last + 1} == set(offsets)


@pytest.mark.parametrize(
    "updates", [[{}], [{"update_id": "1"}], [{"update_id": True}], [[], 5], [{"update_id": 2**70}]]
)
async def test_polling_backs_off_if_telegram_sends_no_updates(
    server: BotApiServer, dependencies: Dependencies, updates: list[JsonDict]
) -> None:
    """A batch without any update is asked for again after a pause, and the bot recovers."""
    server.repeat_updates(updates)
    async with running_bot(dependencies, server) as application:
        await server.eventually(lambda: server.calls("getUpdates"))
        await asyncio.sleep(1.5)
        asked, bot = len(server.calls("getUpdates")), application.bot
        assert isinstance(bot, DurableReceiver)
        failing = bot.failing_s > 0
        server.take_updates()
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)

        assert (True, 0.0) == (failing, bot.failing_s)
    assert asked <= 3


async def test_a_full_store_makes_polling_back_off_and_loses_nothing(
    server: BotApiServer, dependencies: Dependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the inbox cannot be written, the bot asks again with pauses; then it answers."""
    receive = dependencies.stores.inbox.receive
    tries: list[int] = []

    def fail_twice(bodies: dict[int, str | None]) -> set[int]:
        tries.append(len(bodies))
        if len(tries) <= 2:
            raise OSError(28, "No space left on device")
        return receive(bodies)

    monkeypatch.setattr(dependencies.stores.inbox, "receive", fail_twice)
    async with running_bot(dependencies, server):
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)

    assert [1, 1, 1] == tries
    assert 1 == len(server.messages(BEN))


async def test_a_bot_that_receives_nothing_shows_no_sign_of_life(
    server: BotApiServer, dependencies: Dependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heartbeat, which `pincite doctor --serving` reads, stops while updates do not get through."""
    monkeypatch.setattr("bot.telegram.receiving.durable_updates.STALL_S", 0.2)
    beats: list[bool] = []

    async def beat() -> None:
        await asyncio.sleep(0)
        beats.append(bot.failing_s > 0.2)

    async with running_bot(dependencies, server) as application:
        bot = application.bot
        assert isinstance(bot, DurableReceiver)
        watching = asyncio.create_task(watch_polling(application, beat, allowed_updates=ALLOWED_UPDATES, every_s=0.05))
        server.repeat_updates([{}])
        await server.eventually(lambda: server.calls("getUpdates"))
        await until(lambda: bot.failing_s >= 1.0)
        stopped = len(beats)
        server.take_updates()
        await until(lambda: len(beats) > stopped)
        watching.cancel()

    assert {False} == set(beats)


async def test_a_stored_update_that_is_no_longer_readable_is_skipped(
    server: BotApiServer, greeted: Dependencies
) -> None:
    """What another version of the bot left in the inbox never keeps the bot from starting."""
    inbox = greeted.stores.inbox
    inbox.set_owner(int(server.token.partition(":")[0]))
    inbox.receive({1: json.dumps({"update_id": 1, "message": poll_message()}), 2: "[1", 3: "null"})
    async with running_bot(greeted, server):
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)

    assert [] == inbox.take_pending()


async def test_a_webhook_skips_what_it_cannot_parse(server: BotApiServer, dependencies: Dependencies) -> None:
    """Telegram gets status 200 for an unreadable update, so that it is not repeated, and 400 for what is no update."""
    receiver = DurableReceiver(dependencies.stores, token=server.token)
    updater = WebhookUpdater(receiver, Webhook("https://example.org/hook", "s" * 16))
    bodies = {
        b'{"update_id": 1}': 200,
        json.dumps({"update_id": 2, "message": poll_message()}).encode(): 200,
        b'{"update_id": "3"}': 400,
        b"[" * 100_000: 400,
        b"\xff": 400,
        b"7": 400,
    }
    statuses = [await updater.receive(body) for body in bodies]
    dependencies.close()
    lost = await updater.receive(b'{"update_id": 4}')

    assert list(bodies.values()) == statuses
    assert 503 == lost
    assert 2 == receiver.skipped.get_nowait()


async def test_a_reply_that_is_not_of_telegram_is_not_logged(
    server: BotApiServer, dependencies: Dependencies, caplog: pytest.LogCaptureFixture
) -> None:
    """A page of a proxy is a lost connection to the bot, and its content is not in the log."""
    server.reply_next("getUpdates", b"<html>Please log in, dear Annabella Quux</html>")
    server.reply_next("getUpdates", b'{"ok": true, "result": {"a": 1}}')
    server.reply_next("getUpdates", b'{"ok": true}')
    async with running_bot(dependencies, server):
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)

    assert NAME not in caplog.text
