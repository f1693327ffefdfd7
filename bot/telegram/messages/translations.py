"""The bot's own words in the reader's language, from the ``.po`` files in ``locale/``.

``translate(language, "not-found")`` is a sentence; ``translate(language, "passages", count=3)`` depends on a number.

To add a message, write it into every file of ``locale/``, under the same key and with the same ``{values}``. A message
with ``{count}`` has as many forms as the file's ``Plural-Forms`` header says. Sentences are short and kind, and every
error says what to do next. ``tests/bot/telegram/messages/test_translations.py`` lists what is missing.

To add a language, add its file: the bot speaks the languages that have one. Its name is the IETF tag of the language.
"""

import gettext
import io
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.answering.chinese_scripts import is_traditional
from bot.answering.facts.languages import read_script
from bot.telegram.messages.bidi import is_right_to_left, isolate
from bot.telegram.messages.display_values import display_number, locale_of
from index.types import Kind

_FOLDER = files("bot.telegram.messages") / "locale"
_FALLBACK = "en"

LANGUAGES = (
    _FALLBACK,
    *sorted({path.name.removesuffix(".po") for path in _FOLDER.iterdir() if path.name.endswith(".po")} - {_FALLBACK}),
)
"""The languages of the bot's own words; the first one serves users of all other languages."""

_CHINESE, _TRADITIONAL = "zh", "zh-Hant"
_IN_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""Parts of a tag that say that its Chinese is Traditional; regions do unless the tag names a script."""
_OLDER_CODES = {"iw": "he", "in": "id", "yue": _CHINESE}
"""Codes that Java, and so Android, still uses, and the code of Cantonese, which is written as Chinese."""

COMMANDS = ("start", "sources", "ask", "check", "cite", "new", "stop", "help")
"""Commands for everybody; the message ``command-NAME`` describes each."""
PRIVATE_COMMANDS = (*(name for name in COMMANDS if name != "ask"), "whoami", "privacy", "forget")
"""Commands that Telegram lists in private chats."""
GROUP_COMMANDS = tuple(name for name in COMMANDS if name != "start")
"""Commands that Telegram lists in groups."""
GROUP_ADMIN_COMMANDS = (*GROUP_COMMANDS, "askers")
"""Commands that Telegram lists for the admins of a group."""
ADMIN_COMMANDS = (
    "index", "reindex", "remove", "stats", "unanswered", "feedback", "export", "invite", "inviteadmin", "admins",
    "block", "unblock",
)  # fmt: skip
"""Commands that Telegram lists in addition for the admins of the bot, in private chats."""

# Errors that keep the bot from running go to the terminal, in English.

UNKNOWN_TOKEN = "Telegram does not know this token; check PINCITE_TELEGRAM_TOKEN, or get a new one from @BotFather."  # noqa: S105 - a sentence
UNREACHABLE = (
    "Telegram cannot be reached at {base_url}; check the network connection and PINCITE_TELEGRAM_BASE_URL, then start "
    "again."
)
REVOKED_TOKEN = (
    "Telegram no longer knows this token; get the new one from @BotFather, set PINCITE_TELEGRAM_TOKEN, and start again."  # noqa: S105 - a sentence
)
WEBHOOK_REFUSED = "Telegram refuses this webhook ({reason}); check PINCITE_WEBHOOK_URL, or leave it empty."
CANNOT_LISTEN = (
    "The web server cannot listen ({reason}); set PINCITE_WEB_LISTEN and PINCITE_WEB_PORT to an address and a port "
    "that are free."
)
CLAIM_LINK = "No admin yet. Open this link once to become the admin: {link}"

_REACTIONS = {
    "thanks": "you-are-welcome",
    "acknowledgement": "i-see",
    "remark": "i-see",
    "yes": "go-on",
    "no": "all-right",
    "leaving": "all-right",
    "identity": "who-i-am",
    "bot": "i-am-a-bot",
    "sure": "how-sure",
    "language": "any-language",
    "goodbye": "goodbye",
    "disagreement": "you-disagree",
    "complaint": "sorry",
    "noise": "no-question",
    "request": "cannot-do",
}
"""The message for each kind; some name an example of a question."""

# In right-to-left text the sign would move to one side and the name to the other, and what follows a command before it.
_NAME = re.compile(r"(?:(?<![\w/@])[/@]\w+|\{command\})(?: (?:\d+|@\w+))?", re.ASCII)
_ISOLATE_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"


def supported_language(code: str | None) -> str:
    """Return the language for a user whose ``language_code`` is this IETF tag, such as ``pt-br`` or ``zh-TW``."""
    primary = base_language(code)
    if primary == _CHINESE and _is_in_traditional(str(code)):
        return _TRADITIONAL
    return primary if primary is not None and primary in LANGUAGES else LANGUAGES[0]


def base_language(code: str | None) -> str | None:
    """Return the ISO 639-1 code of an IETF tag: ``pt`` for ``pt-br``; None if a user's Telegram does not tell it."""
    primary = (code or "").partition("-")[0].lower() or None
    return _OLDER_CODES.get(primary, primary) if primary else None


def _is_in_traditional(tag: str) -> bool:
    primary, *parts = tag.lower().split("-")
    return "hans" not in parts and (primary == "yue" or not _IN_TRADITIONAL.isdisjoint(parts))


def language_of_words(words: str, language: str) -> str:
    """Return the language of a reply to words: the user's, unless the words are in a script of another language."""
    spoken = read_script(words, base_language(language) or "")
    return language_of_answer(spoken, words, language)


def language_of_answer(spoken: str, question: str, language: str) -> str:
    """Return the language in which to show an answer: that of its question, if the bot speaks it.

    Args:
        spoken: The detected language of the question, ISO 639-1.
        question: Its characters tell Simplified from Traditional Chinese.
        language: The user's, for a question in another language, or in Chinese without a sign of its script.
    """
    if spoken == _CHINESE:
        is_in_traditional = is_traditional(question)
        if is_in_traditional is None:
            return language if base_language(language) == _CHINESE else _CHINESE
        return _TRADITIONAL if is_in_traditional else _CHINESE
    return spoken if spoken in LANGUAGES else language


def translate(language: str, key: str, /, **values: str | int) -> str:
    """Return a message in a language.

    Args:
        language: One of ``LANGUAGES``.
        key: Of the message in ``locale/``.
        values: For the braces in the message. Numbers are formatted for the language; text in the other direction is
            isolated.

    Raises:
        KeyError: There is no such message, or it needs another value.
    """
    found = _compile_messages(language)
    count = values.get("count")
    template = found.ngettext(key, key, count) if isinstance(count, int) else found.gettext(key)
    if template == key:
        raise KeyError(key)
    sentence = _isolate_names(template) if is_right_to_left(language) else template
    return sentence.format_map({name: _format_value(value, language) for name, value in values.items()})


def load_messages() -> None:
    """Load the messages of all languages, before a first user waits for theirs. Blocking."""
    for language in LANGUAGES:
        _compile_messages(language)


def kind_name(language: str, of: Kind) -> str:
    """Return the name of a kind of source."""
    return translate(language, f"kind-{of}")


def list_commands(language: str, commands: Sequence[str] = COMMANDS) -> list[tuple[str, str]]:
    """Return commands, those for everybody unless others are named, each with its description."""
    return [(name, translate(language, f"command-{name}")) for name in commands]


def help_text(language: str, username: str, *, admin: bool = False) -> str:
    """Return the help, with the list of commands; an admin's has those of admins too."""
    parts = [translate(language, "help", username=f"@{username}"), _listed(language, COMMANDS)]
    if admin:
        parts += [translate(language, "help-for-admins"), _listed(language, ADMIN_COMMANDS)]
    return "\n\n".join(parts)


def _listed(language: str, commands: Sequence[str]) -> str:
    return "\n".join(f"{isolate(f'/{name}', language)} — {what}" for name, what in list_commands(language, commands))


def example_text(language: str, call: str) -> str:
    """Return an example for a user who asked nothing; ``call`` goes before the question: a mention or a command."""
    return translate(language, "ask-something", example=f"{call} {translate(language, 'example-question')}")


def reaction_text(language: str, kind: str) -> str:
    """Return the reply to a reaction (``bot.answering.chat_language.reactions``), or to thanks."""
    return translate(language, _REACTIONS[kind], example=translate(language, "example-question"))


def has_reaction(kind: str) -> bool:
    """Return whether messages of a kind have a reply that fits any chat."""
    return kind in _REACTIONS


def no_question_text(language: str) -> str:
    """Return what the bot says to a message that asks nothing, with an example."""
    return reaction_text(language, "noise")


def _format_value(value: str | int, language: str) -> str:
    if not isinstance(value, str):
        return display_number(value, language)
    return "\n".join(isolate(each, language) for each in value.split("\n"))  # an isolate ends with its line


def _isolate_names(template: str) -> str:
    return _NAME.sub(lambda name: f"{_ISOLATE_LEFT_TO_RIGHT}{name[0]}{_END}", template)


@cache
def _compile_messages(language: str) -> gettext.GNUTranslations:
    """Compile the messages of a language, with English for the ones that it lacks."""
    with (_FOLDER / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=locale_of(language))
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    found = gettext.GNUTranslations(compiled)
    if language != LANGUAGES[0]:
        found.add_fallback(_compile_messages(LANGUAGES[0]))
    return found
