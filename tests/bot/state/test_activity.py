"""Reports on conversations, and their deletion, over a real SQLite file."""

import json

import pytest
from sqlalchemy import select, update

from bot.answering.types import Usage
from bot.state.activity import ActivityReports
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.state.limits.token_usage import SqlTokenLedger
from bot.state.outbox import Outbox, Recipient
from bot.state.schema.answer_tables import token_usage
from bot.state.schema.conversation_tables import conversation_starts
from index.catalog.database import Database
from tests.support.chat_readers import ANN, BEN, GROUP
from tests.support.clock import DAY_S, Clock
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The lamp was lit in 1811."
SOURCE = make_source(text=TEXT)
CITED = make_citation(1, SOURCE, TEXT, TEXT)


def answered(database: Database, question: str = "When?", *, user: int = ANN, found: bool = True) -> int:
    """Store an answer; return its id."""
    answer = quote_answer(question, CITED) if found else quote_answer(question)
    return AnswerStore(database).save_answer(answer, chat_id=user, thread_id=None, user_id=user).id


def test_days_count_what_happened(database: Database) -> None:
    """A day counts questions, unanswered questions, votes, users and times; an empty day counts zero."""
    reports = ActivityReports(database)
    first = answered(database)
    answered(database, "Why?", found=False)
    answered(database, "Why?", user=BEN, found=False)
    ConversationStore(database).vote(first, ANN, -1)
    before, today = reports.days(2)

    assert (0, 3, 2, 1, 0, 2, 3.0) == (
        before.questions, today.questions, today.not_found, today.disliked, today.liked, today.users, today.typical_ms
    )  # fmt: skip


def test_a_vote_can_be_taken_back(database: Database) -> None:
    """A disliked answer is listed with its text, until its users take back their votes."""
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
    """Each line has a question with its answer, citations and votes."""
    reports, id_ = ActivityReports(database), answered(database)
    answered(database, "Why?", found=False)
    ConversationStore(database).vote(id_, ANN, 1)
    first, second = (json.loads(line) for line in reports.export())

    assert ("When?", TEXT, 1, 0) == (
        first["question"], first["citations"][0]["quote"], first["likes"], first["dislikes"]
    )  # fmt: skip
    assert ("not_found", []) == (second["status"], second["citations"])


def test_who_is_forgotten_leaves_nothing_but_the_cited_words(database: Database) -> None:
    """Question, answer, user and chat are deleted; a link to the passage still works."""
    store, reports = AnswerStore(database), ActivityReports(database)
    stored = store.save_answer(quote_answer("When?", CITED), chat_id=ANN, thread_id=3, user_id=ANN)
    answered(database, user=BEN)
    ConversationStore(database).vote(stored.id, ANN, -1)
    count = reports.forget(ANN)
    left, passage = store.answer(stored.id), store.citation(stored.keys[1])

    assert left is not None
    assert passage is not None
    assert (1, "", "", 0, 0, None) == (count, left.question, left.text, left.user_id, left.chat_id, left.thread_id)
    assert (TEXT, []) == (passage.quote, reports.disliked_answers(5))
    assert [BEN] == [json.loads(line)["user_id"] for line in reports.export()]


def test_who_is_forgotten_has_chosen_nothing_and_nothing_on_its_way(database: Database) -> None:
    """Chosen sources, conversation starts, outbox messages and token counts of other days are deleted too."""
    conversations, outbox, ledger = ConversationStore(database), Outbox(database), SqlTokenLedger(database)
    in_group = AnswerStore(database).save_answer(
        quote_answer("When?", CITED), chat_id=GROUP, thread_id=None, user_id=ANN
    )
    for user in (ANN, BEN):
        conversations.choose_sources(user, None, [SOURCE.id])
        conversations.forget(user, None)
        outbox.add(Recipient(user, None, None, "en"), [{"text": "Hello"}], answer_id=None, update_id=None)
        ledger.add(str(user), Usage(1, 20, 3))
    to_group, _ = outbox.add(
        Recipient(GROUP, None, None, "en"), [{"text": TEXT}], answer_id=in_group.id, update_id=None
    )
    with database.begin() as connection:
        connection.execute(update(token_usage).values(day="2026-01-01"))
    ActivityReports(database).forget(ANN)
    with database.begin() as connection:
        spent = connection.execute(select(token_usage.c.asker)).scalars().all()
        begun = connection.execute(select(conversation_starts.c.chat_id)).scalars().all()
    outbox.mark_interrupted()

    assert [set(), {SOURCE.id}] == [set(conversations.chosen_sources(user, None)) for user in (ANN, BEN)]
    assert [BEN] == [message.chat_id for message in outbox.take_unsure(4)]
    assert ([str(BEN)], [BEN], None) == (spent, begun, outbox.get(to_group.key))


@pytest.mark.parametrize(("days", "question", "passage"), [(29, "When?", TEXT), (31, "", TEXT), (400, None, None)])
def test_conversations_are_kept_as_long_as_they_should(
    database: Database, days: int, question: str | None, passage: str | None
) -> None:
    """After ``keep_days`` the conversation is deleted, and a year later its passages, which links may use."""
    stored = AnswerStore(database).save_answer(quote_answer("When?", CITED), chat_id=ANN, thread_id=None, user_id=ANN)
    clock = Clock()
    clock.now = stored.created_at.timestamp() + days * DAY_S
    ActivityReports(database, clock).prune(30)
    left = AnswerStore(database).answer(stored.id)

    kept = AnswerStore(database).citation(stored.keys[1])

    assert (question, passage) == (left and left.question, kept and kept.quote)
