"""Stores the state of conversations: earlier turns, chosen sources, restricted groups, votes, and button data."""

import json
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Delete, Select, Table, delete, func, insert, select, update

from bot.answering.types import Citation, Turn
from bot.state.answers import StoredCitation, to_citation, to_columns
from bot.state.schema.answer_tables import answers, citations, messages, metadata
from bot.state.schema.conversation_tables import (
    NO_TOPIC,
    chosen_sources,
    conversation_starts,
    latest_questions,
    offered_questions,
    passage_messages,
    pinned_citations,
    restricted_groups,
)
from bot.state.schema.operation_tables import feedback
from index.catalog.database import Database
from index.catalog.engines.statements import lock_until_commit, replace_row, upsert

_TURNS = 4
_FRESH_S = 12 * 3_600
_PIN_BYTES = 12

Reason = Literal["wrong", "off-topic", "incomplete", "unclear"]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""Why users dislike an answer. Buttons carry the position, so the order never changes."""


@dataclass(frozen=True, slots=True)
class ConversationMemory:
    """The earlier turns of a conversation.

    Attributes:
        follows: The id of the latest answer; None at the start of a conversation.
        turns: The oldest first.
    """

    follows: int | None
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class LatestQuestion:
    """The latest question of a user in a chat and topic.

    Attributes:
        message_id: The user's message.
        fingerprint: A hash of what the message asks.
        answer_id: The stored answer; None if the bot replied with something else.
        reply_ids: The messages of the bot with the reply, in order.
    """

    message_id: int
    fingerprint: str
    answer_id: int | None
    reply_ids: tuple[int, ...]


class ConversationStore:
    """Stores conversations. Every method blocks and may be called from any thread.

    A conversation belongs to one chat and topic; ``thread_id`` is None in a chat without topics.
    """

    def __init__(self, database: Database) -> None:
        """Use ``database``."""
        self._database = database

    # Earlier turns

    def memory(self, chat_id: int, thread_id: int | None, follows: int | None) -> ConversationMemory:
        """Return the turns before a question, at most four.

        Args:
            chat_id: The chat.
            thread_id: The topic.
            follows: The answer that the question replies to. The turns are then that answer and those before it,
                however old. If None, they are the latest of the last twelve hours since ``forget``.
        """
        with self._database.begin() as connection:
            rows = select(answers.c.id, answers.c.question, answers.c.text).where(
                _in_conversation(answers, chat_id, thread_id),
                answers.c.question != "",
                answers.c.replaced_by.is_(None),
            )
            if follows is None:
                since = connection.execute(_select_start(chat_id, thread_id)).scalar_one_or_none() or 0
                rows = rows.where(answers.c.id > since, answers.c.created_at > time.time() - _FRESH_S)
            else:
                rows = rows.where(answers.c.id.in_(select(_select_thread(follows).c.id)))
            found = connection.execute(rows.order_by(answers.c.id.desc()).limit(_TURNS)).all()
        return ConversationMemory(
            found[0].id if found else None, tuple(Turn(row.question, row.text) for row in reversed(found))
        )

    def last_before(self, chat_id: int, thread_id: int | None) -> int:
        """Return the id of the last answer before ``forget``; 0 if the conversation is the first one."""
        with self._database.begin() as connection:
            found: int | None = connection.execute(_select_start(chat_id, thread_id)).scalar_one_or_none()
            return found or 0

    def memory_before(self, chat_id: int, thread_id: int | None, answer_id: int) -> ConversationMemory:
        """Return the turns that an answer followed on."""
        with self._database.begin() as connection:
            before = select(answers.c.follows).where(answers.c.id == answer_id)
            follows = connection.execute(before).scalar_one_or_none()
        return ConversationMemory(None, ()) if follows is None else self.memory(chat_id, thread_id, follows)

    def latest_question(self, chat_id: int, thread_id: int | None, user_id: int) -> LatestQuestion | None:
        """Return the latest question of a user in a chat and topic; None without one."""
        asked = _in_conversation(latest_questions, chat_id, thread_id) & (latest_questions.c.user_id == user_id)
        with self._database.begin() as connection:
            row = connection.execute(select(latest_questions).where(asked)).one_or_none()
        if row is None:
            return None
        return LatestQuestion(row.message_id, row.fingerprint, row.answer_id, tuple(json.loads(row.reply_ids)))

    def set_latest_question(self, chat_id: int, thread_id: int | None, user_id: int, asked: LatestQuestion) -> None:
        """Store the latest question of a user in a chat and topic."""
        row = {
            "chat_id": chat_id,
            "thread_id": thread_id or NO_TOPIC,
            "user_id": user_id,
            "message_id": asked.message_id,
            "fingerprint": asked.fingerprint,
            "answer_id": asked.answer_id,
            "reply_ids": json.dumps(asked.reply_ids),
            "asked_at": int(time.time()),
        }
        with self._database.begin() as connection:
            connection.execute(replace_row(latest_questions, row))

    def forget(self, chat_id: int, thread_id: int | None) -> None:
        """Start a new conversation: later questions do not see the turns so far."""
        with self._database.begin() as connection:
            last = connection.execute(select(func.max(answers.c.id))).scalar_one() or 0
            row = {"chat_id": chat_id, "thread_id": thread_id or NO_TOPIC, "answer_id": last}
            begun = upsert(conversation_starts).values(row)
            connection.execute(
                begun.on_conflict_do_update(index_elements=["chat_id", "thread_id"], set_={"answer_id": last})
            )

    def answer_of_message(self, chat_id: int, message_id: int) -> int | None:
        """Return the id of the answer that a message shows; None for other messages."""
        found = (
            select(answers.c.id)
            .join(messages)
            .where(answers.c.chat_id == chat_id, messages.c.message_id == message_id)
            .limit(1)
        )
        with self._database.begin() as connection:
            return connection.execute(found).scalar_one_or_none()

    def find_answer(self, chat_id: int, thread_id: int | None, replied_id: int | None) -> int | None:
        """Return the id of the answer that a message is about: the one that it replies to, or else the latest one.

        Args:
            chat_id: The chat.
            thread_id: The topic.
            replied_id: The message that the message replies to; None without one.
        """
        replied = None if replied_id is None else self.answer_of_message(chat_id, replied_id)
        return self.last_answer(chat_id, thread_id) if replied is None else replied

    def last_answer(self, chat_id: int, thread_id: int | None) -> int | None:
        """Return the id of the latest answer with quotes in a chat and topic; None without one."""
        quoted = select(citations.c.answer_id).where(citations.c.answer_id == answers.c.id).exists()
        with self._database.begin() as connection:
            here = _in_conversation(answers, chat_id, thread_id) & answers.c.replaced_by.is_(None)
            wanted = select(func.max(answers.c.id)).where(here, quoted)
            found: int | None = connection.execute(wanted).scalar_one()
            return found

    # Chosen sources

    def chosen_sources(self, chat_id: int, thread_id: int | None) -> frozenset[str]:
        """Return the ids of the sources that a conversation searches; empty means all sources."""
        with self._database.begin() as connection:
            found = select(chosen_sources.c.source_id).where(_in_conversation(chosen_sources, chat_id, thread_id))
            return frozenset(connection.execute(found).scalars())

    def choose_sources(self, chat_id: int, thread_id: int | None, source_ids: Iterable[str]) -> None:
        """Restrict a conversation to these sources; no ids mean all sources."""
        here = {"chat_id": chat_id, "thread_id": thread_id or NO_TOPIC}
        rows = [here | {"source_id": source_id} for source_id in source_ids]
        with self._database.begin() as connection:
            connection.execute(delete(chosen_sources).where(_in_conversation(chosen_sources, chat_id, thread_id)))
            if rows:
                connection.execute(insert(chosen_sources), rows)

    # Groups

    def is_restricted(self, chat_id: int) -> bool:
        """Return whether only the admins of a group may ask there."""
        with self._database.begin() as connection:
            return (
                connection.execute(select(restricted_groups).where(restricted_groups.c.chat_id == chat_id)).first()
                is not None
            )

    def allow_questions(self, chat_id: int, *, everyone: bool) -> None:
        """Allow questions from everyone in a group, or only from its admins."""
        with self._database.begin() as connection:
            if everyone:
                connection.execute(delete(restricted_groups).where(restricted_groups.c.chat_id == chat_id))
            else:
                connection.execute(upsert(restricted_groups).values(chat_id=chat_id).on_conflict_do_nothing())

    def move_chat(self, old_id: int, new_id: int) -> None:
        """Move all rows of a group to its new id, after Telegram made it a supergroup."""
        with self._database.begin() as connection:
            for table in metadata.sorted_tables:
                if "chat_id" in table.c:
                    if "chat_id" in table.primary_key.columns:
                        connection.execute(_delete_doubles(table, old_id, new_id))
                    connection.execute(update(table).where(table.c.chat_id == old_id).values(chat_id=new_id))

    # Votes

    def vote(self, answer_id: int, user_id: int, value: int) -> bool:
        """Record a like (1) or a dislike (-1); the same vote again undoes it. Return whether the vote counts."""
        mine = (feedback.c.answer_id == answer_id) & (feedback.c.user_id == user_id)
        row = {"answer_id": answer_id, "user_id": user_id, "value": value, "created_at": int(time.time())}
        with self._database.begin() as connection:
            # Two simultaneous presses count as two: the deletion comes first, because it takes SQLite's write lock.
            lock_until_commit(connection, f"vote {answer_id} {user_id}")
            same = connection.execute(delete(feedback).where(mine, feedback.c.value == value)).rowcount == 1
            if not same:
                changed = upsert(feedback).values(row)
                connection.execute(
                    changed.on_conflict_do_update(
                        index_elements=["answer_id", "user_id"], set_={"value": value, "reason": None}
                    )
                )
            return not same

    def count_votes(self, answer_id: int) -> dict[int, int]:
        """Return how many users liked (1) and disliked (-1) an answer."""
        counted = select(feedback.c.value, func.count().label("times")).where(feedback.c.answer_id == answer_id)
        with self._database.begin() as connection:
            return {row.value: row.times for row in connection.execute(counted.group_by(feedback.c.value))}

    def give_reason(self, answer_id: int, user_id: int, reason: Reason) -> bool:
        """Store why a user disliked an answer; return whether the user did."""
        mine = (feedback.c.answer_id == answer_id) & (feedback.c.user_id == user_id) & (feedback.c.value < 0)
        with self._database.begin() as connection:
            return connection.execute(update(feedback).where(mine).values(reason=reason)).rowcount == 1

    # Data of buttons and links

    def passage_message(self, chat_id: int, message_id: int) -> int | None:
        """Return the message that shows a passage of the answer in ``message_id``; None without one."""
        shown = select(passage_messages.c.passage_id).where(
            passage_messages.c.chat_id == chat_id, passage_messages.c.message_id == message_id
        )
        with self._database.begin() as connection:
            return connection.execute(shown).scalar_one_or_none()

    def set_passage_message(self, chat_id: int, message_id: int, passage_id: int) -> None:
        """Store which message shows a passage of the answer in ``message_id``."""
        row = {"chat_id": chat_id, "message_id": message_id, "passage_id": passage_id}
        with self._database.begin() as connection:
            connection.execute(replace_row(passage_messages, row))

    def pin_citation(self, citation: Citation) -> str:
        """Store a citation without an answer, so that a link can lead to it; return its key.

        The key is random, because a key that follows from the text could be guessed by its readers.
        """
        place, pins = to_columns(citation), pinned_citations.c
        del place["n"]
        same = (pins.text_id == place["text_id"]) & (pins.start == place["start"]) & (pins.end == place["end"])
        with self._database.begin() as connection:
            lock_until_commit(connection, f"pin {place['text_id']} {place['start']}")
            key = connection.execute(select(pins.key).where(same).limit(1)).scalar_one_or_none()
            if key is None:
                key = secrets.token_urlsafe(_PIN_BYTES)
                connection.execute(
                    insert(pinned_citations).values(place | {"key": key, "created_at": int(time.time())})
                )
        return str(key)

    def pinned_citation(self, key: str) -> StoredCitation | None:
        """Return a citation without an answer; None where the key is unknown."""
        with self._database.begin() as connection:
            row = connection.execute(select(pinned_citations).where(pinned_citations.c.key == key)).one_or_none()
        return None if row is None else to_citation(row)

    def save_offered(self, questions: Sequence[tuple[str, str]]) -> None:
        """Store the questions of buttons, each with the fingerprint in the button's data."""
        rows = [{"fingerprint": fingerprint, "question": question} for fingerprint, question in questions]
        with self._database.begin() as connection:
            if rows:
                connection.execute(upsert(offered_questions).on_conflict_do_nothing(), rows)

    def offered_question(self, fingerprint: str) -> str | None:
        """Return the question of a button; None where it is unknown."""
        with self._database.begin() as connection:
            found = select(offered_questions.c.question).where(offered_questions.c.fingerprint == fingerprint)
            return connection.execute(found).scalar_one_or_none()


def _select_start(chat_id: int, thread_id: int | None) -> Select[Any]:
    """Select the id of the last answer before the conversation began."""
    return select(conversation_starts.c.answer_id).where(_in_conversation(conversation_starts, chat_id, thread_id))


def _in_conversation(table: Table, chat_id: int, thread_id: int | None) -> ColumnElement[bool]:
    return (table.c.chat_id == chat_id) & (func.coalesce(table.c.thread_id, NO_TOPIC) == (thread_id or NO_TOPIC))


def _delete_doubles(table: Table, old_id: int, new_id: int) -> Delete:
    """Delete the rows of a chat whose other keys are those of rows that move into it."""
    moving = table.alias()
    same = (moving.c[column.name] == column for column in table.primary_key if column.name != "chat_id")
    return delete(table).where(
        table.c.chat_id == new_id, select(moving.c.chat_id).where(moving.c.chat_id == old_id, *same).exists()
    )


def _select_thread(answer_id: int) -> Any:  # noqa: ANN401 - a recursive query, whose type SQLAlchemy does not name
    """Select an answer and those that it follows on."""
    first = select(answers.c.id, answers.c.follows).where(answers.c.id == answer_id).cte(recursive=True)
    return first.union_all(select(answers.c.id, answers.c.follows).join(first, answers.c.id == first.c.follows))
