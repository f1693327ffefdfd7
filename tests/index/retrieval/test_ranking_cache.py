"""The cache of rankings: one state of the index, the latest questions."""

from index.catalog.version_rows import IndexState
from index.retrieval.ranking import Ranking
from index.retrieval.ranking_cache import RankingCache, make_ranking_key

BEFORE, AFTER = (IndexState("catalog", changes, frozenset({"one"})) for changes in (7, 8))
RANKING = Ranking((), (), 0.9, None)


def test_a_kept_ranking_is_found_in_the_same_state_alone() -> None:
    """Another state of the index drops every ranking, also for the state before."""
    cache, key = RankingCache(), make_ranking_key("Who built it?", None, 20, "en")
    cache.put(BEFORE, key, RANKING)
    found = [cache.get(state, key) for state in (BEFORE, AFTER, BEFORE)]
    assert [RANKING, None, None] == found


def test_everything_that_a_ranking_depends_on_is_in_its_key() -> None:
    """Other sources, another number of passages or another language make another key; the order of sources does not."""
    keys = {
        make_ranking_key("Who?", None, 20, None),
        make_ranking_key("Who?", [], 20, None),
        make_ranking_key("Who?", ["a", "b"], 20, None),
        make_ranking_key("Who?", ["b", "a"], 20, None),
        make_ranking_key("Who?", None, 30, None),
        make_ranking_key("Who?", None, 20, "de"),
    }
    assert 5 == len(keys)


def test_the_least_recently_used_ranking_goes_first() -> None:
    """A full cache keeps what was asked last."""
    cache = RankingCache()
    keys = [make_ranking_key(f"Who built tower {n}?", None, 20, None) for n in range(51)]
    for key in keys[:50]:
        cache.put(BEFORE, key, RANKING)
    cache.get(BEFORE, keys[0])
    cache.put(BEFORE, keys[50], RANKING)
    assert [RANKING, None, RANKING] == [cache.get(BEFORE, keys[n]) for n in (0, 1, 50)]
