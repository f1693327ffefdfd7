"""The table of the system's Tesseract as lines; a program that fails reads nothing."""

import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from index.parsing.pdf.printed_line import RecognizedLine
from index.parsing.pdf.recognition.tesseract import Tesseract

PICTURE = Image.new("RGB", (400, 200), "white")
TABLE = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "4\t1\t1\t1\t1\t0\t40\t50\t160\t20\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t40\t50\t60\t20\t50.0\tThe\n"
    "5\t1\t1\t1\t1\t2\t110\t52\t90\t18\t75.0\ttower\n"
    "5\t1\t1\t1\t2\t1\t40\t80\t60\t20\t30.0\tdim\n"
)


def program(folder: Path, code: str) -> str:
    """A program of that Python code."""
    path = folder / "tesseract"
    path.write_text(f"#!{sys.executable} -S\nimport sys\n{code}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


needs_shebang = pytest.mark.skipif(os.name == "nt", reason="Windows runs no scripts")


@needs_shebang
def test_words_of_a_line_are_joined(tmp_path: Path) -> None:
    """The confidence is the mean over the letters, and the box is around all words; all languages are asked for."""
    code = (
        "if '--list-langs' in sys.argv:\n    print('List of languages (3):\\nosd\\nfra\\neng')\n"
        "elif sys.argv[1:] == ['stdin', 'stdout', '-l', 'eng+fra', 'tsv'] and b'PNG' in sys.stdin.buffer.read():\n"
        f"    print({TABLE!r})"
    )
    first, second = Tesseract(program(tmp_path, code)).recognize(PICTURE)
    assert RecognizedLine("The tower", 40.0, 50.0, 200.0, 70.0, 0.65625) == first
    assert ("dim", 0.3) == (second.text, second.confidence)


@needs_shebang
@pytest.mark.parametrize("code", ["sys.exit(1)", "print('no table')"])
def test_program_that_fails_reads_nothing(tmp_path: Path, code: str) -> None:
    """An error or other output costs no more than the lines."""
    assert [] == list(Tesseract(program(tmp_path, code)).recognize(PICTURE))


def test_program_that_is_not_there_reads_nothing(tmp_path: Path) -> None:
    """It may have been removed since the start."""
    assert [] == list(Tesseract(str(tmp_path / "gone")).recognize(PICTURE))
