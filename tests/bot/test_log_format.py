"""The log: one line or one JSON object a record, without secrets, with the reference of what is being handled."""

import json
import logging
from typing import Any

import pytest

from bot.error_reference import bound_reference, current_reference
from bot.executors import Executors
from bot.log_format import LogFormat, log_formatter

EVIL = "a\n\u202egpj\x1b[2J.txt"
SHOWN = "a\\n\\u202egpj\\x1b[2J.txt"
TOKEN = "123456:a-token-of-a-bot"  # noqa: S105 - of a test
FORMATS: list[LogFormat] = ["console", "json"]


def record(message: str, *values: object, error: Exception | None = None, **extra: object) -> logging.LogRecord:
    """Make a record of a warning."""
    raised = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("bot.a", logging.WARNING, __file__, 1, message, values, raised)
    vars(made).update(extra)
    return made


def parsed(*arguments: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - those of record()
    """Return the JSON object of a record."""
    document: dict[str, Any] = json.loads(log_formatter("json", [TOKEN]).format(record(*arguments, **more)))
    return document


def test_log_record_is_one_line_and_a_traceback_is_marked() -> None:
    """A name cannot forge a record, neither in the message nor in a value nor in an exception."""
    error = ValueError(f"{EVIL}\n2026-01-01 INFO forged")
    shown = log_formatter("console").format(record("read %s", EVIL, error=error, name_of_file=EVIL))
    first, *rest = shown.splitlines()
    assert f"read {SHOWN}" in first
    assert 2 == first.count(SHOWN)
    assert "[warning] " in first
    assert rest
    assert all(one.startswith("| ") for one in rest)
    assert not any("\x1b" in one or "\u202e" in one for one in rest)


def test_a_record_is_one_json_object() -> None:
    """Values have keys of their own; the traceback is one of them."""
    error = ValueError(EVIL)
    document = parsed("question", error=error, outcome="answered", total_ms=12)
    assert {"event": "question", "level": "warning", "logger": "bot.a", "outcome": "answered", "total_ms": 12} == {
        key: value for key, value in document.items() if key not in {"timestamp", "exception"}
    }
    assert f"ValueError: {EVIL}" == document["exception"]


def test_json_has_no_command_of_a_terminal() -> None:
    """JSON escapes the characters that move a cursor or are no text."""
    line = log_formatter("json").format(record("%s", "\x1b\x9b\u202e\udc80\u2028"))
    assert line.isascii()
    assert line.isprintable()


@pytest.mark.parametrize("log_format", FORMATS)
def test_no_record_shows_a_secret(log_format: LogFormat) -> None:
    """A token is replaced in messages, in values and in exceptions, also where an address has it escaped."""
    error = ValueError(f"https://example.org/bot{TOKEN}/getMe failed")
    made = record("%s and 123456%%3Aa-token-of-a-bot", TOKEN, error=error, url=TOKEN)
    shown = log_formatter(log_format, [TOKEN, ""]).format(made)
    assert "a-token" not in shown
    assert 4 == shown.count("[secret]")


def test_a_word_is_no_secret() -> None:
    """An endpoint without keys often gets a short word as its key, which other lines contain."""
    assert "none was read" == parsed("none was read")["event"]
    assert "none was read" in log_formatter("console", ["none"]).format(record("none was read"))


async def test_records_have_the_reference_of_their_block() -> None:
    """All lines of an update share a reference, on any thread; outside of it there is none."""
    executors = Executors()

    def reference() -> object:
        return parsed("anything")["reference"]

    with bound_reference() as outer:
        with bound_reference() as inner:
            assert outer == inner == current_reference() == reference()
        assert [outer, outer] == [await executors.run(reference), await executors.run_search(reference)]
    executors.close()
    assert "reference" not in parsed("anything")
    assert outer != current_reference()
