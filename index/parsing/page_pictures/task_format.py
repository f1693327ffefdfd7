"""The task of drawing pages and its reply, as JSON between Pincite and a parsing worker."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.parsing.page_pictures.quote_places import PagePart
from index.types import Span


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a picture.

    Attributes:
        page: Its number, from 1.
        jpeg: The picture; empty where none was asked for.
    """

    page: int
    jpeg: bytes


def write_task(parts: Sequence[PagePart], *, draws: bool) -> dict[str, Any]:
    """The task of finding the parts of a quote, and of drawing their pages if ``draws``."""
    return {"parts": [asdict(part) for part in parts], "draws": draws}


def read_parts(task: Mapping[str, Any]) -> list[PagePart]:
    """The parts of the quote in a task."""
    return [PagePart(**{**part, "span": Span(**part["span"])}) for part in task["parts"]]


def encode_pictures(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """The reply: the numbers of pages, from 0, with their pictures."""
    shown = [{"page": page, "jpeg": base64.b64encode(jpeg).decode()} for page, jpeg in pictures]
    return json.dumps({"pictures": shown}).encode()


def decode_pictures(reply: bytes) -> list[PagePicture]:
    """The pages in a reply; raises ``ValueError``, ``KeyError`` or ``TypeError`` for other bytes."""
    pictures = json.loads(reply)["pictures"]
    return [PagePicture(int(one["page"]) + 1, base64.b64decode(one["jpeg"], validate=True)) for one in pictures]
