"""The name in a question about a text in another script."""

import pytest

from bot.answering.questions.foreign_names import (
    find_foreign_names,
    find_only_name,
    find_spelling,
    is_missing,
    is_sure_spelling,
)

TEXTS = ("Senator Petra Loyo defended the bill.", "Hagen Grote and Richard Grenell met Dr Johnson.", "The mayor left.")


@pytest.mark.parametrize(
    ("question", "language", "name"),
    [
        ("Кто такой Лойо?", "ru", "Лойо"),
        ("Что известно о Хагене Гроте?", "ru", "Хагене Гроте"),
        ("Лойо", "ru", "Лойо"),
        ("Who is Ada Byrne?", "en", "Ada Byrne"),
        ("¿Quién es Ada Byrne?", "es", "Ada Byrne"),
        ("Quem é Ada Byrne?", "pt", "Ada Byrne"),
        ("Qui est Ada Byrne ?", "fr", "Ada Byrne"),
        ("Wer ist Ada Byrne?", "de", "Ada Byrne"),
        ("من هو Elon Musk؟", "ar", "Elon Musk"),
        ("Elon Musk是谁？", "zh", "Elon Musk"),
        ("Что сказала Лойо о законе?", "ru", None),
        ("Кто победил?", "ru", None),
    ],
)
def test_a_question_about_a_name_alone_is_recognized(question: str, language: str, name: str | None) -> None:
    """Question words around the name ask nothing else, in all languages of the bot."""
    assert name == find_only_name(question, language)


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("Лойо", "Loyo"),
        ("Петры Лойо", "Petra Loyo"),
        ("Хагену Гроте", "Hagen Grote"),
        ("Гренелла", "Grenell"),
        ("Джонсон", "Johnson"),
        ("Λόγιο", "Loyo"),
        ("Варли", None),
        ("Маск", None),
    ],
)
def test_a_name_is_found_by_its_sound(name: str, spelling: str | None) -> None:
    """Cases of Russian names count, and a name that the text does not have is not found."""
    assert spelling == find_spelling(name, TEXTS)


def test_a_name_is_missing_if_no_word_of_the_text_resembles_it() -> None:
    """A typo, another script and one of two words are enough for a name to be there."""
    names = ("Elon Musk", "Petra Smith", "Grenel", "Loyo", "Лойо")

    assert [True, False, False, False, False] == [is_missing(name, TEXTS) for name in names]


def test_a_name_in_latin_letters_in_another_script_is_foreign() -> None:
    """Roman numbers and acronyms are no names, and a question in Latin letters has none."""
    questions = ("Что сказал Elon Musk о NATO в XV веке?", "Who is Elon Musk?", "埃隆 Elon Musk 是谁？")

    assert [["Elon Musk"], [], ["Elon Musk"]] == list(map(find_foreign_names, questions))


TEXT = "Nicolás Maduro wrote to Donald Trump. The envoy Richard Grenell, Delcy Rodríguez and Juan Loyo came to Caracas."


@pytest.mark.parametrize(
    ("question", "language", "spelled"),
    [
        ("кто такой гренелл", "ru", "Grenell"),
        ("а лойо?", "ru", "Loyo"),
        ("من هو مادورو", "ar", "Maduro"),
        ("من هو لويو؟", "ar", "Loyo"),
        ("غرينيل", "ar", "Grenell"),
        ("من هو ترامب؟", "ar", "Trump"),
        ("马杜罗是谁", "zh", "Maduro"),
        ("洛约是谁？", "zh", "Loyo"),
        ("格雷内尔", "zh", "Grenell"),
        ("谁是罗德里格斯", "zh", "Rodríguez"),
        ("特朗普", "zh", "Trump"),
        ("قصة", "ar", None),
        ("信", "zh", None),
        ("письмо", "ru", None),
        ("什么时候", "zh", None),
    ],
)
def test_a_name_without_capitals_is_found_in_another_script(question: str, language: str, spelled: str | None) -> None:
    """Arabic and Chinese tell no capitals and few vowels, and Russian users leave capitals out on a phone."""
    name = find_only_name(question, language)
    assert spelled == (None if name is None else find_spelling(name, [TEXT]))


def test_two_consonants_make_no_sure_spelling() -> None:
    """Many words share two consonants; a name of three, and one with vowels, is sure."""
    assert [False, False, True, True] == list(map(is_sure_spelling, ["洛约", "لويو", "马杜罗", "Лойо"]))
