"""Short references to what went wrong: a reader is given one, and the log has it beside what failed."""

import secrets

_BYTES = 3


def new_reference() -> str:
    """Six hexadecimal digits."""
    return secrets.token_hex(_BYTES).upper()
