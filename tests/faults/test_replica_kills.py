"""Two replicas on one PostgreSQL database and one Chroma server, while one of them is killed, suspended or stopped."""

import signal
import time
from collections.abc import Iterator

import pytest

from bot.state.replicas.lease import LEASE_S
from tests.support.chroma_server import running_chroma
from tests.support.postgresql_server import PostgresqlServer
from tests.support.replica_load import USERS, Replicas, kill_under_load, running_replicas

KILLS = 2


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresqlServer) -> Iterator[Replicas]:
    """Two running replicas; a test that stops one starts it again."""
    folder, address = tmp_path_factory.mktemp("replicas"), postgresql.address(postgresql.new_schema())
    with running_chroma(folder / "chroma") as chroma, running_replicas(folder, address, chroma.url) as two:
        yield two


@pytest.mark.slow
def test_no_kill_loses_or_repeats_anything(replicas: Replicas) -> None:
    """Each question is answered once and in order, or its user is asked whether the answer arrived; each job ends."""
    checked = kill_under_load(replicas, KILLS)

    assert (sum(replicas.asked.values()), len(replicas.jobs)) == (checked["questions"], checked["jobs"])


@pytest.mark.slow
def test_a_suspended_replica_sends_nothing_twice(replicas: Replicas) -> None:
    """Suspended for longer than its lease, it drops its updates, joins again and answers new questions."""
    victim = replicas.processes[0]
    replicas.ask(USERS, 2)
    time.sleep(0.5)
    victim.send(signal.SIGSTOP)
    try:
        replicas.ask(USERS, 1)
        time.sleep(LEASE_S)
        replicas.wait_settled()
    finally:
        victim.send(signal.SIGCONT)
    replicas.ask(USERS, 1)
    replicas.wait_settled()
    time.sleep(2)
    replicas.check()
    assert "joins again" in victim.log


@pytest.mark.slow
def test_a_replica_that_stops_hands_over_at_once(replicas: Replicas) -> None:
    """Nothing waits for a lease, and no user is asked whether an answer arrived."""
    replicas.ask(USERS, 1)
    replicas.wait_settled()
    before = replicas.check()["unsure"]
    replicas.ask(USERS, 2)
    replicas.queue_job()
    stopped = replicas.processes[0].stop()
    replicas.wait_settled()
    after = replicas.check()["unsure"]
    replicas.processes[0].start()

    assert (0, before) == (stopped, after)
