"""References: the user who waits is given one, and each log line about the update or job has the same."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from structlog.contextvars import bound_contextvars, get_contextvars

_BYTES = 3
_KEY = "reference"


def new_reference() -> str:
    """Return six random hexadecimal digits."""
    return secrets.token_hex(_BYTES).upper()


def current_reference() -> str:
    """Return the reference of the update, request or job that is being handled, else a new one."""
    return str(get_contextvars().get(_KEY) or new_reference())


@contextmanager
def bound_reference() -> Iterator[str]:
    """Give one reference to the log lines and errors of a block: the one of the block around it, else a new one."""
    reference = current_reference()
    with bound_contextvars(reference=reference):
        yield reference
