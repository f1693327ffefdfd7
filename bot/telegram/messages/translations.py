"""The bot's own words in the reader's language, from the ``.po`` files in ``locale/``.

``translate(language, "not-found")`` is a sentence; ``translate(language, "passages", count=3)`` depends on a number.

To add a message, write it into every file of ``locale/``, under the same key and with the same ``{values}``. A message
with ``{count}`` has as many forms as the file's ``Plural-Forms`` header says. Sentences are short and kind, and every
error says what to do next. ``tests/bot/telegram/messages/test_translations.py`` lists what is missing.
"""

import gettext
import io
import re
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.telegram.messages.bidi import is_right_to_left, isolate
from index.types import Kind

LANGUAGES = ("en", "es", "pt", "de", "fr", "ru", "ar", "zh")
"""What the bot can say its words in; the first where it cannot tell."""

COMMANDS = ("start", "sources", "ask", "cite", "new", "stop", "help")
"""The commands that everybody may send; what each does is the message ``command-…``."""
PRIVATE_COMMANDS = (*(name for name in COMMANDS if name != "ask"), "whoami", "forget")
"""Those that are listed in a private chat."""
GROUP_COMMANDS = tuple(name for name in COMMANDS if name != "start")
"""Those that are listed in groups."""
GROUP_ADMIN_COMMANDS = (*GROUP_COMMANDS, "askers")
"""Those that are listed for the admins of a group."""
ADMIN_COMMANDS = (
    "index", "reindex", "remove", "stats", "unanswered", "feedback", "export", "invite", "inviteadmin", "admins",
    "block", "unblock",
)  # fmt: skip
"""Those of the bot's own admins, in private, besides."""

# What keeps the bot from running is said in a terminal, and there in English.

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
    "Nothing can listen for the webhook ({reason}); set PINCITE_WEBHOOK_LISTEN and PINCITE_WEBHOOK_PORT to an address "
    "and a port that are free."
)
CLAIM_LINK = "No admin yet. Open this link once to become the admin: {link}"

# In right-to-left text these would be torn apart: the sign goes to one side, the name to the other.
_NAME = re.compile(r"(?<![\w/@])[/@]\w+", re.ASCII)
_ISOLATE_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"


def supported_language(code: str | None) -> str:
    """The language to speak to a user whose ``language_code`` is this IETF tag, such as ``pt-br``."""
    primary = (code or "").partition("-")[0].lower()
    return primary if primary in LANGUAGES else LANGUAGES[0]


def translate(language: str, key: str, /, **values: str | int) -> str:
    """One message.

    Args:
        language: One of ``LANGUAGES``.
        key: Of a message in ``locale/``.
        values: What stands in its braces. Numbers are written as the language writes them; a value that is written
            in the other direction stays readable in the sentence.

    Raises:
        KeyError: There is no such message, or it wants another value.
    """
    found = _messages(language)
    count = values.get("count")
    template = found.ngettext(key, key, count) if isinstance(count, int) else found.gettext(key)
    if template == key:
        raise KeyError(key)
    sentence = _isolate_names(template) if is_right_to_left(language) else template
    return sentence.format_map({name: _shown(value, language) for name, value in values.items()})


def kind_name(language: str, of: Kind) -> str:
    """What a kind of source is called."""
    return translate(language, f"kind-{of}")


def list_commands(language: str) -> list[tuple[str, str]]:
    """The commands that everybody may send, each with what it does."""
    return [(name, translate(language, f"command-{name}")) for name in COMMANDS]


def help_text(language: str, username: str) -> str:
    """How to use the bot."""
    listed = "\n".join(f"{isolate(f'/{name}', language)} — {what}" for name, what in list_commands(language))
    return f"{translate(language, 'help', username=f'@{username}')}\n\n{listed}"


def example_text(language: str, call: str) -> str:
    """Somebody called the bot and asked nothing; ``call`` is what goes before a question: a mention, a command."""
    return translate(language, "ask-something", example=f"{call} {translate(language, 'example-question')}")


def _shown(value: str | int, language: str) -> str:
    return isolate(value, language) if isinstance(value, str) else format_decimal(value, locale=_locale(language))


def _isolate_names(template: str) -> str:
    return _NAME.sub(lambda name: f"{_ISOLATE_LEFT_TO_RIGHT}{name[0]}{_END}", template)


@cache
def _locale(language: str) -> Locale:
    return Locale(language)


@cache
def _messages(language: str) -> gettext.GNUTranslations:
    """The messages of a language, and those of the first one where it lacks any."""
    with (files("bot.telegram.messages") / "locale" / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    found = gettext.GNUTranslations(compiled)
    if language != LANGUAGES[0]:
        found.add_fallback(_messages(LANGUAGES[0]))
    return found
