"""Indexing that admins asked for in a chat: proposed, queued, run one after another, and kept over a restart."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, delete, func, insert, select, update

from bot.state.schema.operation_tables import jobs, removals
from index.catalog.database import Database

JobState = Literal["proposed", "queued", "running", "done", "stopped", "failed"]

_KEPT_S = 30 * 86_400
_UNDONE_S = 86_400


@dataclass(frozen=True, slots=True)
class IndexJob:
    """One source to index, or some to read again.

    Attributes:
        location: Canonical.
        follow: Whether the pages that it links to are indexed with it.
        pages: How many pages that is likely to be.
        reindex_ids: Ids of sources, lists and pages to read again; none where what is at the location is indexed.
        message_id: The message that shows how far it is.
        language: To say it in.
    """

    id: int
    state: JobState
    location: str
    title: str
    follow: bool
    pages: int
    user_id: int
    chat_id: int
    message_id: int | None
    language: str
    reindex_ids: tuple[str, ...] = ()


class JobQueue:
    """Remembers them. Every method blocks on SQL and may be called from any thread."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Keep them in ``database``."""
        self._database = database
        self._clock = clock

    def propose(  # noqa: PLR0913 - one column each
        self,
        location: str,
        title: str,
        *,
        pages: int,
        user_id: int,
        chat_id: int,
        language: str,
        again: Sequence[str] = (),
    ) -> int:
        """Remember what could be indexed, or read again; returns the job's id."""
        row = {
            "state": "proposed",
            "location": location,
            "title": title,
            "follow": 0,
            "pages": pages,
            "again": json.dumps(again) if again else None,
            "user_id": user_id,
            "chat_id": chat_id,
            "language": language,
            "created_at": int(self._clock()),
        }
        with self._database.begin() as connection:
            return int(connection.execute(insert(jobs).values(row).returning(jobs.c.id)).scalar_one())

    def save_undo_data(self, id_: int, body: str) -> None:
        """Remember what a job is to put back, for a day; after that the job reads its source again."""
        with self._database.begin() as connection:
            connection.execute(insert(removals).values(job_id=id_, body=body, created_at=int(self._clock())))

    def undo_data(self, id_: int) -> str | None:
        """What a job is to put back; None where it reads its source."""
        with self._database.begin() as connection:
            found = select(removals.c.body).where(removals.c.job_id == id_)
            return connection.execute(found).scalar_one_or_none()

    def get(self, id_: int) -> IndexJob | None:
        """The job of that id; None where there is none any more."""
        with self._database.begin() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == id_)).one_or_none()
        return None if row is None else _to_job(row)

    def set_message(self, id_: int, message_id: int) -> None:
        """Which message shows how far a job is."""
        with self._database.begin() as connection:
            connection.execute(update(jobs).where(jobs.c.id == id_).values(message_id=message_id))

    def enqueue(self, id_: int, *, follow: bool) -> bool:
        """Put a proposed job at the end of the queue; returns whether it was one."""
        proposed = (jobs.c.id == id_) & (jobs.c.state == "proposed")
        with self._database.begin() as connection:
            queued = update(jobs).where(proposed).values(state="queued", follow=int(follow))
            return connection.execute(queued).rowcount == 1

    def start_next(self) -> IndexJob | None:
        """Take the job that has waited longest; None if none waits."""
        with self._database.begin() as connection:
            first = select(func.min(jobs.c.id)).where(jobs.c.state == "queued").scalar_subquery()
            taken = update(jobs).where(jobs.c.id == first).values(state="running").returning(*jobs.c)
            row = connection.execute(taken).one_or_none()
        return None if row is None else _to_job(row)

    def count_ahead_of(self, id_: int) -> int:
        """How many jobs run or wait before this one."""
        before = select(func.count()).where(jobs.c.state.in_(("queued", "running")), jobs.c.id < id_)
        with self._database.begin() as connection:
            return connection.execute(before).scalar_one()

    def finish(self, id_: int, state: JobState, took_s: float) -> None:
        """A running job is over."""
        with self._database.begin() as connection:
            connection.execute(update(jobs).where(jobs.c.id == id_).values(state=state, took_s=took_s))
            connection.execute(delete(removals).where(removals.c.job_id == id_))

    def cancel(self, id_: int) -> bool:
        """Take a job out that does not run yet; returns whether it was there to be taken."""
        waits = (jobs.c.id == id_) & jobs.c.state.in_(("proposed", "queued"))
        with self._database.begin() as connection:
            return connection.execute(update(jobs).where(waits).values(state="stopped")).rowcount == 1

    def requeue_running(self) -> None:
        """Queue again what was running when the bot ended."""
        with self._database.begin() as connection:
            connection.execute(update(jobs).where(jobs.c.state == "running").values(state="queued"))

    def prune(self) -> None:
        """Forget old jobs, and sooner what was removed."""
        final = removals.c.created_at < int(self._clock()) - _UNDONE_S
        old = (jobs.c.created_at < int(self._clock()) - _KEPT_S) & jobs.c.state.not_in(("queued", "running"))
        with self._database.begin() as connection:
            connection.execute(delete(removals).where(final))
            connection.execute(delete(jobs).where(old))


def _to_job(row: Row[Any]) -> IndexJob:
    return IndexJob(
        id=row.id,
        state=row.state,
        location=row.location,
        title=row.title,
        follow=bool(row.follow),
        pages=row.pages,
        user_id=row.user_id,
        chat_id=row.chat_id,
        message_id=row.message_id,
        language=row.language or "en",
        reindex_ids=tuple(json.loads(row.again or "[]")),
    )
