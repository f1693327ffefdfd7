"""The language of a statement: small models often keep that of the sentences instead of the question's. Pure."""

from collections.abc import Collection

from bot.answering.facts.languages import UNKNOWN, resolve_language
from index.text import language

_OF_PROMPTS = "en"


def is_in_other_language(statement: str, asked: str, sources: Collection[str]) -> bool:
    """Whether a statement is surely in the language of its sources or of the prompts, and a question in another one.

    Function words and the classifier must agree, so a name or a number alone is in no language.

    Args:
        statement: The words of a model.
        asked: The language of the question, ISO 639-1.
        sources: The languages of the sentences that support the statement.
    """
    if asked == UNKNOWN:
        return False
    found = resolve_language(statement, UNKNOWN)
    return found in {*sources, _OF_PROMPTS} - {asked, UNKNOWN} and language.detect(statement) == found
