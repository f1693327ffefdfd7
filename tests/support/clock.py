"""A clock that a test sets."""

DAY_S = 86_400
_NOON = 1_800_000_000.0 - 1_800_000_000 % DAY_S + DAY_S / 2


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        """Noon of some day, UTC."""
        self.now = _NOON

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now
