"""Days as the bot's tables count them."""

from datetime import UTC, datetime


def utc_day(seconds: float) -> str:
    """The day, UTC, of a moment in seconds since 1970: ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
