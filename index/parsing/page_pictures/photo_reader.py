"""Reads the lines of photos, in worker processes."""

import json

from index.errors import SourceError
from index.parsing.pdf.recognition.tesseract import name_recognizer
from index.parsing.worker_pool import ParserPool
from index.types import Raw

READ_FUNCTION = "index.parsing.page_pictures.photo_reading:read"
"""The function of the workers."""


def can_read_photos() -> bool:
    """Return whether the extra ``ocr`` or Tesseract is installed."""
    return name_recognizer() is not None


class PhotoReader:
    """Reads photos. Every method blocks; safe to use from several threads."""

    def __init__(self, pool: ParserPool) -> None:
        """Read in the workers of ``pool``, whose function is ``READ_FUNCTION``."""
        self._pool = pool

    def read(self, picture: bytes) -> list[str]:
        """Return the lines that are surely read, from top to bottom; none if it cannot be read within the limits."""
        try:
            lines = json.loads(self._pool.run_task(Raw("photo.jpg", picture, "image/jpeg"), {}))
        except (SourceError, ValueError):
            return []
        return [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []

    def close(self) -> None:
        """End the workers."""
        self._pool.close()
