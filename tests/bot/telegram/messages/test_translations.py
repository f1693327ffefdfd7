"""The bot's own words: every message in every language, in the right form, readable in both directions."""

import re
import tomllib
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.answering.questions.suggestions import ask_about, find_asked_topic
from bot.telegram.messages import translations
from bot.telegram.messages.bidi import is_right_to_left
from bot.telegram.messages.display_values import locale_of
from bot.telegram.messages.message import join_with_dots
from bot.telegram.messages.rich_text import utf16_length
from bot.telegram.messages.translations import (
    LANGUAGES,
    help_text,
    language_of_answer,
    language_of_words,
    list_commands,
    supported_language,
    translate,
)
from bot.telegram.operations import failure_reasons
from index.indexing.types import Status
from index.types import Kind
from tests.support.paths import ROOT

KEY = re.compile(r"[a-z]+(?:-[a-z]+)*")
ISOLATES = re.compile("[\u2066-\u2069]")
TYPED = re.compile(r"/[a-z]+|PINCITE_[A-Z_]+|pincite [a-z]+|robots\.txt")
"""What users type or open, which is the same in every language."""
TOUCHING = re.compile(r"\w(?:/[a-z]+|\{(?:command|username)\})|(?:/[a-z]+|\{(?:command|username)\})(?=[^\W_a-z])")
"""A command or a name beside a letter, such as a Korean particle: Telegram makes no link of it."""
LATIN = re.compile(r"[A-Za-z]{2,}")
KEPT = {"Pincite", "Telegram", "LINK", "FILE", "ID", "OR", "MB", "name", "token", "PDF", "DOCX", "HTML"}
"""Words in Latin letters that languages with another script keep."""
ENDS = {".": ".。।", "!": "!！.。।", ":": ":：", "?": "?？؟", "…": "…"}
"""What ends a message in other languages, by the English end."""
BUTTON_UNITS, WINDOW_UNITS, SHORT_DESCRIPTION_UNITS, DESCRIPTION_UNITS = 40, 200, 120, 512


def catalog(language: str) -> Catalog:
    """Read the message file of a language."""
    with (ROOT / "bot" / "telegram" / "messages" / "locale" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=locale_of(language), abort_invalid=True)


def messages(language: str) -> dict[str, Message]:
    """Return the messages of a language by key; a message with several forms has its key twice in the file."""
    return {_key(message): message for message in catalog(language) if message.id}


def _key(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def forms(message: Message) -> list[str]:
    """Return the text of a message, or the text of each of its plural forms."""
    return list(map(str, message.string)) if isinstance(message.string, (tuple, list)) else [str(message.string)]


def values(text: str) -> set[str]:
    """Return the names in the braces of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_every_message(language: str) -> None:
    """Each file has the messages of the English one, with the same values, and none is empty."""
    english, found = messages("en"), messages(language)

    assert list(english) == list(found)
    for key, message in found.items():
        wanted = set().union(*map(values, forms(english[key])))
        for form in forms(message):
            assert form.strip(), key
            assert values(form) <= wanted, key
        assert wanted == set().union(*map(values, forms(message))), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_plain_and_plurals_complete(language: str) -> None:
    """Keys are words with hyphens; only a message with ``{count}`` has plural forms, and it has all of them."""
    number = catalog(language).num_plurals
    for key, message in messages(language).items():
        assert KEY.fullmatch(key), key
        counted = any("count" in values(form) for form in forms(message))
        assert (counted, number if counted else 1) == (bool(message.pluralizable), len(forms(message))), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    """Numbers in one plural category of CLDR, the Unicode consortium's data, get one form, other numbers another."""
    form_of, category_of = catalog(language).plural_expr, locale_of(language).plural_form
    choose = c2py(form_of)
    pairs = {(choose(number), category_of(number)) for number in range(1_000)}

    assert len(pairs) == len({form for form, _ in pairs}) == len({category for _, category in pairs})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_users_type_is_the_same_in_every_language(language: str) -> None:
    """Commands, settings and addresses are kept, and Telegram recognizes them: no letter touches them."""
    english = messages("en")
    for key, message in messages(language).items():
        for form in forms(message):
            assert set(TYPED.findall(forms(english[key])[-1])) == set(TYPED.findall(form)), key
            assert None is TOUCHING.search(form), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_plain_text_with_the_marks_of_the_language(language: str) -> None:
    """No markup and no straight quotation marks; lines and the end are those of the English message."""
    english = messages("en")
    for key, message in messages(language).items():
        model = forms(english[key])[-1]
        for form in forms(message):
            assert not set("\"'<>&") & set(form), key
            assert model.count("\n") == form.count("\n"), key
            if form[-1] not in "}2":  # a value or "/cite 2" may end the sentence
                assert form[-1] in ENDS.get(model[-1], form[-1]), key
            assert model[-1] in ENDS or form[-1] not in ".。।:：", key


@pytest.mark.parametrize("language", ["ar", "fa", "he", "hi", "ja", "ko", "ru", "uk", "zh", "zh-Hant"])
def test_no_english_is_left(language: str) -> None:
    """In languages with another script, Latin letters are only in names, commands and what users type."""
    for key, message in messages(language).items():
        for form in forms(message):
            left = set(LATIN.findall(TYPED.sub("", re.sub(r"\{\w+\}|@\w+", "", form)))) - KEPT
            assert set() == left, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_fit_where_telegram_shows_them(language: str) -> None:
    """Buttons are short, a window shows its whole text, and descriptions are within Telegram's limits."""
    code = "".join(path.read_text() for path in sorted((ROOT / "bot" / "telegram").rglob("*.py")))
    buttons = set(re.findall(r"""[bB]utton\([^\n]*?translate\([\w.]+, ["']([a-z-]+)["']""", code))
    windows = set(re.findall(r"""acknowledge\((?:callback, )?["']([a-z-]+)["']""", code))
    found = messages(language)

    assert {"open-page", "index-linked", "await-answer"} <= buttons
    assert {"stale-button", "admins-ask-here"} <= windows
    for keys, most in (
        (buttons, BUTTON_UNITS),
        (windows, WINDOW_UNITS),
        ({"short-description"}, SHORT_DESCRIPTION_UNITS),
        ({"description"}, DESCRIPTION_UNITS),
    ):
        long = {key for key in keys for form in forms(found[key]) if utf16_length(form) > most}
        assert set() == long


def test_the_code_uses_every_message_and_no_other() -> None:
    """Each key in the code is in the files, and the code uses every message of the files."""
    folders = (ROOT / "bot" / "telegram", ROOT / "bot" / "web")
    code = "".join(path.read_text() for folder in folders for path in sorted(folder.rglob("*.py")))
    written = set(re.findall(r'["\x27]([a-z]+(?:-[a-z]+)*)["\x27]', code))
    made = {f"kind-{kind}" for kind in get_args(Kind)}
    listed = (*translations.PRIVATE_COMMANDS, *translations.GROUP_ADMIN_COMMANDS, *translations.ADMIN_COMMANDS)
    made |= {f"command-{name}" for name in (*translations.COMMANDS, *listed)}
    made |= {f"pages-{status}" for status in get_args(Status)} | {"over-minute", "over-day"}

    made |= set(tomllib.loads(Path(failure_reasons.__file__).with_suffix(".toml").read_text(encoding="utf-8")))

    assert set() == set(messages("en")) - written - made
    assert set() == set(re.findall(r'\btranslate\([^()"]*, "([a-z-]+)"', code)) - set(messages("en"))


@pytest.mark.parametrize(
    ("code", "language"),
    [
        *[("pt-br", "pt"), ("RU", "ru"), ("en-GB", "en"), ("fi", "en"), ("", "en"), (None, "en")],
        *[("he", "he"), ("iw", "he"), ("in", "id"), ("zh", "zh"), ("zh-CN", "zh"), ("zh-hans", "zh")],
        *[("zh-hans-hk", "zh"), ("zh-TW", "zh-Hant"), ("zh-hk", "zh-Hant"), ("zh-mo", "zh-Hant")],
        *[("zh-Hant", "zh-Hant"), ("zh-hant-tw", "zh-Hant"), ("yue", "zh-Hant"), ("yue-hans", "zh")],
    ],
)
def test_the_language_follows_the_users_tag(code: str | None, language: str) -> None:
    """The language of the tag counts, and for Chinese its script or country; other languages get English."""
    assert language == supported_language(code)


@pytest.mark.parametrize(
    ("words", "user", "language"),
    [
        ("תודה רבה", "en", "he"),
        ("Спасибо", "he", "ru"),
        ("ok", "he", "he"),
        ("👍", "zh-Hant", "zh-Hant"),
        ("謝謝", "en", "zh-Hant"),
        ("谢谢", "zh-Hant", "zh"),
        ("好", "en", "zh"),
        ("好", "zh-Hant", "zh-Hant"),
        ("東京", "ja", "ja"),
        ("はい", "zh-Hant", "ja"),
        ("सुप्रभात", "en", "hi"),
        ("سلام", "fa", "fa"),
        ("who is Пётр", "en", "en"),
    ],
)
def test_a_reply_is_in_the_language_of_the_script_of_the_words(words: str, user: str, language: str) -> None:
    """Words in a script that the user's language does not have are answered in theirs; Chinese keeps its script."""
    assert language == language_of_words(words, user)


@pytest.mark.parametrize(
    ("spoken", "question", "user", "language"),
    [
        ("zh", "誰點亮了燈？", "en", "zh-Hant"),
        ("zh", "谁点亮了灯？", "zh-Hant", "zh"),
        ("zh", "你好", "zh-Hant", "zh-Hant"),
        ("he", "מי הדליק?", "en", "he"),
        ("fi", "kuka?", "he", "he"),
    ],
)
def test_an_answer_is_shown_in_the_language_of_its_question(
    spoken: str, question: str, user: str, language: str
) -> None:
    """A language that the bot does not speak gives way to the user's."""
    assert language == language_of_answer(spoken, question, user)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_question_about_a_topic(language: str) -> None:
    """The buttons of the introduction ask it, and its topic is found in it."""
    asked = ask_about("Orsa", language)

    assert (language == "en") == (asked == ask_about("Orsa", "en"))
    assert "Orsa" == find_asked_topic(asked)


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("en", 1, "1 passage"),
        ("en", 12_345, "12,345 passages"),
        ("de", 12_345, "12.345 Textstellen"),
        ("fr", 0, "0 passage"),
        ("ru", 21, "21 отрывок"),
        ("ru", 3, "3 отрывка"),
        ("ru", 12, "12 отрывков"),
        ("ar", 2, "مقطعان"),
        ("ar", 7, "7 مقاطع"),
        ("ar", 11, "11 مقطعًا"),
        ("ar", 100, "100 مقطع"),
        ("zh", 7, "7 段"),
        ("he", 1, "קטע אחד"),
        ("he", 2, "שני קטעים"),
        ("he", 12_345, "12,345 קטעים"),
    ],
)
def test_numbers_take_the_right_form(language: str, count: int, sentence: str) -> None:
    """Numbers are formatted for the language, and the noun has the form that the number needs."""
    assert sentence == translate(language, "passages", count=count)


def test_a_title_in_the_other_direction_is_isolated() -> None:
    """Text in the other direction is enclosed in isolates; other text is unchanged."""
    assert "linked from \u2068كتاب\u2069" == translate("en", "linked-from", title="كتاب")
    assert "مرتبط من \u2068The Cable\u2069" == translate("ar", "linked-from", title="The Cable")
    assert "linked from The Cable" == translate("en", "linked-from", title="The Cable")
    assert "مرتبط من كتاب" == translate("ar", "linked-from", title="كتاب")


def test_a_date_keeps_its_order_among_right_to_left_words() -> None:
    """In a line with both directions each part is isolated; in a line with one direction nothing is added."""
    assert "\u2068Title\u2069 · \u2068المقال\u2069 · \u20682026-11-02\u2069" == join_with_dots(
        ["Title", "المقال", "2026-11-02"]
    )
    assert "\u2068مها\u2069 · \u20682026-11-02\u2069" == join_with_dots(["مها", "2026-11-02"])
    assert "Title · 2026-11-02" == join_with_dots(["Title", None, "2026-11-02"])
    assert "بقلم \u2068R2-D2\u2069" == translate("ar", "by", author="R2-D2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_direction_of_a_language_is_that_of_the_cldr(language: str) -> None:
    """The bot knows without Babel which of its languages run from right to left."""
    assert (locale_of(language).text_direction == "rtl") == is_right_to_left(language)


def test_commands_and_names_stay_together_in_right_to_left_text() -> None:
    """In Arabic a slash stays with its command and an at sign with its name; a line of the list runs to the left."""
    found = help_text("ar", "pincite_bot")

    assert "\u2068@pincite_bot\u2069" in found
    assert "\u2066/ask\u2069" in found
    assert "\n\u2068/start\u2069 — " in found


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_what_users_type_keeps_its_order_in_right_to_left_text(language: str) -> None:
    """An address is isolated as a whole, and a command with what follows it."""
    address = translate(language, "only-in-private", link="t.me/pincite_bot")
    which, whom = translate(language, "which-quote"), translate(language, "whom", command="/block")

    assert "\u2068t.me/pincite_bot\u2069" in address
    assert "\u2066/cite 2\u2069" in which
    assert "\u2066\u2068/block\u2069 123456\u2069" in whom
    assert "\u2066\u2068/block\u2069 @name\u2069" in whom


@pytest.mark.parametrize("language", [language for language in LANGUAGES if not is_right_to_left(language)])
def test_left_to_right_words_have_no_invisible_characters(language: str) -> None:
    """If nothing needs isolating, a message contains no invisible characters."""
    assert None is ISOLATES.search(help_text(language, "pincite_bot"))


def test_braces_in_a_value_are_only_characters() -> None:
    """A title with braces is inserted unchanged."""
    assert "linked from {title} {0}" == translate("en", "linked-from", title="{title} {0}")


def test_an_unknown_key_is_an_error() -> None:
    """An unknown key raises, so that it cannot reach a user."""
    with pytest.raises(KeyError):
        translate("es", "no-such-message")


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_accepts_the_commands_of_every_language(language: str) -> None:
    """Descriptions have between 1 and 256 characters."""
    assert all(1 <= len(what) <= 256 for _, what in list_commands(language))


def test_each_line_of_a_value_is_isolated_on_its_own() -> None:
    """An isolate that spans lines would end with the first one, and the next would change their order."""
    found = translate("ar", "alert-renewal", count=2, reason="\n✕ Page 0: gone\n✕ Page 1: gone")

    assert found.endswith("\n\u2068✕ Page 0: gone\u2069\n\u2068✕ Page 1: gone\u2069")
