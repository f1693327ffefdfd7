"""The registry of live replicas on a PostgreSQL server."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text, update

from bot.state.engine import open_bot_database
from bot.state.inbox import Inbox, Lane
from bot.state.job_queue import JobQueue
from bot.state.outbox import Outbox, Recipient
from bot.state.replicas.lease import LEASE_S, LeaseLostError, Membership, current_replica
from bot.state.replicas.replica_registry import AnotherReplicaError, ReplicaRegistry, fence
from bot.state.replicas.update_claims import UpdateClaims
from bot.state.schema.operation_tables import jobs, outbox_messages, replicas
from index.catalog.database import Database

BOT, OTHER_BOT = 11, 12
TO = Recipient(5, None, None, "en")


@pytest.fixture
def shared(postgresql_address: str) -> Iterator[Database]:
    """A database of replicas, with its fence."""
    database = open_bot_database(postgresql_address)
    database.guard_with(fence)
    token = current_replica.set(None)
    yield database
    current_replica.reset(token)
    database.close()


def silence(database: Database, replica_id: int) -> None:
    """Let the last heartbeat of a replica be longer ago than a lease."""
    mine = update(replicas).where(replicas.c.id == replica_id)
    with database.begin() as connection:
        connection.execute(mine.values(seen_at=replicas.c.seen_at - LEASE_S - 1))


def test_the_oldest_live_replica_leads(shared: Database) -> None:
    """The second one follows until the first one leaves."""
    registry = ReplicaRegistry(shared, is_alone=False)
    first, second = registry.join(BOT), registry.join(BOT)
    registry.leave(first.replica_id)

    assert (Membership(1, 1, leads=True), Membership(2, 2, leads=False)) == (first, second)
    assert Membership(2, 1, leads=True) == registry.beat(second.replica_id, takes_over=True)


@pytest.mark.parametrize("has_claim", [True, False])
def test_a_transaction_of_a_suspended_process_ends(shared: Database, has_claim: bool) -> None:  # noqa: FBT001 - a case
    """A process that is suspended in its heartbeat would lock its row, and no other could take over its work."""
    replica_id = ReplicaRegistry(shared, is_alone=False).join(BOT).replica_id
    current_replica.set(replica_id if has_claim else None)
    with shared.begin() as connection:
        assert "8s" == connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()


def test_a_silent_replica_loses_its_work(shared: Database) -> None:
    """Its updates and jobs are free again, and its messages may be lost; it can neither write nor beat."""
    registry, inbox, claims = ReplicaRegistry(shared, is_alone=False), Inbox(shared), UpdateClaims(shared)
    outbox, queue = Outbox(shared), JobQueue(shared)
    dead, live = registry.join(BOT).replica_id, registry.join(BOT).replica_id
    inbox.receive({1: "a"}, {1: Lane("5:0")})
    job = queue.propose("a.html", "A", pages=1, user_id=1, chat_id=1, language="en")
    queue.enqueue(job, follow=False)
    current_replica.set(dead)
    assert [1] == [one.update_id for one in claims.claim(5)]
    outbox.add(TO, [{"text": "a"}], answer_id=3, update_id=1)
    assert queue.start_next() is not None
    current_replica.set(None)

    silence(shared, dead)
    assert Membership(live, 2, leads=False) == registry.beat(live, takes_over=False)
    assert Membership(live, 1, leads=True) == registry.beat(live, takes_over=True)

    current_replica.set(dead)
    for attempt in (
        lambda: claims.finish(1),
        lambda: claims.claim(1),
        lambda: outbox.add(TO, [{"text": "b"}], answer_id=4, update_id=1),
        lambda: queue.finish(job, "done", 1.0),
    ):
        with pytest.raises(LeaseLostError):
            attempt()
    current_replica.set(live)
    with pytest.raises(LeaseLostError):
        registry.beat(dead, takes_over=False)
    [again] = claims.claim(5)
    assert (1, 2, True) == (again.update_id, again.tries, again.has_answer)
    assert ["unsure"] == [one.state for one in outbox.take_unsure(4)]
    with shared.begin() as connection:
        assert ("queued", None) == tuple(connection.execute(select(jobs.c.state, jobs.c.owner)).one())
        assert None is connection.execute(select(outbox_messages.c.owner)).scalar_one()


def test_a_replica_that_leaves_hands_its_updates_over_at_once(shared: Database) -> None:
    """The next claim does not count as another try."""
    registry, claims = ReplicaRegistry(shared, is_alone=False), UpdateClaims(shared)
    first, second = registry.join(BOT).replica_id, registry.join(BOT).replica_id
    Inbox(shared).receive({1: "a"}, {1: Lane("5:0")})
    current_replica.set(first)
    claims.claim(5)
    current_replica.set(None)
    registry.leave(first)

    current_replica.set(second)
    assert [(1, 1)] == [(one.update_id, one.tries) for one in claims.claim(5)]


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True)])
def test_a_replica_without_shared_vectors_is_alone(shared: Database, *, first: bool, second: bool) -> None:
    """It joins no other, and admits no other while it lives."""
    alone = ReplicaRegistry(shared, is_alone=first).join(BOT)
    other = ReplicaRegistry(shared, is_alone=second)
    with pytest.raises(AnotherReplicaError, match="PINCITE_CHROMA_URL"):
        other.join(BOT)
    silence(shared, alone.replica_id)

    assert Membership(2, 1, leads=True) == other.join(BOT)


def test_another_bot_is_refused_while_one_lives(shared: Database) -> None:
    """The updates of the live bot stay; once it is gone, the other bot begins with an empty inbox."""
    registry, inbox = ReplicaRegistry(shared, is_alone=False), Inbox(shared)
    mine = registry.join(BOT)
    inbox.receive({1: "a"}, {1: Lane("5:0")})
    with pytest.raises(AnotherReplicaError, match="another token"):
        registry.join(OTHER_BOT)
    registry.leave(mine.replica_id)

    other = registry.join(OTHER_BOT)
    current_replica.set(other.replica_id)
    assert [] == list(UpdateClaims(shared).claim(5))


def test_each_replica_asks_about_its_own_messages(shared: Database) -> None:
    """The entries of dead replicas are asked about once, by the one that leads."""
    registry, outbox = ReplicaRegistry(shared, is_alone=False), Outbox(shared)
    dead, leader, other = (registry.join(BOT).replica_id for _ in range(3))
    for answer_id, replica_id in enumerate((dead, leader, other), 1):
        current_replica.set(replica_id)
        entry, _ = outbox.add(TO, [{"text": str(answer_id)}], answer_id=answer_id, update_id=answer_id)
        outbox.set_state(entry.key, "unsure", ())
    current_replica.set(None)
    registry.leave(dead)

    asked = {}
    for replica_id in (other, leader):
        current_replica.set(replica_id)
        asked[replica_id] = {one.answer_id for one in outbox.take_unsure(4)}
    assert {other: {3}, leader: {1, 2}} == asked
