"""Claims of updates on a PostgreSQL server: one owner each, in the order of the conversation."""

import threading
import time
from collections.abc import Iterator

import pytest

from bot.state.engine import open_bot_database
from bot.state.inbox import Inbox, Lane
from bot.state.replicas.lease import current_replica
from bot.state.replicas.replica_registry import ReplicaRegistry, fence
from bot.state.replicas.update_claims import UpdateClaims
from index.catalog.database import Database

ANN, BEN = Lane("5:0"), Lane("6:0")
STOP = Lane("5:0", is_urgent=True)


@pytest.fixture
def shared(postgresql_address: str) -> Iterator[Database]:
    """A database of two replicas, 1 and 2."""
    database = open_bot_database(postgresql_address)
    database.guard_with(fence)
    registry = ReplicaRegistry(database, is_alone=False)
    for _ in range(2):
        registry.join(11)
    token = current_replica.set(None)
    yield database
    current_replica.reset(token)
    database.close()


def claim(database: Database, replica_id: int, limit: int = 10) -> list[int]:
    """Claim updates as one of the replicas; return their ids."""
    current_replica.set(replica_id)
    return [one.update_id for one in UpdateClaims(database).claim(limit)]


def finish(database: Database, replica_id: int, update_id: int) -> None:
    """Finish an update as one of the replicas."""
    current_replica.set(replica_id)
    UpdateClaims(database).finish(update_id)


def test_only_the_oldest_of_a_conversation_can_be_claimed(shared: Database) -> None:
    """The next one is free for any replica when the oldest is done; updates without a chat wait for no other."""
    lanes = {1: ANN, 2: ANN, 3: BEN, 4: Lane(None), 5: Lane(None)}
    Inbox(shared).receive(dict.fromkeys(lanes, "{}"), lanes)

    assert [1, 3] == claim(shared, 1, 2)
    assert [4, 5] == claim(shared, 2)
    assert [] == claim(shared, 2)
    finish(shared, 1, 1)
    assert [2] == claim(shared, 2)


def test_an_urgent_update_goes_to_the_replica_of_its_conversation(shared: Database) -> None:
    """It does not wait for the one in work; where none is in work, any replica takes it."""
    Inbox(shared).receive({1: "{}", 2: "{}"}, {1: ANN, 2: STOP})
    assert [1] == claim(shared, 1, 1)

    assert [] == claim(shared, 2)
    assert [2] == claim(shared, 1)
    finish(shared, 1, 1)
    finish(shared, 1, 2)
    Inbox(shared).receive({3: "{}"}, {3: STOP})
    assert [3] == claim(shared, 2)


def test_a_full_replica_still_claims_urgent_updates(shared: Database) -> None:
    """A question waits; ``/stop`` does not."""
    Inbox(shared).receive({1: "{}", 2: "{}"}, {1: BEN, 2: STOP})
    current_replica.set(1)

    assert [2] == [one.update_id for one in UpdateClaims(shared).claim(5, urgent_only=True)]


def test_a_conversation_in_which_others_wait_is_crowded(shared: Database) -> None:
    """Both updates of two are, and one that is alone is not."""
    inbox, claims = Inbox(shared), UpdateClaims(shared)
    inbox.receive({1: "{}", 2: "{}", 3: "{}"}, {1: ANN, 2: ANN, 3: BEN})
    current_replica.set(1)
    crowded = {one.update_id: one.is_crowded for one in claims.claim(5)}
    claims.finish(1)
    crowded |= {one.update_id: one.is_crowded for one in claims.claim(5)}

    assert {1: True, 2: True, 3: False} == crowded


def test_an_update_becomes_crowded_when_another_one_arrives(shared: Database) -> None:
    """The first one is in work then; a repeated delivery of itself does not count."""
    inbox, claims = Inbox(shared), UpdateClaims(shared)
    inbox.receive({1: "{}"}, {1: ANN})
    assert [1] == claim(shared, 1)
    inbox.receive({1: "{}"}, {1: ANN})
    alone = claims.find_crowded()
    inbox.receive({2: "{}"}, {2: ANN})

    assert (frozenset(), frozenset({1})) == (alone, claims.find_crowded())


def test_a_repeated_update_is_claimed_once(shared: Database) -> None:
    """Telegram delivers an update again when it got no reply, also after it was handled."""
    inbox = Inbox(shared)
    inbox.receive({1: "{}"}, {1: ANN})
    assert [1] == claim(shared, 1)
    inbox.receive({1: "{}"}, {1: ANN})
    finish(shared, 1, 1)
    inbox.receive({1: "{}"}, {1: ANN})

    assert [] == claim(shared, 2)


def test_replicas_that_claim_at_once_keep_every_order(shared: Database) -> None:
    """Four threads claim and finish 200 updates of ten conversations: each once, in order."""
    lanes = {id_: Lane(f"{id_ % 10}:0") for id_ in range(1, 201)}
    Inbox(shared).receive(dict.fromkeys(lanes, "{}"), lanes)
    handled: list[int] = []
    lock = threading.Lock()

    def work(replica_id: int) -> None:
        ends = time.monotonic() + 60
        while len(handled) < len(lanes) and time.monotonic() < ends:
            for id_ in claim(shared, replica_id, 3):
                with lock:
                    handled.append(id_)
                finish(shared, replica_id, id_)

    threads = [threading.Thread(target=work, args=(1 + n % 2,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(lanes) == sorted(handled)
    for conversation in range(10):
        mine = [id_ for id_ in handled if id_ % 10 == conversation]
        assert sorted(mine) == mine
