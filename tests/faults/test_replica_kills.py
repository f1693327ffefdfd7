"""Two replicas on one PostgreSQL database and one Chroma server, while one of them is killed or suspended."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.state.replicas.lease import LEASE_S
from tests.support.chroma_server import running_chroma
from tests.support.replica_load import QUESTIONS, USERS, Replicas, kill_under_load, running_replicas

KILLS = 3


@pytest.fixture
def replicas(tmp_path: Path, postgresql_address: str) -> Iterator[Replicas]:
    """Two running replicas."""
    with (
        running_chroma(tmp_path / "chroma") as chroma,
        running_replicas(tmp_path, postgresql_address, chroma.url) as two,
    ):
        yield two


@pytest.mark.slow
def test_no_kill_loses_or_repeats_anything(replicas: Replicas) -> None:
    """Each question is answered once and in order, or its user is asked whether the answer arrived; each job ends."""
    checked = kill_under_load(replicas, KILLS)

    assert (KILLS * USERS * QUESTIONS, KILLS) == (checked["questions"], checked["jobs"])


@pytest.mark.slow
def test_a_suspended_replica_sends_nothing_twice(replicas: Replicas) -> None:
    """Suspended for longer than its lease, it drops its updates, joins again and answers new questions."""
    victim = replicas.processes[0]
    replicas.ask(4, 2)
    time.sleep(0.5)
    victim.send(signal.SIGSTOP)
    replicas.ask(4, 1)
    time.sleep(LEASE_S)
    replicas.wait_settled()
    victim.send(signal.SIGCONT)
    replicas.ask(4, 1)
    replicas.wait_settled()
    time.sleep(2)
    replicas.check()
    assert "joins again" in victim.log


@pytest.mark.slow
def test_a_replica_that_stops_hands_over_at_once(replicas: Replicas) -> None:
    """Nothing waits for a lease, and no user is asked whether an answer arrived."""
    replicas.ask(4, 2)
    replicas.queue_job()
    assert 0 == replicas.processes[0].stop()
    replicas.wait_settled()

    assert 0 == replicas.check()["unsure"]
