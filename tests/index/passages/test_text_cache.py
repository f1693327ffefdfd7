"""The text cache: texts that stay in memory between questions."""

from collections.abc import Collection

from index.passages.text_cache import TextCache


def test_a_text_is_read_once() -> None:
    """A cached text is not read again, and an unknown one is absent."""
    asked: list[set[str]] = []

    def read(ids: Collection[str]) -> dict[str, str]:
        asked.append(set(ids))
        return {id_: id_ * 3 for id_ in ids if id_ != "gone"}

    texts = TextCache(10_000)
    assert {"a": "aaa"} == texts.get({"a", "gone"}, read)
    assert {"a": "aaa", "b": "bbb"} == texts.get({"a", "b"}, read)
    assert [{"a", "gone"}, {"b"}] == asked


def test_long_texts_make_room() -> None:
    """Beyond the limit the least recently used text goes; the last one always stays."""
    asked: list[str] = []

    def read(ids: Collection[str]) -> dict[str, str]:
        asked.extend(ids)
        return {id_: id_ * 1_000 for id_ in ids}

    texts = TextCache(2_500)
    for id_ in "abacb":
        texts.get({id_}, read)
    assert ["a", "b", "c", "b"] == asked
    tight = TextCache(1)
    assert [{"a": "a" * 1_000}] * 2 == [tight.get({"a"}, read) for _ in range(2)]
    assert ["a", "b", "c", "b", "a"] == asked
