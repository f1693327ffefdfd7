"""The log: structlog formats the records of every library, as lines for people or as JSON.

A record can contain a name or an error that others chose, which must not forge a record or move the cursor. Known
secrets are replaced, wherever they are in a record.
"""

import logging
import traceback
from collections.abc import Collection
from typing import Literal
from urllib.parse import quote

from structlog.contextvars import merge_contextvars
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger

from index.printable import printable

LogFormat = Literal["console", "json"]

_REDACTED = "[secret]"
_LEAST_SECRET = 8
"""A shorter value, such as the key `none` of an endpoint without keys, is a word of other lines too."""
_EXCEPTION = "exception"


def configure_log(log_format: LogFormat, secrets: Collection[str]) -> None:
    """Write the records of this process to stderr, each with the reference of its update or job.

    Args:
        log_format: Lines for people, or one JSON object a line.
        secrets: Tokens and keys, which no record shows.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(log_formatter(log_format, secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def log_formatter(log_format: LogFormat, secrets: Collection[str] = ()) -> logging.Formatter:
    """Return the formatter of ``configure_log``."""
    context: list[Processor] = [merge_contextvars, ExtraAdder(), add_log_level, add_logger_name]
    context.append(TimeStamper(fmt="iso", utc=True))
    if log_format == "json":
        return _formatter([*context, _format_exception, _Redactor(secrets), JSONRenderer()])
    renderer = ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False, exception_formatter=plain_traceback)
    return _formatter([*context, _format_exception, _Redactor(secrets), _make_printable, renderer])


def _formatter(processors: list[Processor]) -> ProcessorFormatter:
    return ProcessorFormatter(processors=[*processors[:-1], ProcessorFormatter.remove_processors_meta, processors[-1]])


def _format_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the exception of a record by its traceback."""
    raised = event.pop("exc_info", None)
    if isinstance(raised, tuple) and raised[0] is not None:
        event[_EXCEPTION] = "".join(traceback.format_exception(*raised)).rstrip("\n")
    event.pop("stack_info", None)
    return event


class _Redactor:
    """Replaces secrets in the texts of a record."""

    def __init__(self, secrets: Collection[str]) -> None:
        long = [secret for secret in secrets if len(secret) >= _LEAST_SECRET]
        written = {*long, *(quote(secret, safe="") for secret in long)}
        self._secrets = sorted(written, key=len, reverse=True)  # one secret can contain another

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Return the record without secrets."""
        for key, value in event.items():
            if isinstance(value, str):
                event[key] = self._redact(value)
        return event

    def _redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _REDACTED)
        return text


def _make_printable(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Write texts in one line each, and the lines of a traceback behind a bar."""
    lines = str(event.get(_EXCEPTION, "")).splitlines()
    event = {key: printable(value) if isinstance(value, str) else value for key, value in event.items()}
    if lines:
        event[_EXCEPTION] = "\n".join(f"| {printable(line)}" for line in lines)
    return event
