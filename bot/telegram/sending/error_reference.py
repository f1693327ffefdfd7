"""References to errors: the reader is given one, and the log has it beside the traceback."""

import secrets

_BYTES = 3


def new_reference() -> str:
    """Return six random hexadecimal digits."""
    return secrets.token_hex(_BYTES).upper()
