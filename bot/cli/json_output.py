"""Prints the JSON documents of commands."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.integrations.json_documents import Json


def print_json(document: Json) -> None:
    """Print one JSON document on one line; a lone surrogate, which UTF-8 cannot encode, is escaped."""
    line = json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
