"""Simplified and Traditional Chinese: which is which, and word lists that match both."""

import tomllib
from collections.abc import Iterator

import pytest

from bot.answering.chinese_scripts import add_traditional, is_traditional, write_both
from tests.support.paths import ROOT

LISTS = ROOT / "bot" / "answering"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("這篇文章講什麼？", True),
        ("这篇文章讲什么？", False),
        ("呢篇文講咩", True),
        ("他后来在哪里", False),
        ("你好", None),
        ("Who?", None),
    ],
)
def test_the_characters_tell_the_script(text: str, expected: bool | None) -> None:  # noqa: FBT001 - a case of a table
    """Characters of both scripts tell nothing."""
    assert expected is is_traditional(text)


def test_a_pattern_matches_both_scripts() -> None:
    """Characters become classes, also within groups, and classes get more characters; escapes and ranges stay."""
    assert r"(?:[说說]得|[这那這])\s?[一-九两兩]" == write_both(r"(?:说得|[这那])\s?[一-九两]")


def test_words_are_followed_by_their_traditional_forms() -> None:
    """Entries keep their places, and the other forms follow all of them."""
    found = add_traditional(["还有", "几里", "吗?"])

    assert ["还有", "几里", "[吗嗎]?"] == found[:3]
    assert {"還有", "幾里", "幾裡", "几裡", "幾裏", "几裏"} == set(found[3:])


def _chinese_words(node: object, *, is_chinese: bool = False) -> Iterator[str]:
    """Walk through the Chinese words of a word list."""
    if isinstance(node, dict):
        for key, each in node.items():
            yield from _chinese_words(each, is_chinese=is_chinese or key == "zh")
    elif isinstance(node, list) and is_chinese:
        yield from node


def test_each_simplified_character_of_the_word_lists_has_its_traditional_one() -> None:
    """A character that Big5 lacks is in the table, so that no list fails in Traditional Chinese."""
    words = tomllib.loads((LISTS / "chinese_scripts.toml").read_text(encoding="utf-8"))["variants"].split()
    read = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(LISTS.rglob("*.toml")))
    used = {each for node in read for word in _chinese_words(node) for each in word if "\u3400" <= each <= "\u9fff"}
    simplified = {each for each in used if not each.encode("big5", "ignore")}

    assert len(words) == len({word[0] for word in words})
    assert set() == simplified - {word[0] for word in words}
