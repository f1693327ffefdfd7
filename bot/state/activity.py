"""Reports on stored conversations: counts by day, unanswered questions, votes, exports; and their deletion."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, union, update

from bot.state.answers import unpack_parts
from bot.state.conversations import Reason
from bot.state.schema.answer_tables import answers, citations, messages, token_usage
from bot.state.schema.conversation_tables import (
    awaited_answers,
    chosen_sources,
    conversation_starts,
    latest_questions,
    passage_messages,
    pinned_citations,
    watched_citations,
)
from bot.state.schema.operation_tables import cached_answers, feedback, outbox_messages, voice_seconds
from bot.state.utc_times import utc_day, utc_time
from index.catalog.database import Database

_DAY_S = 86_400
_LINKS_KEPT_DAYS = 365
ANONYMOUS = 0
"""The user id of an answer whose conversation was deleted."""


@dataclass(frozen=True, slots=True)
class DailyActivity:
    """The counts of one day (UTC).

    Attributes:
        typical_ms: The median time of an answer in milliseconds; 0 on a day without answers.
    """

    date: date
    questions: int = 0
    not_found: int = 0
    disliked: int = 0
    liked: int = 0
    users: int = 0
    tokens: int = 0
    typical_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class DislikedAnswer:
    """A question, its answer, and how often users disliked it.

    Attributes:
        answer: The text of the answer; empty where the sources do not say.
        times: How many users disliked the answer.
        reasons: How often users gave each reason for a dislike.
    """

    answer_id: int
    question: str
    answer: str
    times: int
    asked_at: datetime
    reasons: Mapping[Reason, int]


class ActivityReports:
    """Reads and deletes stored conversations. Every method blocks on SQL and may be called from any thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Use ``database``."""
        self._database = database
        self._clock = clock

    def days(self, count: int) -> list[DailyActivity]:
        """Count the activity of the last days, the oldest first and today last."""
        today = utc_time(self._clock()).date()
        first = today - timedelta(days=count - 1)
        since = int(datetime.combine(first, datetime.min.time(), UTC).timestamp())
        with self._database.begin() as connection:
            asked = connection.execute(select(answers).where(answers.c.created_at >= since)).all()
            votes = connection.execute(select(feedback).where(feedback.c.created_at >= since)).all()
        by_day: defaultdict[date, list[Row[Any]]] = defaultdict(list)
        for row in asked:
            by_day[_day(row.created_at)].append(row)
        return [
            _to_day(day, by_day[day], [vote.value for vote in votes if _day(vote.created_at) == day])
            for day in (first + timedelta(days=n) for n in range(count))
        ]

    def disliked_answers(self, count: int) -> list[DislikedAnswer]:
        """Return the answers that users disliked, the latest first."""
        rows = (
            select(answers, func.count().label("times"))
            .join(feedback, feedback.c.answer_id == answers.c.id)
            .where(feedback.c.value < 0, answers.c.question != "")
            .group_by(answers.c.id)
            .order_by(func.max(feedback.c.created_at).desc())
            .limit(count)
        )
        with self._database.begin() as connection:
            disliked = connection.execute(rows).all()
            given = select(feedback.c.answer_id, feedback.c.reason).where(
                feedback.c.answer_id.in_([row.id for row in disliked]),
                feedback.c.value < 0,
                feedback.c.reason.is_not(None),
            )
            reasons: defaultdict[int, Counter[Reason]] = defaultdict(Counter)
            for vote in connection.execute(given):
                reasons[vote.answer_id][vote.reason] += 1
            return [
                DislikedAnswer(
                    row.id, row.question, row.text, row.times, utc_time(row.created_at), dict(reasons[row.id])
                )
                for row in disliked
            ]

    def export(self) -> Iterator[str]:
        """Yield every conversation as a JSON document, the oldest first."""
        with self._database.begin() as connection:
            votes: defaultdict[int, list[int]] = defaultdict(list)
            for vote in connection.execute(select(feedback)):
                votes[vote.answer_id].append(vote.value)
            cited: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
            for row in connection.execute(select(citations).order_by(citations.c.n)):
                cited[row.answer_id].append(_exported_citation(row))
            kept = select(answers).where(answers.c.question != "").order_by(answers.c.id)
            for row in connection.execute(kept):
                yield json.dumps(_exported(row, cited[row.id], votes[row.id]), ensure_ascii=False)

    def cited_texts(self) -> set[str]:
        """Return the names of the texts that stored citations and sent passages point into."""
        with self._database.begin() as connection:
            return set(
                connection.execute(union(select(citations.c.text_id), select(pinned_citations.c.text_id))).scalars()
            )

    def count_quotes(self, source_ids: Collection[str]) -> int:
        """Count the stored quotes of sources: in answers, and behind links of the inline mode."""
        with self._database.begin() as connection:
            return sum(
                connection.execute(
                    select(func.count()).select_from(table).where(table.c.source_id.in_(source_ids))
                ).scalar_one()
                for table in (citations, pinned_citations)
            )

    def erase_quotes(self, source_ids: Collection[str]) -> int:
        """Delete the stored quotes of sources, and the text of the answers with them; return how many quotes.

        Buttons and links to these quotes stop working. Messages in chats stay as they are.
        """
        cited = select(citations.c.answer_id).where(citations.c.source_id.in_(source_ids))
        with self._database.begin() as connection:
            connection.execute(delete(cached_answers))
            connection.execute(delete(outbox_messages).where(outbox_messages.c.answer_id.in_(cited)))
            connection.execute(update(answers).where(answers.c.id.in_(cited)).values(text="", parts=None))
            return sum(
                connection.execute(delete(table).where(table.c.source_id.in_(source_ids))).rowcount
                for table in (citations, pinned_citations)
            )

    def forget(self, user_id: int) -> int:
        """Delete the questions and votes of a user; return how many questions there were.

        The answers in every chat, their copies in the outbox, and the choices in the user's private chat are deleted
        too. Cited passages stay, because they are words of the sources and may be linked. Today's token counts stay,
        because the daily limits need them.
        """
        today = utc_day(self._clock())
        mine = answers.c.user_id == user_id
        with self._database.begin() as connection:
            connection.execute(delete(cached_answers))  # none of them names its user
            connection.execute(delete(feedback).where(feedback.c.user_id == user_id))
            for table in (watched_citations, awaited_answers, latest_questions):
                connection.execute(delete(table).where(table.c.user_id == user_id))
            for table in (chosen_sources, conversation_starts, passage_messages):
                connection.execute(delete(table).where(table.c.chat_id == user_id))
            carried = outbox_messages.c.answer_id.in_(select(answers.c.id).where(mine))
            connection.execute(delete(outbox_messages).where(carried | (outbox_messages.c.chat_id == user_id)))
            connection.execute(
                delete(token_usage).where(token_usage.c.asker == str(user_id), token_usage.c.day != today)
            )
            connection.execute(
                delete(voice_seconds).where(voice_seconds.c.user_id == user_id, voice_seconds.c.day != today)
            )
            return _forget(connection, mine)

    def prune(self, keep_days: int) -> int:
        """Delete conversations older than ``keep_days`` days, and their passages a year later; return how many."""
        limit = int(self._clock()) - keep_days * _DAY_S
        with self._database.begin() as connection:
            old = select(answers.c.id).where(answers.c.created_at < limit)
            connection.execute(delete(feedback).where(feedback.c.answer_id.in_(old)))
            connection.execute(delete(latest_questions).where(latest_questions.c.asked_at < limit))
            count = _forget(connection, answers.c.created_at < limit)
            connection.execute(delete(answers).where(answers.c.created_at < limit - _LINKS_KEPT_DAYS * _DAY_S))
            return count


def _forget(connection: Connection, which: ColumnElement[bool]) -> int:
    """Blank the question, text, user and chat of answers."""
    which = which & (answers.c.question != "")
    connection.execute(delete(messages).where(messages.c.answer_id.in_(select(answers.c.id).where(which))))
    blank = {"question": "", "text": "", "parts": None, "user_id": ANONYMOUS, "chat_id": ANONYMOUS, "thread_id": None}
    return connection.execute(update(answers).where(which).values(blank)).rowcount


def _day(seconds: int) -> date:
    return utc_time(seconds).date()


def _to_day(day: date, asked: list[Row[Any]], votes: list[int]) -> DailyActivity:
    return DailyActivity(
        date=day,
        questions=len(asked),
        not_found=sum(row.status == "not_found" for row in asked),
        disliked=sum(value < 0 for value in votes),
        liked=sum(value > 0 for value in votes),
        users=len({row.user_id for row in asked} - {ANONYMOUS}),
        tokens=sum(row.prompt_tokens + row.completion_tokens for row in asked),
        typical_ms=median(row.took_ms for row in asked) if asked else 0.0,
    )


def _exported(row: Row[Any], cited: list[dict[str, Any]], votes: list[int]) -> dict[str, Any]:
    return {
        "id": row.id,
        "asked_at": utc_time(row.created_at).isoformat(),
        "chat_id": row.chat_id,
        "thread_id": row.thread_id,
        "user_id": row.user_id,
        "question": row.question,
        "status": row.status,
        "mode": row.mode,
        "answer": row.text,
        "parts": [{"question": part.question, "answer": part.text} for part in unpack_parts(row.parts)],
        "citations": cited,
        "took_ms": row.took_ms,
        "model": row.model,
        "prompt_tokens": row.prompt_tokens,
        "completion_tokens": row.completion_tokens,
        "likes": sum(value > 0 for value in votes),
        "dislikes": sum(value < 0 for value in votes),
    }


def _exported_citation(row: Row[Any]) -> dict[str, Any]:
    return {
        "n": row.n,
        "quote": row.quote,
        "title": row.title,
        "location": row.location,
        "text_id": row.text_id,
        "start": row.start,
        "end": row.end,
    }
