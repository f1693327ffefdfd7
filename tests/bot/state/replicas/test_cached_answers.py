"""The cache of answers for all replicas, on each engine."""

from bot.state.activity import ActivityReports
from bot.state.replicas.cached_answers import CachedAnswers
from index.catalog.database import Database
from tests.support.chat_readers import ANN
from tests.support.clock import DAY_S, Clock


def test_an_answer_is_kept_for_a_day(database: Database) -> None:
    """A later answer with the same key replaces it."""
    clock = Clock()
    cache = CachedAnswers(database, clock)
    cache.save("a", "one")
    cache.save("a", "two")
    found = cache.find("a"), cache.find("b")
    clock.now += DAY_S + 1
    expired = cache.find("a")
    cache.save("b", "three")
    cache.prune()
    clock.now -= DAY_S

    assert (("two", None), None) == (found, expired)
    assert [None, "three"] == [cache.find(key) for key in ("a", "b")]


def test_an_erasure_clears_the_cache(database: Database) -> None:
    """No entry names its user or its sources, so all of them go."""
    cache, activity = CachedAnswers(database), ActivityReports(database)
    cache.save("a", "one")
    activity.forget(ANN)
    cache.save("b", "two")
    activity.erase_quotes(["a source"])

    assert [None, None] == [cache.find(key) for key in ("a", "b")]
