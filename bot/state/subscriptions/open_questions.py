"""Stores which questions are open: without an answer, awaited by their askers, or dismissed by an admin."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select

from bot.answering.facts.languages import folded_function_words
from bot.state.schema.answer_tables import answers
from bot.state.schema.conversation_tables import awaited_answers, dismissed_questions
from bot.state.utc_times import utc_time
from index.catalog.database import Database
from index.catalog.engines.statements import lock_until_commit, upsert
from index.text.analyzer import fold, words

_ROWS = 2_000  # the latest unanswered questions that are looked through
_STEM = 6  # the first letters of a word, which most inflected forms share
_ALIKE = 0.8
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Questions without an answer that ask the same.

    Attributes:
        answer_id: The latest of their stored answers.
        question: The latest wording.
        times: How many times they were asked.
        awaited: How many users want to be told when there is an answer.
    """

    answer_id: int
    question: str
    times: int
    asked_at: datetime
    awaited: int = 0


@dataclass(frozen=True, slots=True)
class AwaitedAnswer:
    """A user who wants to be told when the sources answer a question."""

    answer_id: int
    user_id: int
    chat_id: int
    thread_id: int | None
    language: str
    question: str


class OpenQuestions:
    """Lists and changes open questions. Every method blocks on SQL and may be called from any thread."""

    def __init__(self, database: Database, is_noise: Callable[[str], bool] = lambda _: False) -> None:
        """Use ``database``; ``is_noise`` tells what asks nothing of the sources, such as small talk."""
        self._database = database
        self._is_noise = is_noise

    def list_open(self) -> list[OpenQuestion]:
        """Return the open questions, the latest first, alike ones as one, without noise and dismissed ones."""
        rows = (
            select(answers.c.id, answers.c.question, answers.c.language, answers.c.created_at)
            .where(
                answers.c.status == "not_found",
                answers.c.mode != "check",  # a statement that the sources do not mention asks nothing
                answers.c.question != "",
                answers.c.replaced_by.is_(None),
            )
            .order_by(answers.c.id.desc())
            .limit(_ROWS)
        )
        with self._database.begin() as connection:
            asked = connection.execute(rows).all()
            dismissed = set(connection.execute(select(dismissed_questions.c.question)).scalars())
            awaited = connection.execute(select(awaited_answers.c.answer_id)).scalars().all()
        groups: list[tuple[frozenset[str], list[int], OpenQuestion]] = []
        for row in asked:
            topic = _topic(row.question, row.language)
            if not topic or _signature(topic) in dismissed or self._is_noise(row.question):
                continue
            alike = next((group for group in groups if _are_alike(group[0], topic)), None)
            if alike is None:
                asked_at = utc_time(row.created_at)
                groups.append((topic, [row.id], OpenQuestion(row.id, row.question, 1, asked_at)))
            else:
                alike[1].append(row.id)
        return [
            OpenQuestion(one.answer_id, one.question, len(ids), one.asked_at, sum(id_ in ids for id_ in awaited))
            for _, ids, one in groups
        ]

    def dismiss(self, answer_id: int) -> None:
        """Leave out questions that ask the same as this one."""
        with self._database.begin() as connection:
            found = select(answers.c.question, answers.c.language).where(answers.c.id == answer_id)
            row = connection.execute(found).one_or_none()
            if row is not None and (topic := _topic(row.question, row.language)):
                named = upsert(dismissed_questions).values(question=_signature(topic))
                connection.execute(named.on_conflict_do_nothing())

    # Users who wait for an answer

    def toggle_awaited(self, awaited: AwaitedAnswer) -> bool:
        """Await an answer, or no longer; return whether the user waits now."""
        row = {
            "answer_id": awaited.answer_id,
            "user_id": awaited.user_id,
            "chat_id": awaited.chat_id,
            "thread_id": awaited.thread_id,
            "language": awaited.language,
        }
        with self._database.begin() as connection:
            lock_until_commit(connection, f"await {awaited.answer_id} {awaited.user_id}")
            if connection.execute(delete(awaited_answers).where(_same(awaited))).rowcount:
                return False
            connection.execute(insert(awaited_answers).values(row))
            return True

    def list_awaited(self) -> list[AwaitedAnswer]:
        """Return who waits for which answer."""
        rows = select(awaited_answers, answers.c.question).join(answers, answers.c.id == awaited_answers.c.answer_id)
        with self._database.begin() as connection:
            return [
                AwaitedAnswer(row.answer_id, row.user_id, row.chat_id, row.thread_id, row.language, row.question)
                for row in connection.execute(rows.where(answers.c.question != ""))
            ]

    def take_awaited(self, awaited: AwaitedAnswer) -> bool:
        """Delete a row before its user is told, so that nobody is told twice; return whether it was there."""
        with self._database.begin() as connection:
            return connection.execute(delete(awaited_answers).where(_same(awaited))).rowcount == 1


def _same(awaited: AwaitedAnswer) -> ColumnElement[bool]:
    return (awaited_answers.c.answer_id == awaited.answer_id) & (awaited_answers.c.user_id == awaited.user_id)


def _topic(question: str, language: str) -> frozenset[str]:
    """Return the beginnings of the words that say what a question is about; empty for noise such as an emoji."""
    said = [word for word in words(fold(question)) if _LETTER.search(word)]
    ordinary = folded_function_words(language) if len(language) == 2 else frozenset[str]()  # noqa: PLR2004 - ISO 639-1
    # The first word is often what tells "Who lit the lamp?" from "When was the lamp lit?".
    return frozenset(word[:_STEM] for at, word in enumerate(said) if at == 0 or word not in ordinary)


def _signature(topic: Collection[str]) -> str:
    return " ".join(sorted(topic))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)
