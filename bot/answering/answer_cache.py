"""Answers to questions that were asked before, as long as the index has not changed."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence

from bot.answering.types import Answer

_KEPT = 500


class AnswerCache:
    """The latest answers, in memory. Safe to use from several threads."""

    def __init__(self) -> None:
        """None yet."""
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        """The answer of that key."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Remember an answer; the one that was least used goes."""
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)


def make_cache_key(question: str, source_ids: Sequence[str] | None, index: Hashable, model: str) -> Hashable:
    """What two questions have in common that have the same answer: blanks and capitals aside, every word counts."""
    within = None if source_ids is None else tuple(sorted(source_ids))
    return " ".join(question.casefold().split()), within, index, model
