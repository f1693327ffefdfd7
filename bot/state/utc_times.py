"""Times and days in UTC, as the bot's tables count them."""

from datetime import UTC, datetime


def utc_time(seconds: float) -> datetime:
    """Return the UTC time at this many seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def utc_day(seconds: float) -> str:
    """Return the UTC day of a time in seconds since 1970, as ``YYYY-MM-DD``."""
    return utc_time(seconds).date().isoformat()
