"""Forged callback data: a press does only what a button of the message does, or what the user may do alone."""

from datetime import timedelta

import pytest

from bot.answering.introduction import Introduction
from bot.state.access import AccessPolicy
from bot.state.outbox import MessageBody, Recipient
from bot.telegram.application import Dependencies
from bot.telegram.callback_data import ResendData, pack
from bot.telegram.messages.translations import translate
from index.types import Span
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, BOSS, GROUP, TOPIC, bot_messages, callback_answer
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The lamp was lit in 1811. It shone for forty miles."
ARTICLE = make_source(text=TEXT)
CITED = make_citation(1, ARTICLE, TEXT, "The lamp was lit in 1811.", Span(0, len(TEXT)))
WHEN = "When was it lit?"
STALE = translate("en", "stale-button")


@pytest.fixture
def catalog() -> FakeCatalog:
    """Return a catalog with the article."""
    return FakeCatalog.containing((ARTICLE, TEXT))


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows when the lamp was lit."""
    return FakeAnswerer({WHEN: quote_answer(WHEN, CITED)})


@pytest.mark.parametrize(
    "data",
    ["x:", "s:0", "t:.0", "g:everyone", "c:KEY", "n:KEY+1", "v:-1.1", "q:0123456789abcdef", "a:list:0", "f:8", "r:KEY"],
)
async def test_forged_data_changes_no_message_of_another_user(
    server: BotApiServer, dependencies: Dependencies, data: str
) -> None:
    """A group member who sends data that the message's keyboard does not contain hears that the button is stale."""
    server.set_member(GROUP, BEN, "administrator")
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} Who knows?", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        forged = data if data != "v:-1.1" else "v:-1.2"
        query = server.press(answer.message_id, GROUP, user_id=BEN, data=forged, stale=True)

        assert STALE == await callback_answer(server, query)
    assert [answer] == server.messages(GROUP)


async def test_buttons_of_another_users_message_work(server: BotApiServer, dependencies: Dependencies) -> None:
    """A group member opens a passage of another user's answer, and votes."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        opened = await callback_answer(server, server.press(answer.message_id, GROUP, user_id=BEN, text="1"))
        assert CITED.quote in opened
        query = server.press(answer.message_id, GROUP, user_id=BEN, text="👍")

        assert translate("en", "noted") == await callback_answer(server, query)


async def test_a_stop_in_a_group_deletes_no_answer(server: BotApiServer, dependencies: Dependencies) -> None:
    """Even on the answer to their own question, the user's forged stop deletes nothing."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        query = server.press(answer.message_id, GROUP, user_id=ANN, data="x:", stale=True)

        assert translate("en", "nothing-to-stop") == await callback_answer(server, query)
    assert [answer] == server.messages(GROUP)


async def test_buttons_for_admins_do_nothing_in_a_group(server: BotApiServer, dependencies: Dependencies) -> None:
    """An admin's forged press in a group does not show the sources of the admin's chat there."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, f"@{server.username} {WHEN}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        query = server.press(answer.message_id, GROUP, user_id=BOSS, data="a:list:0", stale=True)

        assert STALE == await callback_answer(server, query)
    assert [answer] == server.messages(GROUP)


@pytest.mark.parametrize(
    "data",
    ["a:index:x", "a:list:", "a:lists:-1", "a:dismiss:x", "a:unblock:99999999999999999999", "a:erase:1", "a:missed:x"],
)
async def test_malformed_data_of_an_admin_is_stale(server: BotApiServer, dependencies: Dependencies, data: str) -> None:
    """Data whose argument no version of the bot writes is a stale button, not an error."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, "/whoami")
        (message,) = await bot_messages(server, BOSS)
        query = server.press(message.message_id, BOSS, user_id=BOSS, data=data, stale=True)

        assert STALE == await callback_answer(server, query)


async def test_a_message_of_another_chat_is_not_sent_again(server: BotApiServer, dependencies: Dependencies) -> None:
    """The key of an outbox message works only in the chat of the message."""
    to = Recipient(ANN, None, None, "en")
    body: MessageBody = {"text": "For Ann only", "entities": [], "keyboard": None}
    entry, _ = dependencies.stores.outbox.add(to, [body], answer_id=None, update_id=None)
    dependencies.stores.outbox.set_state(entry.key, "offered", ())
    async with running_bot(dependencies, server):
        server.send_text(BEN, "/help")
        (help_,) = await bot_messages(server, BEN)
        data = pack(ResendData(entry.key))
        query = server.press(help_.message_id, BEN, user_id=BEN, data=data, stale=True)

        assert STALE == await callback_answer(server, query)
    assert [help_] == server.messages(BEN)


async def test_a_button_of_a_vanished_message_works_for_all(server: BotApiServer, dependencies: Dependencies) -> None:
    """If Telegram no longer sends a message, the store knows the citations that its buttons opened."""
    async with running_bot(dependencies, server) as application:
        server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        data = answer.buttons[0][0]["callback_data"]
        server.send_text(ANN, f"/help@{server.username}", GROUP, TOPIC)
        await bot_messages(server, GROUP, 2)  # so the answer's message is stored
        await application.bot.delete_message(GROUP, answer.message_id)
        query = server.press(answer.message_id, GROUP, user_id=BEN, data=data, stale=True)
        forged = server.press(answer.message_id, GROUP, user_id=BEN, data="s:0", stale=True)
        opened, refused = [await callback_answer(server, one) for one in (query, forged)]

    assert (True, STALE) == (CITED.quote in opened, refused)


@pytest.mark.parametrize("mode", ["listed", "invited"])
async def test_a_claim_link_tells_a_stranger_nothing(
    server: BotApiServer, tmp_path_factory: pytest.TempPathFactory, answerer: FakeAnswerer, mode: str
) -> None:
    """A wrong claim link or an invitation from before gets a refusal, without title, author or question."""
    folder = tmp_path_factory.mktemp("claim")
    policy = AccessPolicy(mode=mode)  # type: ignore[arg-type]  # one of the modes
    dependencies = make_dependencies(
        folder, answerer=answerer, introduction=lambda: Introduction(ARTICLE, (WHEN,)), policy=policy
    )
    token = dependencies.stores.access.invite("ask", 1, BOSS, timedelta(days=1))
    links = ["claim_x", "claim_", "invite_x", f"invite_{token}" if mode == "listed" else "invite_"]
    async with running_bot(dependencies, server):
        for link in links:
            server.send_text(ANN, f"/start {link}")
        found = await bot_messages(server, ANN, len(links))
        server.send_text(ANN, "/whoami")
        await bot_messages(server, ANN, len(links) + 1)

    assert {translate("en", "claim-refused"), translate("en", "invite-refused")} == {one.text for one in found}
