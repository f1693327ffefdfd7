"""The job queue over a real SQLite file."""

from bot.state.job_queue import JobQueue, JobState
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


def test_the_ends_of_the_process_during_a_job_are_counted(database: Database) -> None:
    """A job that the end of the bot interrupts in good order is not to blame for that."""
    jobs = JobQueue(database)
    id_ = propose(jobs)
    jobs.enqueue(id_, follow=False)
    first = jobs.start_next()
    jobs.interrupt(id_)
    second = jobs.start_next()
    jobs.requeue_running()
    third = jobs.start_next()

    assert [1, 1, 2] == [job and job.tries for job in (first, second, third)]


def ask(jobs: JobQueue, question: str, state: JobState | None = "done", chat_id: int = ANN) -> int:
    """Add a job with a question; return its id. Without a state it waits."""
    id_ = jobs.propose("a", "A", pages=1, user_id=ANN, chat_id=chat_id, language="en", question=question)
    jobs.enqueue(id_, follow=False)
    if state is not None:
        jobs.finish(id_, state, 1.0)
    return id_


def test_a_question_is_kept_until_it_is_answered(database: Database) -> None:
    """Jobs with the same question have one answer, and a job that ends later has another one."""
    jobs = JobQueue(database)
    _, second, elsewhere = ask(jobs, "Who?"), ask(jobs, "Who?"), ask(jobs, "Who?", chat_id=ANN + 1)
    ask(jobs, "Why?", "failed")
    found = [jobs.list_questions() for _ in range(2)]
    waiting = ask(jobs, "Who?", None)
    blocked = [job.id for job in jobs.list_questions()]
    jobs.finish(waiting, "done", 1.0)
    jobs.finish_question(found[0][0])
    after = [job.id for job in jobs.list_questions()]

    assert [[second, elsewhere]] * 2 == [[job.id for job in jobs_] for jobs_ in found]
    assert ([elsewhere], [elsewhere, waiting]) == (blocked, after)
    assert [1, 2, 1] == [jobs.count_question_try(id_) for id_ in (second, second, waiting)]


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
