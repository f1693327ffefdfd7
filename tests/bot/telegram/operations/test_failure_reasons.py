"""Reasons why something could not be indexed, in the languages of the bot."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.telegram.messages.translations import LANGUAGES, translate
from bot.telegram.operations import failure_reasons
from bot.telegram.operations.failure_reasons import classify_failure, explain_failure
from index import errors
from index.parsing import detection
from tests.support.paths import ROOT

ERRORS = {
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.SourceError)
}
KEYS = tomllib.loads(Path(failure_reasons.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NOT_FOUND = "There is no page at https://example.org/a (HTTP 404); check the link."


def list_sentences() -> Iterator[str]:
    """List the sentences of the errors about one source, as the code of the index writes them."""
    for path in sorted((ROOT / "index").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in ERRORS:
                continue
            if node.args and isinstance(node.args[0], ast.Constant | ast.JoinedStr):
                yield read_literal(node.args[0])


def read_literal(node: ast.expr) -> str:
    """Return a string with a letter for each of its values."""
    if isinstance(node, ast.JoinedStr):
        return "".join(read_literal(each) for each in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else "X"


@pytest.mark.parametrize("sentence", sorted({*list_sentences(), detection.protected("a"), detection.refuse("a", "b")}))
def test_each_error_about_a_source_has_a_message(sentence: str) -> None:
    """The message is found by the words of the error."""
    assert classify_failure(sentence) in KEYS


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_is_translated(language: str) -> None:
    """No message is the English one in another language."""
    texts = {key: translate(language, key) for key in KEYS}
    assert language == "en" or not {key for key, text in texts.items() if text == translate("en", key)}


def test_english_keeps_the_exact_reason() -> None:
    """Others get the message of its kind, and an unknown reason stays as it is."""
    assert NOT_FOUND == explain_failure(NOT_FOUND, "en")
    assert translate("de", "failure-no-page") == explain_failure(NOT_FOUND, "de")
    assert "Something else." == explain_failure("Something else.", "de")
