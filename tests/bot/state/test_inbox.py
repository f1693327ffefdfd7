"""The inbox over a real SQLite file."""

from bot.state.inbox import Inbox, PendingUpdate
from index.catalog.database import Database
from tests.support.clock import DAY_S, Clock


def test_an_update_counts_once(database: Database) -> None:
    """A handled update is recognized when Telegram repeats it; an unhandled one is not."""
    inbox = Inbox(database)
    first = inbox.receive({1: "a", 2: "b"})
    inbox.mark_done(1)

    assert (set(), {1}) == (first, inbox.receive({1: "a", 2: "b", 3: "c"}))


def test_what_is_not_dealt_with_waits_for_the_next_run(database: Database) -> None:
    """Pending updates come in order, with the number of tries."""
    inbox = Inbox(database)
    inbox.receive({2: "b", 1: "a", 3: "c"})
    inbox.mark_done(3)
    inbox.take_pending()

    assert [PendingUpdate(1, "a", 2), PendingUpdate(2, "b", 2)] == inbox.take_pending()


def test_another_bot_begins_with_an_empty_inbox(database: Database) -> None:
    """Another bot's update ids are not mistaken for handled ones."""
    inbox = Inbox(database)
    inbox.set_owner(11)
    inbox.receive({1: "a", 2: "b"})
    inbox.mark_done(1)
    inbox.set_owner(11)
    kept = len(inbox.take_pending())
    inbox.set_owner(12)

    assert (1, [], set()) == (kept, inbox.take_pending(), inbox.receive({1: "c"}))


def test_old_ids_are_forgotten(database: Database) -> None:
    """Only the ids of handled updates are deleted."""
    clock = Clock()
    inbox = Inbox(database, clock)
    inbox.receive({1: "a", 2: "b"})
    inbox.mark_done(1)
    clock.now += 4 * DAY_S
    inbox.prune()

    assert set() == inbox.receive({1: "a", 2: "b"})
    assert [1, 2] == [waiting.update_id for waiting in inbox.take_pending()]
