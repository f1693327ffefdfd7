"""Reads the lines of a photo; runs in a parsing worker."""

import io
import json
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageOps

from index.parsing.pdf.recognition.text_recognition import open_recognizer, read_picture
from index.types import Raw

_MAX_PIXELS = 50_000_000  # a photo from Telegram has 2 million


def read(raw: Raw, _task: Mapping[str, Any]) -> bytes:
    """Answer a task: the surely read lines of a photo, as a JSON list; an empty one for what is no picture."""
    recognizer = open_recognizer()
    try:
        with Image.open(io.BytesIO(raw.data)) as picture:
            if recognizer is None or picture.width * picture.height > _MAX_PIXELS:
                return b"[]"
            upright = ImageOps.exif_transpose(picture)
            return json.dumps(read_picture(upright, recognizer)).encode()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # Pillow raises them for damaged pictures
        return b"[]"
