"""The bot in Telegram. No other package imports ``telegram``; ``bot.cli`` imports this one."""

import os

# PTB then returns spans of time as timedelta, as its next major version will; otherwise it warns at each RetryAfter.
os.environ.setdefault("PTB_TIMEDELTA", "true")
