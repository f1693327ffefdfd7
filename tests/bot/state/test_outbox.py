"""The outbox over a real SQLite file."""

from bot.state.outbox import Outbox, Recipient
from index.catalog.database import Database
from tests.support.chat_readers import ANN

TO_ANN = Recipient(ANN, None, 5, "en")
TWO = ({"text": "One"}, {"text": "Two"})


def test_an_answer_has_one_outbox_message(database: Database) -> None:
    """Adding the same answer again returns the earlier entry, with its arrived messages."""
    outbox = Outbox(database)
    message, new = outbox.add(TO_ANN, TWO, answer_id=4, update_id=9)
    outbox.set_state(message.key, "sending", [31])
    again, new_again = outbox.add(TO_ANN, TWO, answer_id=4, update_id=9)

    assert (True, False, message.key, (31,), ({"text": "Two"},)) == (
        new, new_again, again.key, again.message_ids, again.unconfirmed
    )  # fmt: skip


def test_an_interrupted_message_is_offered_a_few_times(database: Database) -> None:
    """An entry that was being sent when a run ended becomes unsure; a sent entry does not."""
    outbox = Outbox(database)
    interrupted, _ = outbox.add(TO_ANN, TWO, answer_id=4, update_id=9)
    settled, _ = outbox.add(TO_ANN, TWO, answer_id=5, update_id=10)
    outbox.set_state(settled.key, "sent", [31, 32])
    outbox.mark_interrupted()
    tries = [[message.key for message in outbox.take_unsure(2)] for _ in range(3)]

    assert [[interrupted.key], [interrupted.key], []] == tries
    assert [True, False] == [outbox.was_started_by(9), outbox.was_started_by(11)]


def test_a_message_is_taken_once(database: Database) -> None:
    """Of two presses exactly one takes the entry."""
    outbox = Outbox(database)
    message, _ = outbox.add(TO_ANN, TWO, answer_id=None, update_id=None)
    outbox.set_state(message.key, "offered", [])
    taken = [
        outbox.take_for_resend(message.key, message.chat_id),
        outbox.take_for_resend(message.key, message.chat_id),
        outbox.take_for_resend("unknown", message.chat_id),
    ]

    assert [message.key, None, None] == [found and found.key for found in taken]
