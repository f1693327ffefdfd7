"""Words of titles and names are compared with their vowel signs, and without their stops."""

import pytest

from index.parsing.metadata import bare_words


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The Lamp: of “Orsk”!", "the lamp of orsk"),
        ("दीपक की किताब।", "दीपक की किताब"),
        ("সেতু বড়।", "সেতু বড়"),
        ("เรือ แล่น", "เรือ แล่น"),
    ],
)
def test_words_alone(line: str, expected: str) -> None:
    """Signs of Indic and Thai vowels are parts of words, and a danda is none."""
    assert expected == bare_words(line)
