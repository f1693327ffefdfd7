"""Updates, parcels, jobs and reports, over a real SQLite file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.answering.types import Usage
from bot.state.activity import ActivityReports
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.state.engine import open_bot_database
from bot.state.inbox import Inbox, PendingUpdate
from bot.state.job_queue import JobQueue
from bot.state.outbox import Outbox, Recipient
from bot.state.schema.answer_tables import spending
from bot.state.schema.conversation_tables import forgotten
from bot.state.token_usage import SqlTokenLedger
from index.catalog.database import Database
from tests.bot.state.test_access import ANN, BEN, Clock
from tests.support.app import make_citation, make_source, quoting
from tests.support.chats import GROUP

TEXT = "The lamp was lit in 1811."
SOURCE = make_source(text=TEXT)
CITED = make_citation(1, SOURCE, TEXT, TEXT)
DAY_S = 86_400


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty store."""
    opened = open_bot_database(tmp_path / "bot.sqlite")
    yield opened
    opened.close()


def answered(database: Database, question: str = "When?", *, user: int = ANN, found: bool = True) -> int:
    """A stored answer; returns its id."""
    answer = quoting(question, CITED) if found else quoting(question)
    return AnswerStore(database).save_answer(answer, chat_id=user, thread_id=None, user_id=user).id


# Updates


def test_an_update_counts_once(database: Database) -> None:
    """What was dealt with is known when Telegram delivers it again; what was not is still to be dealt with."""
    inbox = Inbox(database)
    first = inbox.receive({1: "a", 2: "b"})
    inbox.mark_done(1)

    assert (set(), {1}) == (first, inbox.receive({1: "a", 2: "b", 3: "c"}))


def test_what_is_not_dealt_with_waits_for_the_next_run(database: Database) -> None:
    """In order, with how often it was taken up."""
    inbox = Inbox(database)
    inbox.receive({2: "b", 1: "a", 3: "c"})
    inbox.mark_done(3)
    inbox.take_pending()

    assert [PendingUpdate(1, "a", 2), PendingUpdate(2, "b", 2)] == inbox.take_pending()


def test_another_bot_begins_with_an_empty_inbox(database: Database) -> None:
    """With another token in the settings, ids that mean something else are not taken for known ones."""
    inbox = Inbox(database)
    inbox.set_owner(11)
    inbox.receive({1: "a", 2: "b"})
    inbox.mark_done(1)
    inbox.set_owner(11)
    kept = len(inbox.take_pending())
    inbox.set_owner(12)

    assert (1, [], set()) == (kept, inbox.take_pending(), inbox.receive({1: "c"}))


def test_old_ids_are_forgotten(database: Database) -> None:
    """Only of updates that are dealt with."""
    clock = Clock()
    inbox = Inbox(database, clock)
    inbox.receive({1: "a", 2: "b"})
    inbox.mark_done(1)
    clock.now += 4 * DAY_S
    inbox.prune()

    assert set() == inbox.receive({1: "a", 2: "b"})
    assert [1, 2] == [waiting.update_id for waiting in inbox.take_pending()]


# Parcels

TO_ANN = Recipient(ANN, None, 5, "en")
TWO = ({"text": "One"}, {"text": "Two"})


def test_an_answer_has_one_parcel(database: Database) -> None:
    """Begun a second time, it is the one from before, with what has arrived of it."""
    parcels = Outbox(database)
    parcel, new = parcels.add(TO_ANN, TWO, answer_id=4, update_id=9)
    parcels.set_state(parcel.key, "sending", [31])
    again, new_again = parcels.add(TO_ANN, TWO, answer_id=4, update_id=9)

    assert (True, False, parcel.key, (31,), ({"text": "Two"},)) == (
        new, new_again, again.key, again.message_ids, again.unconfirmed
    )  # fmt: skip


def test_an_interrupted_parcel_is_offered_a_few_times(database: Database) -> None:
    """What a run was sending when it ended is in doubt; what had arrived is not."""
    parcels = Outbox(database)
    interrupted, _ = parcels.add(TO_ANN, TWO, answer_id=4, update_id=9)
    settled, _ = parcels.add(TO_ANN, TWO, answer_id=5, update_id=10)
    parcels.set_state(settled.key, "sent", [31, 32])
    parcels.mark_interrupted()
    tries = [[parcel.key for parcel in parcels.take_unsure(2)] for _ in range(3)]

    assert [[interrupted.key], [interrupted.key], []] == tries
    assert [True, False] == [parcels.was_started_by(9), parcels.was_started_by(11)]


def test_a_parcel_is_taken_once(database: Database) -> None:
    """Of two presses one sends it again."""
    parcels = Outbox(database)
    parcel, _ = parcels.add(TO_ANN, TWO, answer_id=None, update_id=None)
    parcels.set_state(parcel.key, "offered", [])
    taken = [
        parcels.take_for_resend(parcel.key),
        parcels.take_for_resend(parcel.key),
        parcels.take_for_resend("unknown"),
    ]

    assert [parcel.key, None, None] == [found and found.key for found in taken]


# Jobs


def propose(jobs: JobQueue, location: str = "https://example.org/a") -> int:
    """A job that waits for a decision."""
    return jobs.propose(location, "A", pages=3, user_id=ANN, chat_id=ANN, language="en")


def test_jobs_run_in_order(database: Database) -> None:
    """In the order in which they were proposed; what nobody decided on does not run."""
    jobs = JobQueue(database)
    first, undecided, second = propose(jobs), propose(jobs), propose(jobs)
    queued = [jobs.enqueue(id_, follow=True) for id_ in (second, first, first)]
    ahead = jobs.count_ahead_of(second)
    started = [jobs.start_next() for _ in range(3)]

    assert ([True, True, False], 1) == (queued, ahead)
    assert [(first, True), (second, True), None] == [job and (job.id, job.follow) for job in started]
    assert jobs.cancel(undecided)


def test_a_job_survives_a_restart(database: Database) -> None:
    """What ran when the bot ended runs again, with the message that shows it."""
    jobs = JobQueue(database)
    id_ = propose(jobs)
    jobs.set_message(id_, 77)
    jobs.enqueue(id_, follow=False)
    jobs.start_next()
    jobs.requeue_running()
    again = jobs.start_next()

    assert again is not None
    assert (id_, "running", 77) == (again.id, again.state, again.message_id)


def test_what_was_removed_is_kept_for_a_day(database: Database) -> None:
    """Until then a job can put it back; when it has, or when the day is over, it is forgotten."""
    clock = Clock()
    jobs = JobQueue(database, clock)
    ids = [propose(jobs), propose(jobs)]
    for id_ in ids:
        jobs.save_undo_data(id_, "{}")
    jobs.prune()
    kept = [jobs.undo_data(id_) for id_ in ids]
    jobs.finish(ids[0], "done", 1.0)
    done = [jobs.undo_data(id_) for id_ in ids]
    clock.now += DAY_S + 1
    jobs.prune()

    assert (["{}", "{}"], [None, "{}"], None) == (kept, done, jobs.undo_data(ids[1]))


def test_a_job_that_runs_is_not_taken_out(database: Database) -> None:
    """It is told to stop instead; one that is over stays over."""
    jobs = JobQueue(database)
    id_ = propose(jobs)
    jobs.enqueue(id_, follow=False)
    jobs.start_next()
    running = jobs.cancel(id_)
    jobs.finish(id_, "done", 1.5)
    jobs.requeue_running()

    assert (False, None) == (running, jobs.start_next())


# Reports


def test_days_count_what_happened(database: Database) -> None:
    """Questions, those without an answer, votes, users and times, and a day without anything too."""
    reports = ActivityReports(database)
    first = answered(database)
    answered(database, "Why?", found=False)
    answered(database, "Why?", user=BEN, found=False)
    ConversationStore(database).vote(first, ANN, -1)
    before, today = reports.days(2)

    assert (0, 3, 2, 1, 0, 2, 3.0) == (
        before.questions, today.questions, today.not_found, today.disliked, today.liked, today.users, today.typical_ms
    )  # fmt: skip


def test_what_the_sources_lack_is_listed_once(database: Database) -> None:
    """The same question of several people stands there once, with how often it was asked."""
    for question in ("Why?", "How?", "why?"):
        answered(database, question, found=False)
    answered(database)

    assert [("why?", 2), ("how?", 1)] == [
        (asked.question.lower(), asked.times) for asked in ActivityReports(database).unanswered_questions(5)
    ]


def test_a_vote_can_be_taken_back(database: Database) -> None:
    """A disliked answer is listed with its text, until nobody dislikes it any more."""
    reports, id_ = ActivityReports(database), answered(database)
    votes = ConversationStore(database)
    votes.vote(id_, ANN, -1)
    votes.vote(id_, BEN, -1)
    (disliked,) = reports.disliked_answers(5)
    for user in (ANN, BEN):
        votes.vote(id_, user, -1)

    assert ("When?", f"{TEXT} [1]", 2) == (disliked.question, disliked.answer, disliked.times)
    assert [] == reports.disliked_answers(5)


def test_an_export_is_json_lines(database: Database) -> None:
    """Each conversation with its answer, citations and votes."""
    reports, id_ = ActivityReports(database), answered(database)
    answered(database, "Why?", found=False)
    ConversationStore(database).vote(id_, ANN, 1)
    first, second = (json.loads(line) for line in reports.export())

    assert ("When?", TEXT, 1, 0) == (
        first["question"], first["citations"][0]["quote"], first["likes"], first["dislikes"]
    )  # fmt: skip
    assert ("not_found", []) == (second["status"], second["citations"])


def test_who_is_forgotten_leaves_nothing_but_the_cited_words(database: Database) -> None:
    """Question, answer, user and chat go; a link to the passage keeps working."""
    chats, reports = AnswerStore(database), ActivityReports(database)
    stored = chats.save_answer(quoting("When?", CITED), chat_id=ANN, thread_id=3, user_id=ANN)
    answered(database, user=BEN)
    ConversationStore(database).vote(stored.id, ANN, -1)
    count = reports.forget(ANN)
    left, passage = chats.answer(stored.id), chats.citation(stored.keys[1])

    assert left is not None
    assert passage is not None
    assert (1, "", "", 0, 0, None) == (count, left.question, left.text, left.user_id, left.chat_id, left.thread_id)
    assert (TEXT, []) == (passage.quote, reports.disliked_answers(5))
    assert [BEN] == [json.loads(line)["user_id"] for line in reports.export()]


def test_who_is_forgotten_has_chosen_nothing_and_nothing_on_its_way(database: Database) -> None:
    """Chosen sources, where the conversation began, messages on their way and tokens of other days go as well."""
    conversations, parcels, ledger = ConversationStore(database), Outbox(database), SqlTokenLedger(database)
    in_group = AnswerStore(database).save_answer(quoting("When?", CITED), chat_id=GROUP, thread_id=None, user_id=ANN)
    for user in (ANN, BEN):
        conversations.choose_sources(user, None, [SOURCE.id])
        conversations.forget(user, None)
        parcels.add(Recipient(user, None, None, "en"), [{"text": "Hello"}], answer_id=None, update_id=None)
        ledger.add(str(user), Usage(1, 20, 3))
    to_group, _ = parcels.add(
        Recipient(GROUP, None, None, "en"), [{"text": TEXT}], answer_id=in_group.id, update_id=None
    )
    with database.begin() as connection:
        connection.execute(update(spending).values(day="2026-01-01"))
    ActivityReports(database).forget(ANN)
    with database.begin() as connection:
        spent = connection.execute(select(spending.c.asker)).scalars().all()
        begun = connection.execute(select(forgotten.c.chat_id)).scalars().all()
    parcels.mark_interrupted()

    assert [set(), {SOURCE.id}] == [set(conversations.chosen_sources(user, None)) for user in (ANN, BEN)]
    assert [BEN] == [parcel.chat_id for parcel in parcels.take_unsure(4)]
    assert ([str(BEN)], [BEN], None) == (spent, begun, parcels.get(to_group.key))


@pytest.mark.parametrize(("days", "question", "passage"), [(29, "When?", TEXT), (31, "", TEXT), (400, None, None)])
def test_conversations_are_kept_as_long_as_they_should(
    database: Database, days: int, question: str | None, passage: str | None
) -> None:
    """After so many days the conversation goes; its passages, which links may point to, a year later."""
    stored = AnswerStore(database).save_answer(quoting("When?", CITED), chat_id=ANN, thread_id=None, user_id=ANN)
    clock = Clock()
    clock.now = stored.created_at.timestamp() + days * DAY_S
    ActivityReports(database, clock).prune(30)
    left = AnswerStore(database).answer(stored.id)

    kept = AnswerStore(database).citation(stored.keys[1])

    assert (question, passage) == (left and left.question, kept and kept.quote)
