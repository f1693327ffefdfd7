"""Days in UTC, as the bot's tables count them."""

from datetime import UTC, datetime


def utc_day(seconds: float) -> str:
    """Return the UTC day of a time in seconds since 1970, as ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
