"""Text recognition: the lines of a page that is a picture, read where a recognizer is installed.

That is RapidOCR, of the extra ``ocr``, or else the Tesseract of the system. Only lines that were surely read are kept.
The models have no letters of some scripts and leave them out, so a line with too few letters for its width is left
out, too.
"""

import logging
import math
import signal
import statistics
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from index.parsing.pdf.printed_line import PrintedLine, RecognizedLine, Row
from index.parsing.pdf.recognition.tesseract import Tesseract, name_recognizer
from index.text.normalization import has_words

_LONG_SIDE_PX = 2_200
_MAX_SCALE = 4.0
_DETECTION_SIDE_PX = 1_280  # more takes more memory than a worker has
_MIN_CONFIDENCE = 0.9
_MIN_SIGNS = 0.8  # in a width as large as the height; Latin letters have about 2, Chinese ones about 1
_SAME_ROW = 0.5  # of the height
_SAME_SIZE = (0.7, 1.4)  # letters with and without descenders have boxes of different heights


class RecognizesLines(Protocol):
    """Reads the lines in a picture."""

    def recognize(self, picture: Image.Image) -> Iterable[RecognizedLine]:
        """The lines, in any order."""


def is_installed() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return name_recognizer() == "ocr"


@cache
def open_recognizer() -> RecognizesLines | None:
    """The recognizer: that of the extra, or else the system's; None without both."""
    if is_installed():
        return _RapidOcr()
    return Tesseract() if name_recognizer() else None


def time_left_s() -> float:
    """How long the worker may still take, by its alarm; infinite without one."""
    left = signal.getitimer(signal.ITIMER_REAL)[0] if hasattr(signal, "getitimer") else 0.0
    return left or math.inf


def read_page(page: pdfium.PdfPage, recognizer: RecognizesLines) -> list[Row]:
    """The surely read lines of a page from top to bottom, each as its parts from left to right; sizes in points."""
    width, height = page.get_size()
    scale = min(_LONG_SIDE_PX / max(width, height, 1.0), _MAX_SCALE)
    return _read_rows(page.render(scale=scale).to_pil().convert("RGB"), recognizer, scale, height)


def read_picture(picture: Image.Image, recognizer: RecognizesLines) -> list[str]:
    """The surely read lines of a picture from top to bottom."""
    smaller = picture.convert("RGB")
    smaller.thumbnail((_LONG_SIDE_PX, _LONG_SIDE_PX))
    rows = _read_rows(smaller, recognizer, 1.0, float(smaller.height))
    return [" ".join(part.text for part in row) for row in rows]


def _read_rows(picture: Image.Image, recognizer: RecognizesLines, scale: float, height: float) -> list[Row]:
    sure = [line for line in recognizer.recognize(picture) if _is_sure(line)]
    if not sure:
        return []
    usual = statistics.median(line.bottom - line.top for line in sure)
    printed = [_to_printed(line, usual, scale, height) for line in sure]
    return _group_rows(sorted(printed, key=lambda line: -line.bottom))


def _is_sure(line: RecognizedLine) -> bool:
    high, wide = line.bottom - line.top, line.right - line.left
    signs = sum(not sign.isspace() for sign in line.text)
    return line.confidence >= _MIN_CONFIDENCE and has_words(line.text) and signs * high >= _MIN_SIGNS * wide


def _to_printed(line: RecognizedLine, usual: float, scale: float, page_height: float) -> PrintedLine:
    high = line.bottom - line.top
    size = usual if _SAME_SIZE[0] * usual <= high <= _SAME_SIZE[1] * usual else high
    middle = (line.top + line.bottom) / 2
    return PrintedLine(
        " ".join(line.text.split()),
        line.left / scale,
        line.right / scale,
        page_height - (middle + size / 2) / scale,
        size / scale,
    )


def _group_rows(lines: Sequence[PrintedLine]) -> list[Row]:
    rows: list[Row] = []
    for line in lines:
        above = rows[-1][0] if rows else None
        if above and abs(above.bottom - line.bottom) < _SAME_ROW * min(above.size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda part: part.left) for row in rows]


class _RapidOcr:
    """RapidOCR with the models in its wheel; nothing is downloaded."""

    def __init__(self) -> None:
        import cv2  # noqa: PLC0415 - the extra, for the first page that needs it
        from rapidocr import RapidOCR  # noqa: PLC0415 - as above

        cv2.setNumThreads(1)  # each thread of OpenCV reserves memory
        onnx = "EngineConfig.onnxruntime"
        self._engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Det.limit_type": "max",
                "Det.limit_side_len": _DETECTION_SIDE_PX,
                "Rec.rec_batch_num": 1,
                f"{onnx}.intra_op_num_threads": 1,
                f"{onnx}.inter_op_num_threads": 1,
                f"{onnx}.enable_cpu_mem_arena": False,
            }
        )
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)

    def recognize(self, picture: Image.Image) -> Iterable[RecognizedLine]:
        """The lines in a picture."""
        found = self._engine(np.asarray(picture))
        if found.boxes is None or found.txts is None or found.scores is None:
            return
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            across, down = [float(point[0]) for point in box], [float(point[1]) for point in box]
            yield RecognizedLine(text, min(across), min(down), max(across), max(down), float(score))
