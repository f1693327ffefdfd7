"""The cache of generated answers: a question that was asked before needs no model call while the index is the same."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence

from bot.answering.types import Answer

_MAX_ANSWERS = 500


class AnswerCache:
    """Keeps the latest answers in memory; when it is full, the least recently used answer goes. Thread-safe."""

    def __init__(self) -> None:
        """Start empty."""
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        """Return the answer of a key; None if there is none."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer."""
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > _MAX_ANSWERS:
                self._answers.popitem(last=False)


def make_cache_key(question: str, source_ids: Sequence[str] | None, index_version: Hashable, model: str) -> Hashable:
    """Make the key of an answer: questions that differ only in blanks and capitals share one."""
    sources = None if source_ids is None else tuple(sorted(source_ids))
    return " ".join(question.casefold().split()), sources, index_version, model
