"""Text recognition by the program Tesseract, where the system has it."""

import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from index.parsing.pdf.printed_line import RecognizedLine

if TYPE_CHECKING:
    from PIL import Image

_PACKAGE = "rapidocr"
_PROGRAM = "tesseract"
_NO_LANGUAGES = frozenset(("osd", "equ"))
_MAX_LANGUAGES = 6  # each takes more memory
_TIMEOUT_S = 60.0
_FIELDS = 12
_WORD = "5"
_INHERITED = ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT")  # and nothing that is secret


@cache
def name_recognizer() -> str | None:
    """The name of what reads pictures: the extra ``ocr``, or else ``tesseract``; None without both."""
    if find_spec(_PACKAGE) is not None:
        return "ocr"
    return _PROGRAM if shutil.which(_PROGRAM) else None


class _Word(NamedTuple):
    line: tuple[str, ...]  # page, block, paragraph and line
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    text: str


class Tesseract:
    """Reads pictures with the languages that are installed."""

    def __init__(self, program: str | None = None) -> None:
        """Use the program at a path; by default the one of the system."""
        self._program = program or shutil.which(_PROGRAM) or _PROGRAM
        listed = self._run("--list-langs").splitlines()[1:]
        self._languages = "+".join(sorted(set(listed) - _NO_LANGUAGES)[:_MAX_LANGUAGES])

    def recognize(self, picture: "Image.Image") -> Iterable[RecognizedLine]:
        """The lines in a picture."""
        written = io.BytesIO()
        picture.save(written, "PNG")
        languages = ("-l", self._languages) if self._languages else ()
        table = self._run("stdin", "stdout", *languages, "tsv", data=written.getvalue())
        for _, words in groupby(_read_words(table), key=lambda word: word.line):
            yield _join(list(words))

    def _run(self, *arguments: str, data: bytes = b"") -> str:
        """What the program prints; nothing if it fails."""
        try:
            done = subprocess.run(  # noqa: S603 - a program of the system, and no argument comes from others
                [self._program, *arguments],
                input=data,
                capture_output=True,
                timeout=_TIMEOUT_S,
                env={name: os.environ[name] for name in _INHERITED if name in os.environ} | {"OMP_THREAD_LIMIT": "1"},
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout.decode("utf-8", "replace")


def _read_words(table: str) -> Iterator[_Word]:
    """The words in the table that Tesseract prints, a line each."""
    for row in table.splitlines():
        fields = row.split("\t", _FIELDS - 1)
        if len(fields) != _FIELDS or fields[0] != _WORD or not fields[-1].strip():
            continue
        left, top, width, height, confidence = map(float, fields[6:11])
        yield _Word(tuple(fields[1:5]), left, top, left + width, top + height, confidence / 100, fields[-1].strip())


def _join(words: list[_Word]) -> RecognizedLine:
    return RecognizedLine(
        " ".join(word.text for word in words),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
        sum(word.confidence * len(word.text) for word in words) / sum(len(word.text) for word in words),
    )
