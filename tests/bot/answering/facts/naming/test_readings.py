"""Readings: a name in Latin letters is found in Chinese and Japanese characters."""

import pytest

from bot.answering.facts import Evidence, check_statement
from bot.answering.facts.naming.readings import is_read_in

JAPANESE = "山本春子は1950年に小樽で生まれ、のちに函館で教えた。"
CHINESE = "李秀兰1962年在苏州出生,后来在南京教书。"


@pytest.mark.parametrize(
    ("name", "text", "language", "is_read"),
    [
        ("Yamamoto", JAPANESE, "ja", True),
        ("Haruko", JAPANESE, "ja", True),
        ("Suzuki", JAPANESE, "ja", False),
        ("Ōsaka", "大阪市", "ja", True),
        ("Yamazaki", "山崎", "ja", True),
        ("Toyota", "トヨタ", "ja", True),
        ("Xiulan", CHINESE, "zh", True),
        ("Wei", CHINESE, "zh", False),
        ("Xiulan", JAPANESE, "en", False),
    ],
)
def test_characters_are_read(name: str, text: str, language: str, *, is_read: bool) -> None:
    """Chinese characters have one reading each; Japanese ones have those of the list."""
    assert is_read == is_read_in(name, text, language)


@pytest.mark.parametrize(
    ("statement", "sentence", "language", "names"),
    [
        ("Haruko Yamamoto was born in Otaru in 1950.", JAPANESE, "ja", []),
        ("Suzuki Kenji was born in Otaru in 1950.", JAPANESE, "ja", ["Suzuki Kenji"]),
        ("Li Xiulan later taught in Nanjing.", CHINESE, "zh", []),
        ("Zhang Wei was born in Suzhou in 1962.", CHINESE, "zh", ["Zhang Wei"]),
    ],
)
def test_a_name_in_characters_is_not_missing(statement: str, sentence: str, language: str, names: list[str]) -> None:
    """Another name than that of the sentence is missing."""
    found = check_statement(statement, Evidence((sentence,), passage=sentence, language=language), language="en")
    assert names == [mismatch.text for mismatch in found if mismatch.kind == "name"]
