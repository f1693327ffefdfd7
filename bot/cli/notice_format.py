"""The format of warnings in a terminal: their sentence and nothing else.

The log of a server has times and names of loggers (``bot.log_format``). Its library would take a third of the time of
``pincite --help``.
"""

import logging
import traceback

from index.printable import printable


class NoticeFormatter(logging.Formatter):
    """Writes the sentence of a record in one line, and the lines of a traceback behind a bar."""

    def format(self, record: logging.LogRecord) -> str:
        """See ``logging.Formatter``."""
        raised = record.exc_info
        lines = "".join(traceback.format_exception(*raised)).splitlines() if raised and raised[0] else []
        return "\n".join((printable(record.getMessage()), *(f"| {printable(line)}" for line in lines)))
