"""The bot in Telegram: the only package that imports ``telegram``."""

import os

# Spans of time are timedelta, as in PTB's next major version; without this each request to wait also warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")
