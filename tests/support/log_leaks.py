"""Looks for secrets and for words of users in the log of a whole run."""

from collections.abc import Iterable

from tests.support.botapi.botapi_server import BotApiServer

_LEAST_CHARS = 12


def find_leaks(log: str, server: BotApiServer, secrets: Iterable[str] = ()) -> list[str]:
    """Return the secrets and the questions that a log shows.

    Args:
        log: All that the bot logged.
        server: Has the token, and knows what users wrote. Commands, links and single words are not looked for: the log
            may name a source, and a word can be one of its own.
        secrets: Further keys.
    """
    questions = [text for text in server.user_texts if " " in text and not text.startswith("/") and "://" not in text]
    wanted = {server.token, server.token.partition(":")[2], *secrets}
    return sorted(one for one in {*wanted, *(text for text in questions if len(text) >= _LEAST_CHARS)} if one in log)
