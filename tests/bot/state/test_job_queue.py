"""The job queue over a real SQLite file."""

from bot.state.job_queue import JobQueue
from index.catalog.database import Database
from tests.support.chat_readers import ANN
from tests.support.clock import DAY_S, Clock


def propose(jobs: JobQueue, location: str = "https://example.org/a") -> int:
    """Propose a job; return its id."""
    return jobs.propose(location, "A", pages=3, user_id=ANN, chat_id=ANN, language="en")


def test_jobs_run_in_order(database: Database) -> None:
    """Jobs run in the order of their proposals; an unconfirmed job does not run."""
    jobs = JobQueue(database)
    first, undecided, second = propose(jobs), propose(jobs), propose(jobs)
    queued = [jobs.enqueue(id_, follow=True) for id_ in (second, first, first)]
    ahead = jobs.count_ahead_of(second)
    started = [jobs.start_next() for _ in range(3)]

    assert ([True, True, False], 1) == (queued, ahead)
    assert [(first, True), (second, True), None] == [job and (job.id, job.follow) for job in started]
    assert jobs.cancel(undecided)


def test_a_job_survives_a_restart(database: Database) -> None:
    """A job that ran when the bot ended runs again, with its message."""
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
    """Undo data are deleted when the job is done, or after a day."""
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
    """A running job cannot be cancelled in the queue; a finished job stays finished."""
    jobs = JobQueue(database)
    id_ = propose(jobs)
    jobs.enqueue(id_, follow=False)
    jobs.start_next()
    running = jobs.cancel(id_)
    jobs.finish(id_, "done", 1.5)
    jobs.requeue_running()

    assert (False, None) == (running, jobs.start_next())
