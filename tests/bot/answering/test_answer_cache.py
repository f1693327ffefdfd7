"""Answers that replicas share: read by another process as they were written, without the question."""

from dataclasses import replace

from bot.answering.answer_cache import ReplicaAnswers, make_cache_key
from bot.answering.types import Generation, Usage, WithheldStatement
from tests.support.lamp_article import LIT, OIL
from tests.support.sample_answers import quote_answer

ANSWER = replace(
    quote_answer("When was the lamp lit?", replace(LIT, section=("Lamps", "Light"), also=("b",)), OIL),
    mode="model",
    generation=Generation("m", ("answer@1",), Usage(1, 20, 3), "When?", (WithheldStatement("It rained.", "no quote"),)),
)
KEY = make_cache_key("When was the lamp lit?", ["a", "b"], (4, 9), "m")


class MemoryStore(dict[str, str]):
    """Keeps answers in memory."""

    find = dict[str, str].get

    def save(self, key: str, body: str) -> None:
        """Keep an answer."""
        self[key] = body


def test_another_replica_reads_the_same_answer() -> None:
    """Its citations are the same, and nothing in it is the user's."""
    store = MemoryStore()
    ReplicaAnswers(store, "settings").save(KEY, ANSWER)
    found = ReplicaAnswers(store, "settings").find(make_cache_key("when was  the lamp lit?", ["b", "a"], (4, 9), "m"))

    assert replace(ANSWER, question="", generation=Generation("m", ("answer@1",), Usage(1, 20, 3))) == found
    assert "When" not in store.popitem()[1]


def test_other_settings_and_other_versions_do_not_share_answers() -> None:
    """An entry that cannot be read counts for none."""
    store = MemoryStore()
    shared = ReplicaAnswers(store, "settings")
    shared.save(KEY, ANSWER)
    others = [
        ReplicaAnswers(store, "others").find(KEY),
        shared.find(make_cache_key("When was the lamp lit?", ["a", "b"], (5, 12), "m")),
    ]
    for key in store:
        store[key] = '{"question": "Who?"}'

    assert [None, None, None] == [*others, shared.find(KEY)]
