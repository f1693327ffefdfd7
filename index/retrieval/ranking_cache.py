"""The cache of rankings: a question that was asked before needs no model while the index is the same."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from index.catalog.version_rows import IndexState
from index.retrieval.ranking import Ranking

_MAX_RANKINGS = 50  # of about 200 kB each


@dataclass(frozen=True, slots=True)
class RankingKey:
    """All that a ranking depends on, beside the state of the index.

    Attributes:
        question: In its canonical form.
        source_ids: The sources that are searched; None for all.
        passages: The number of passages that are ranked.
        user_language: The language of the user, if it is known.
        is_question: Whether sentences are to answer it; a statement is only looked up.
    """

    question: str
    source_ids: frozenset[str] | None
    passages: int
    user_language: str | None
    is_question: bool


def make_ranking_key(
    question: str,
    source_ids: Sequence[str] | None,
    passages: int,
    user_language: str | None,
    *,
    is_question: bool = True,
) -> RankingKey:
    """Make the key of a ranking; the order of the sources does not count."""
    searched = None if source_ids is None else frozenset(source_ids)
    return RankingKey(question, searched, passages, user_language, is_question)


class RankingCache:
    """Keeps the latest rankings of one state of the index, so that no text of a removed source stays. Thread-safe."""

    def __init__(self) -> None:
        """Start empty."""
        self._state: IndexState | None = None
        self._rankings: OrderedDict[RankingKey, Ranking] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, state: IndexState, key: RankingKey) -> Ranking | None:
        """Return the ranking of a key in this state of the index; None if there is none."""
        with self._lock:
            self._enter(state)
            ranking = self._rankings.get(key)
            if ranking is not None:
                self._rankings.move_to_end(key)
            return ranking

    def put(self, state: IndexState, key: RankingKey, ranking: Ranking) -> None:
        """Keep a ranking; when the cache is full, the least recently used one goes."""
        with self._lock:
            self._enter(state)
            self._rankings[key] = ranking
            if len(self._rankings) > _MAX_RANKINGS:
                self._rankings.popitem(last=False)

    def _enter(self, state: IndexState) -> None:
        if state != self._state:
            self._state = state
            self._rankings.clear()
