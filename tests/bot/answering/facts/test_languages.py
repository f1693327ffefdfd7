"""Languages of texts, by their letters."""

import pytest

from bot.answering.facts.languages import read_script


@pytest.mark.parametrize(
    ("text", "spoken", "expected"),
    [
        ("кто написал письмо?", "de", "ru"),
        ("من كتب الرسالة؟", "en", "ar"),
        ("谁写了这封信？", "und", "zh"),
        ("хто переміг?", "uk", "uk"),
        ("Кто такой Ivan Petrovsky Longfellow", "de", "de"),
        ("who won?", "ru", "ru"),
        ("👍", "de", "de"),
    ],
)
def test_a_question_in_another_script_is_not_in_the_language_of_its_user(text: str, spoken: str, expected: str) -> None:
    """Cyrillic letters of a user whose Telegram speaks German are no German."""
    assert expected == read_script(text, spoken)
