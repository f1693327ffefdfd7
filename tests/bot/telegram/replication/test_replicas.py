"""Two replicas in the test's own process, on one PostgreSQL database."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.state.schema.operation_tables import replicas
from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, BOSS
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.waiting import until

LINK = "https://example.org/lamps"


@pytest.fixture
def source_manager(catalog: FakeCatalog) -> FakeSourceManager:
    """One page that can be indexed."""
    return FakeSourceManager(catalog, {LINK: ("Lamps", "The lamp burned whale oil.")})


@pytest.fixture
def replica(
    tmp_path: Path, postgresql_address: str, answerer: FakeAnswerer, source_manager: FakeSourceManager
) -> Callable[[], Dependencies]:
    """Return the services of one more replica at each call."""
    return lambda: make_dependencies(
        tmp_path,
        answerer=answerer,
        catalog=source_manager.catalog,
        source_manager=source_manager,
        address=postgresql_address,
    )


def leads(dependencies: Dependencies) -> bool:
    """Return whether a replica leads."""
    replication = dependencies.stores.replication
    return replication is not None and replication.lease.leads


async def test_each_question_is_answered_once_and_in_order(
    server: BotApiServer, replica: Callable[[], Dependencies], answerer: FakeAnswerer
) -> None:
    """Two users ask three questions each at once, and two replicas answer."""
    async with running_bot(replica(), server, polls=False), running_bot(replica(), server, polls=False):
        asked = {user: [server.send_text(user, f"When was lamp {n} lit?") for n in range(3)] for user in (ANN, BEN)}
        await server.eventually(lambda: all(len(server.messages(user)) == 3 for user in asked))

    for user, questions in asked.items():
        replies = [message.reply_to or asked for message, asked in zip(server.messages(user), questions, strict=True)]
        assert questions == replies
    assert 6 == len(answerer.asked)


async def test_stop_reaches_the_replica_that_answers(
    server: BotApiServer, replica: Callable[[], Dependencies], answerer: FakeAnswerer
) -> None:
    """Whichever replica receives the command."""
    async with running_bot(replica(), server, polls=False), running_bot(replica(), server, polls=False):
        for number in range(1, 4):
            with answerer.pause_answers():
                server.send_text(ANN, "When was the lamp lit?")
                await asyncio.to_thread(answerer.wait_until_asked, number)
                server.send_text(ANN, "/stop")
                await server.eventually(lambda number=number: len(server.messages(ANN)) == number)  # type: ignore[misc]

    assert {translate("en", "stopped")} == {message.text for message in server.messages(ANN)}


async def test_the_next_replica_leads_and_continues_the_job(
    server: BotApiServer, replica: Callable[[], Dependencies], source_manager: FakeSourceManager
) -> None:
    """The job that the first replica left is indexed by the second one, once."""
    first, second = replica(), replica()
    source_manager.gate.clear()
    async with running_bot(first, server, polls=False):
        await until(lambda: leads(first))
        async with running_bot(second, server, polls=False):
            server.send_text(BOSS, LINK)
            (preview,) = await server.eventually(lambda: server.messages(BOSS))
            server.press(preview.message_id, BOSS, user_id=BOSS, text=translate("en", "index"))
            await server.eventually(lambda: server.messages(BOSS)[0].text != preview.text)
            assert (True, False) == (leads(first), leads(second))
            await until(lambda: LINK in source_manager.begun)
            await lose_lease(first)
            await until(lambda: leads(second) and LINK in source_manager.stopped)
            source_manager.gate.set()
            await server.eventually(lambda: translate("en", "job-done") in server.messages(BOSS)[0].text)

    assert [LINK] == source_manager.indexed


async def lose_lease(first: Dependencies) -> None:
    """Let a replica lose its lease, as if it had been silent."""
    assert first.stores.replication is not None
    membership = first.stores.replication.lease.membership
    assert membership is not None

    def expel() -> None:
        with first.stores.database.begin() as connection:
            connection.execute(delete(replicas).where(replicas.c.id == membership.replica_id))

    await asyncio.to_thread(expel)


async def test_a_replica_that_lost_its_lease_joins_again(
    server: BotApiServer, replica: Callable[[], Dependencies]
) -> None:
    """It gets a new id, and answers."""
    alone = replica()
    async with running_bot(alone, server, polls=False):
        assert alone.stores.replication is not None
        lease = alone.stores.replication.lease
        await lose_lease(alone)
        await until(lambda: lease.membership is not None and lease.membership.replica_id > 1)
        server.send_text(ANN, "When was the lamp lit?")
        await server.eventually(lambda: server.messages(ANN))


async def test_only_the_replica_that_leads_polls(server: BotApiServer, replica: Callable[[], Dependencies]) -> None:
    """No two requests for updates meet, which Telegram would refuse; both replicas answer."""
    first, second = replica(), replica()
    async with running_bot(first, server, polls=True):
        await until(lambda: leads(first))
        async with running_bot(second, server, polls=True):
            server.send_text(ANN, "When was the lamp lit?")
            await server.eventually(lambda: server.messages(ANN))
            assert not leads(second)
    statuses = {call.status for call in server.calls("getUpdates")}
    assert statuses <= {0, 200}  # the last request is cut off at the end
