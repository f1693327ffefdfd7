"""The cache of generated answers: a question that was asked before needs no model call while the index is the same."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from bot.answering.types import Answer
from bot.answering.word_lists import load_once

_MAX_ANSWERS = 500


class SharesAnswers(Protocol):
    """Keeps answers for several processes. Every method blocks."""

    def find(self, key: str) -> str | None:
        """Return the answer of a key; None if there is none."""

    def save(self, key: str, body: str) -> None:
        """Keep an answer."""


class ReplicaAnswers:
    """The answers of all replicas, which one may use instead of asking the model. Every method blocks."""

    def __init__(self, store: SharesAnswers, settings: str) -> None:
        """Keep answers in ``store``; ``settings`` identifies all that they depend on beside their key."""
        self._store = store
        self._settings = settings

    def find(self, key: Hashable) -> Answer | None:
        """Return the answer of a key, without its question; None if there is none that this version can read."""
        body = self._store.find(self._name(key))
        try:
            return None if body is None else _answers().validate_json(body)
        except ValidationError:
            return None

    def save(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer without its question, which may say something of its user."""
        generation = None if answer.generation is None else replace(answer.generation, asked=None, withheld=())
        anonymous = replace(answer, question="", generation=generation)
        self._store.save(self._name(key), _answers().dump_json(anonymous).decode())

    def _name(self, key: Hashable) -> str:
        return hashlib.sha256(repr((self._settings, key)).encode()).hexdigest()


@load_once
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


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
