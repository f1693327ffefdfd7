"""Quotes of a removed source: they stay until an admin erases them."""

from pathlib import Path

from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BOSS, bot_messages, callback_answer
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The lamp was lit in 1811."
SOURCE = make_source("The lamp", text=TEXT)
WHEN = "When was it lit?"


async def shown(server: BotApiServer, words: str) -> None:
    """Wait until the admin's message contains these words."""
    await server.eventually(lambda: words in server.messages(BOSS)[0].text, what=words)


async def test_quotes_of_a_removed_source_open_until_an_admin_erases_them(server: BotApiServer, tmp_path: Path) -> None:
    """At the removal the admin learns how many quotes stay; after a confirmed erasure, buttons and links are stale."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, make_citation(1, SOURCE, TEXT, TEXT))})
    catalog = FakeCatalog.containing((SOURCE, TEXT))
    dependencies = make_dependencies(tmp_path, answerer=answerer, catalog=catalog)
    pin = dependencies.conversations.pin_citation(make_citation(1, SOURCE, TEXT, TEXT))
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        server.send_text(BOSS, "/remove")
        (listed,) = await bot_messages(server, BOSS)
        server.press(listed.message_id, BOSS, user_id=BOSS, data=f"a:removed:{SOURCE.id}", stale=True)
        await server.eventually(lambda: translate("en", "quotes-stay", count=2) in server.messages(BOSS)[0].text)
        server.press(answer.message_id, ANN, user_id=ANN, text="1")
        kept = (await bot_messages(server, ANN, 2))[1].text
        for choice in ("keep", "erase-quotes"):
            await shown(server, translate("en", "quotes-stay", count=2))
            server.press(listed.message_id, BOSS, user_id=BOSS, text=translate("en", "erase-quotes"))
            await shown(server, translate("en", "erase-ask", title="The lamp"))
            server.press(listed.message_id, BOSS, user_id=BOSS, text=translate("en", choice))
        await server.eventually(lambda: translate("en", "quotes-erased", count=2) == server.messages(BOSS)[0].text)
        query = server.press(answer.message_id, ANN, user_id=ANN, text="1")
        stale = await callback_answer(server, query)
        server.send_text(ANN, f"/start p_{pin}")
        linked = (await bot_messages(server, ANN, 3))[2].text
        stored = dependencies.answers.answer(1)

    assert TEXT in kept
    assert (translate("en", "stale-passage"),) * 2 == (stale, linked)
    assert stored is not None
    assert ("", {}) == (stored.text, stored.keys)
