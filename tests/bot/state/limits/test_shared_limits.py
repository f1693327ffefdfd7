"""Limits that hold for all processes on one database together."""

from collections.abc import Callable
from threading import Barrier, Thread

from bot.state.access import AccessControl, AccessPolicy
from bot.state.engine import open_bot_database
from bot.state.limits.question_limits import RateLimited
from bot.state.limits.shared_limits import SharedMinuteLimit, prune_requests
from bot.state.limits.voice_seconds import VoiceSeconds
from index.catalog.database import Database
from tests.support.chat_readers import ANN, BEN
from tests.support.clock import Clock

AT_ONCE = 8


def count_at_once(spend: Callable[[int], bool]) -> int:
    """Call a function with the numbers from 0 at the same time; return how often it returned true."""
    start, results = Barrier(AT_ONCE), []

    def run(number: int) -> None:
        start.wait(10)
        results.append(spend(number))

    threads = [Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert AT_ONCE == len(results)
    return results.count(True)


def test_two_processes_share_the_limit_of_a_minute(database: Database, clock: Clock) -> None:
    """The requests of a user count together, and one explanation suffices; other users and kinds count apart."""
    here, there = (SharedMinuteLimit(database, "question", 2, clock) for _ in range(2))
    within = [here.spend(ANN), there.spend(ANN)]
    clock.now += 20
    over = [here.spend(ANN), there.spend(ANN)]
    others = [there.spend(BEN), SharedMinuteLimit(database, "api", 1, clock).spend(ANN)]
    clock.now += 41

    assert [None, None] == within
    assert [RateLimited("minute", 2, 40, is_first=True), RateLimited("minute", 2, 40, is_first=False)] == over
    assert [None, None, None] == [*others, there.spend(ANN)]


def test_replicas_at_the_same_moment_admit_no_more_than_the_limit(postgresql_address: str) -> None:
    """Of simultaneous questions and searches in several processes, only as many as the settings allow are counted."""
    databases = [open_bot_database(postgresql_address) for _ in range(AT_ONCE)]
    replicas = [AccessControl(database, AccessPolicy(per_minute=1)) for database in databases]
    questions = count_at_once(lambda number: replicas[number].count_question(ANN) is None)
    searches = count_at_once(lambda number: replicas[number].count_search(ANN) is None)
    for database in databases:
        database.close()

    assert (1, 5) == (questions, searches)


def test_replicas_at_the_same_moment_transcribe_no_more_than_a_day_allows(postgresql_address: str) -> None:
    """Of simultaneous recordings in several processes, only as many as fit in the day are counted."""
    databases = [open_bot_database(postgresql_address) for _ in range(AT_ONCE)]
    replicas = [VoiceSeconds(database) for database in databases]
    taken = count_at_once(lambda number: replicas[number].take(ANN, 10, 25))
    for database in databases:
        database.close()

    assert 2 == taken


def test_a_recording_longer_than_the_day_allows_is_refused(database: Database) -> None:
    """The first recording of a day has the limit too, and a refused one does not count."""
    voice = VoiceSeconds(database)

    assert [False, True, False] == [voice.take(ANN, seconds, 25) for seconds in (26, 25, 1)]


def test_counts_of_past_minutes_are_deleted(database: Database, clock: Clock) -> None:
    """A user who is at the limit stays there; one who sent nothing for minutes leaves no row."""
    limit = SharedMinuteLimit(database, "question", 1, clock)
    limit.spend(ANN)
    clock.now += 3_600
    limit.spend(BEN)
    prune_requests(database, clock.now)
    with database.begin() as connection:
        left = connection.exec_driver_sql("SELECT user_id FROM recent_request").scalars().all()

    assert [BEN] == left
    assert limit.spend(BEN) is not None
