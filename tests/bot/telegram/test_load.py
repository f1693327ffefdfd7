"""Many users at once while an indexing job runs: every chat gets its answers in order."""

import asyncio
from pathlib import Path

from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.fake_services import FakeCatalog, FakeSourceManager
from tests.support.running_bot import make_dependencies, running_bot

BOSS, FIRST, USERS = 1, 1_000, 40
LINK = "https://example.org/logs"


async def test_everybody_is_answered_in_order_while_a_job_runs(tmp_path: Path) -> None:
    """Forty users send three questions each at once; each chat gets three answers in order, and the job finishes."""
    pages = tuple(f"{LINK}/{n}" for n in range(50))
    source_manager = FakeSourceManager(FakeCatalog(), {page: (page, "text") for page in (LINK, *pages)}, {LINK: pages})
    dependencies = make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager)
    users = range(FIRST, FIRST + USERS)
    with BotApiServer() as server:
        for user in (BOSS, *users):
            server.add_user(user, f"User {user}")
        async with running_bot(dependencies, server):
            server.send_text(BOSS, LINK)
            (preview,) = await server.eventually(lambda: server.messages(BOSS))
            label = translate("en", "index-linked", count=20)
            server.press(preview.message_id, BOSS, user_id=BOSS, text=label)
            asked = {user: [server.send_text(user, f"When was lamp {n} lit?") for n in range(3)] for user in users}
            await asyncio.to_thread(
                server.wait_for, lambda: all(len(server.messages(user)) == 3 for user in users), 60, "all answers"
            )
            await server.eventually(lambda: translate("en", "job-done") in server.messages(BOSS)[0].text)
        replies = {user: [message.reply_to for message in server.messages(user)] for user in users}
        violations = server.violations

    # An answer that is sent before the next question arrives needs not say to which question it belongs.
    answered = {user: [reply or sent for reply, sent in zip(replies[user], asked[user], strict=True)] for user in users}
    assert asked == answered
    assert [LINK, *pages] == source_manager.indexed
    assert [] == violations
