"""The lines of a photo, read in a worker."""

import io
import json

import pytest
from PIL import Image, ImageDraw, ImageFont

from index.parsing.page_pictures.photo_reader import READ_FUNCTION, PhotoReader, can_read_photos
from index.parsing.page_pictures.photo_reading import read
from index.parsing.pdf.printed_line import RecognizedLine
from index.parsing.pdf.recognition.text_recognition import read_picture
from index.parsing.worker_pool import ParserPool
from index.types import Raw

WORDS = ("The tower was finished in 1811,", "and its lamp burned whale oil.")


class FakeRecognizer:
    """Finds two lines, the lower one first."""

    def recognize(self, picture: Image.Image) -> list[RecognizedLine]:
        """The lines, and one that was not surely read."""
        assert max(picture.size) <= 2_200
        lines = [
            RecognizedLine(text, 200, top, 700, top + 40, 0.99) for text, top in zip(WORDS, (200, 260), strict=True)
        ]
        return [*reversed(lines), RecognizedLine("Ths 1amp", 200, 400, 700, 440, 0.5)]


def jpeg(size: tuple[int, int] = (1200, 900)) -> bytes:
    """A photo of two lines."""
    picture = Image.new("RGB", size, "white")
    for at, text in enumerate(WORDS):
        ImageDraw.Draw(picture).text((80, 100 + 60 * at), text, fill="black", font=ImageFont.load_default(36))
    written = io.BytesIO()
    picture.save(written, "JPEG")
    return written.getvalue()


def test_sure_lines_from_top_to_bottom() -> None:
    """A large picture is made smaller first."""
    assert list(WORDS) == read_picture(Image.new("RGB", (4000, 3000)), FakeRecognizer())


@pytest.mark.parametrize("data", [b"", b"no picture", jpeg()[:200]])
def test_what_is_no_picture_has_no_lines(data: bytes) -> None:
    """Damaged pictures cost no more than their lines."""
    assert [] == json.loads(read(Raw("photo.jpg", data, "image/jpeg"), {}))


def test_worker_that_cannot_read_has_no_lines() -> None:
    """A photo that takes too long, or bytes that are no picture, are read as nothing."""
    reader = PhotoReader(
        ParserPool(timeout_s=30.0, memory_bytes=1_000_000_000, workers=1, parse_function=READ_FUNCTION)
    )
    try:
        assert [] == reader.read(b"no picture")
    finally:
        reader.close()


@pytest.mark.skipif(not can_read_photos(), reason="the extra ocr is not installed")
def test_the_extra_reads_a_photo() -> None:
    """RapidOCR reads printed letters in a worker, within its limits."""
    reader = PhotoReader(
        ParserPool(timeout_s=60.0, memory_bytes=1_000_000_000, workers=1, parse_function=READ_FUNCTION)
    )
    try:
        assert list(WORDS) == reader.read(jpeg())
    finally:
        reader.close()
