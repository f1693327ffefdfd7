"""Inflected forms of one word, by their stems and by the list of irregular forms."""

import re

import pytest

from bot.answering.facts.word_matching import LETTERS, are_related, fold_word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sell", "sold"),
        ("undertake", "undertook"),
        ("women", "woman"),
        ("beginnen", "begann"),
        ("verbieten", "verboten"),
        ("aufgeben", "aufgegeben"),
        ("schließen", "schloss"),
        ("vendre", "vendu"),
        ("construyó", "construye"),
        ("fizeram", "fez"),
        ("scrisse", "scritto"),
        ("продала", "продать"),
        ("Москва", "Москвой"),
    ],
)
def test_forms_of_one_word_are_related(one: str, other: str) -> None:
    """Forms without a common stem are related too, also behind a prefix."""
    assert are_related(fold_word(one), fold_word(other))


@pytest.mark.parametrize(
    ("one", "other"), [("sell", "tell"), ("take", "undertook"), ("verbieten", "anbot"), ("Ada", "Adam"), ("got", "god")]
)
def test_other_words_are_not(one: str, other: str) -> None:
    """A similar word, and a form behind another prefix, is another word."""
    assert not are_related(fold_word(one), fold_word(other))


@pytest.mark.parametrize(("word", "folded"), [("è", "è"), ("É", "é"), ("e", "e"), ("perché", "perche")])
def test_is_in_italian_and_portuguese_is_not_and(word: str, folded: str) -> None:
    """The verb keeps its accent, without which it would join two clauses."""
    assert folded == fold_word(word)


@pytest.mark.parametrize(
    "word", ["विद्यालय", "বিদ্যালয়", "பள்ளிக்கூடம்", "విద్యాలయం", "વિદ્યાલય", "ವಿದ್ಯಾಲಯ", "വിദ്യാലയം", "ਸਕੂਲਾਂ", "විද්යාලය"]
)
def test_a_vowel_sign_of_a_script_of_south_asia_parts_no_word(word: str) -> None:
    """In Hindi, Bengali, Tamil, Telugu, Gujarati, Kannada, Malayalam, Punjabi and Sinhala."""
    assert re.findall(LETTERS, f"({word})") == [word]
