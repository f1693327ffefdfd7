"""The queue of index jobs from the chat: admins propose and confirm them, and one runs at a time."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, delete, func, insert, select, update

from bot.state.replicas.lease import current_replica
from bot.state.schema.operation_tables import jobs, removals
from index.catalog.database import Database
from index.catalog.engines.notifications import notify

JobState = Literal["proposed", "queued", "running", "done", "stopped", "failed"]

JOBS = "jobs"
"""The topic of the notification that a job was queued."""

_KEPT_S = 30 * 86_400
_UNDONE_S = 86_400


@dataclass(frozen=True, slots=True)
class IndexJob:
    """A source to index, or sources to re-index.

    Attributes:
        location: Canonical.
        follow: Whether the linked pages are indexed too.
        pages: The expected number of pages.
        reindex_ids: Ids of the sources, lists and failed pages to re-index; empty where the location is indexed.
        message_id: The message that shows the progress.
        language: The language of that message.
        question: What the admin asks of the source; None without a question, and once it is answered.
        tries: How often the job was started; more than once if it ended the process.
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
    question: str | None = None
    tries: int = 0


class JobQueue:
    """Stores index jobs, so that they survive a restart. Every method blocks; any thread may call it."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Use ``database``."""
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
        question: str | None = None,
    ) -> int:
        """Store a job that an admin still has to confirm; return its id."""
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
            "question": question,
        }
        with self._database.begin() as connection:
            return int(connection.execute(insert(jobs).values(row).returning(jobs.c.id)).scalar_one())

    def save_undo_data(self, id_: int, body: str) -> None:
        """Store the removed sources that a job can restore within a day; later the job reads its source again."""
        with self._database.begin() as connection:
            connection.execute(insert(removals).values(job_id=id_, body=body, created_at=int(self._clock())))

    def undo_data(self, id_: int) -> str | None:
        """Return the removed sources that a job restores; None where the job reads its source."""
        with self._database.begin() as connection:
            found = select(removals.c.body).where(removals.c.job_id == id_)
            return connection.execute(found).scalar_one_or_none()

    def find_undo(self, user_id: int) -> IndexJob | None:
        """Return the job that would restore what a user removed last; None if there is none any more."""
        latest = (
            select(jobs)
            .join(removals, removals.c.job_id == jobs.c.id)
            .where(jobs.c.user_id == user_id, jobs.c.state == "proposed")
            .order_by(jobs.c.id.desc())
            .limit(1)
        )
        with self._database.begin() as connection:
            row = connection.execute(latest).one_or_none()
        return None if row is None else _to_job(row)

    def delete_undo_data(self, id_: int) -> None:
        """Delete the removed sources of a job."""
        with self._database.begin() as connection:
            connection.execute(delete(removals).where(removals.c.job_id == id_))

    def get(self, id_: int) -> IndexJob | None:
        """Return the job of that id; None where there is none."""
        with self._database.begin() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == id_)).one_or_none()
        return None if row is None else _to_job(row)

    def set_message(self, id_: int, message_id: int) -> None:
        """Record the message that shows the progress of a job."""
        with self._database.begin() as connection:
            connection.execute(update(jobs).where(jobs.c.id == id_).values(message_id=message_id))

    def enqueue(self, id_: int, *, follow: bool) -> bool:
        """Move a proposed job to the end of the queue; return whether it was a proposed one."""
        proposed = (jobs.c.id == id_) & (jobs.c.state == "proposed")
        with self._database.begin() as connection:
            queued = update(jobs).where(proposed).values(state="queued", follow=int(follow))
            notify(connection, JOBS)
            return connection.execute(queued).rowcount == 1

    def start_next(self) -> IndexJob | None:
        """Mark the oldest queued job as running and return it; None if no job waits."""
        with self._database.begin() as connection:
            tries = jobs.c.tries + 1
            values = {"state": "running", "owner": current_replica.get(), "is_stopped": 0, "tries": tries}
            oldest = select(jobs.c.id).where(jobs.c.state == "queued").order_by(jobs.c.id).limit(1)
            first = oldest.with_for_update(skip_locked=True).scalar_subquery()
            taken = update(jobs).where(jobs.c.id == first).values(values).returning(*jobs.c)
            row = connection.execute(taken).one_or_none()
        return None if row is None else _to_job(row)

    def list_active(self) -> list[IndexJob]:
        """Return the jobs that run or wait, in their order."""
        active = select(jobs).where(jobs.c.state.in_(("queued", "running"))).order_by(jobs.c.id)
        with self._database.begin() as connection:
            return [_to_job(row) for row in connection.execute(active)]

    def count_ahead_of(self, id_: int) -> int:
        """Count the jobs that run or wait before this one."""
        before = select(func.count()).where(jobs.c.state.in_(("queued", "running")), jobs.c.id < id_)
        with self._database.begin() as connection:
            return connection.execute(before).scalar_one()

    def finish(self, id_: int, state: JobState, took_s: float) -> None:
        """Record the final state of a running job."""
        with self._database.begin() as connection:
            connection.execute(update(jobs).where(jobs.c.id == id_).values(state=state, took_s=took_s))
            connection.execute(delete(removals).where(removals.c.job_id == id_))

    def cancel(self, id_: int) -> bool:
        """Cancel a job that does not run yet; return whether there was one."""
        waits = (jobs.c.id == id_) & jobs.c.state.in_(("proposed", "queued"))
        with self._database.begin() as connection:
            return connection.execute(update(jobs).where(waits).values(state="stopped")).rowcount == 1

    def ask_to_stop(self, id_: int) -> bool:
        """Ask the replica that runs a job to end it; return whether the job runs."""
        running = (jobs.c.id == id_) & (jobs.c.state == "running")
        with self._database.begin() as connection:
            return connection.execute(update(jobs).where(running).values(is_stopped=1)).rowcount == 1

    def should_stop(self, id_: int) -> bool:
        """Return whether an admin asked, in any replica, to end a running job."""
        with self._database.begin() as connection:
            return bool(connection.execute(select(jobs.c.is_stopped).where(jobs.c.id == id_)).scalar_one_or_none())

    def list_questions(self) -> list[IndexJob]:
        """Return the unanswered questions whose sources are indexed: one job each, unless another of its jobs waits."""
        asked = jobs.c.question.is_not(None)
        with self._database.begin() as connection:
            waiting = select(jobs.c.chat_id, jobs.c.question).where(asked, jobs.c.state.in_(("queued", "running")))
            waits = {(row.chat_id, row.question) for row in connection.execute(waiting)}
            done = connection.execute(select(jobs).where(asked, jobs.c.state == "done").order_by(jobs.c.id)).all()
        due = [row for row in done if (row.chat_id, row.question) not in waits]
        return list({(row.chat_id, row.question): _to_job(row) for row in due}.values())

    def count_question_try(self, id_: int) -> int:
        """Count one try to answer the question of a job; return how many began so far, this one included."""
        tried = update(jobs).where(jobs.c.id == id_).values(question_tries=jobs.c.question_tries + 1)
        with self._database.begin() as connection:
            return connection.execute(tried.returning(jobs.c.question_tries)).scalar_one_or_none() or 0

    def finish_question(self, job: IndexJob) -> None:
        """Record that the question of a job was answered; it was that of earlier jobs of the chat, too."""
        same = (jobs.c.chat_id == job.chat_id) & (jobs.c.question == job.question) & (jobs.c.state == "done")
        with self._database.begin() as connection:
            connection.execute(update(jobs).where(same, jobs.c.id <= job.id).values(question=None))

    def interrupt(self, id_: int) -> None:
        """Queue again a job that the end of the bot interrupts in good order, which is no failed try."""
        mine = jobs.c.owner.is_not_distinct_from(current_replica.get())
        running = (jobs.c.id == id_) & (jobs.c.state == "running") & mine
        with self._database.begin() as connection:
            connection.execute(update(jobs).where(running).values(state="queued", tries=jobs.c.tries - 1))

    def requeue_running(self) -> None:
        """Queue again the job that was running when the bot was killed."""
        with self._database.begin() as connection:
            connection.execute(update(jobs).where(jobs.c.state == "running").values(state="queued"))

    def prune(self) -> None:
        """Delete old jobs, and undo data after a day."""
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
        question=row.question,
        tries=row.tries,
    )
