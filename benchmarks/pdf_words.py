"""Parses the PDF files in folders, and compares the words with those that another reader finds.

    python benchmarks/pdf_words.py --beside OTHER/bin/python FOLDER FOLDER --worst 20

OTHER is an environment with PyMuPDF (AGPL: for measuring alone, never a dependency of Pincite) or pypdf. Each file is
parsed in a worker, as a running Pincite does it. *Recall* is the share of the other reader's words that the stored text
contains, by count; *precision* is the share of stored words that the other reader finds; *order* is the share of the
other reader's pairs of neighbouring words that are neighbours in the stored text too.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.errors import SourceError
from index.parsing.worker_pool import ParserPool
from index.types import Document, Raw

_OTHER_READER = """
import json, sys
def read(path):
    try:
        import pymupdf
    except ImportError:
        import pypdf
        return [page.extract_text() for page in pypdf.PdfReader(path).pages]
    pymupdf.TOOLS.mupdf_display_errors(False)
    return [page.get_text() for page in pymupdf.open(path)]
for line in sys.stdin:
    path = json.loads(line)
    try:
        text = "\\n".join(read(path))
    except Exception:
        text = None
    print(json.dumps(text), flush=True)
"""
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"(?<=\w)[-\u2010\u00ad]\n(?=\w)")
_MIN_WORDS = 10
_MIB = 1 << 20


@dataclass(frozen=True)
class Comparison:
    """The words of one file."""

    name: str
    outcome: str
    words: int
    stored: int
    found: int
    pairs: int
    found_pairs: int


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", _PART.sub("", text)).casefold())


def _overlap(one: Sequence[object], other: Sequence[object]) -> int:
    return (Counter(one) & Counter(other)).total()


def _read_beside(python: str, paths: Sequence[Path]) -> Iterator[str | None]:
    """The text of each file as the other reader finds it; None for a file that it cannot read."""
    with subprocess.Popen(
        [python, "-c", _OTHER_READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as reader:
        if reader.stdin is None or reader.stdout is None:
            raise RuntimeError("the other reader has no pipes")
        for path in paths:
            reader.stdin.write(json.dumps(str(path)) + "\n")
            reader.stdin.flush()
            yield json.loads(reader.stdout.readline() or "null")


def _compare(pool: ParserPool, path: Path, beside: str | None) -> Comparison:
    text, outcome = "", "read"
    try:
        parsed = pool.parse(Raw(str(path), path.read_bytes(), "application/pdf"))
        text = parsed.text if isinstance(parsed, Document) else ""
    except SourceError as error:
        outcome = type(error).__name__
    except Exception as error:  # noqa: BLE001 - an error that no code foresaw is a result here
        outcome = f"unhandled: {error!r}"
    stored, other = _words(text), _words(beside or "")
    return Comparison(
        path.name,
        outcome,
        len(other),
        len(stored),
        _overlap(stored, other),
        max(len(other) - 1, 0),
        _overlap(list(pairwise(stored)), list(pairwise(other))),
    )


def _report(found: Sequence[Comparison], worst: int) -> None:
    for outcome, count in sorted(Counter(one.outcome for one in found).items()):
        print(f"{count:6} {outcome}")
    compared = [one for one in found if one.words >= _MIN_WORDS]
    both = [one for one in compared if one.outcome == "read"]
    recalls = [one.found / one.words for one in both]
    print(f"{len(both)} files read by both with {_MIN_WORDS} words or more; {len(compared)} by the other reader")
    if not both:
        return
    print(f"recall    {sum(one.found for one in both) / sum(one.words for one in both):.4f} of all words,")
    print(f"          mean of files {statistics.mean(recalls):.4f}, below .9 in {sum(r < 0.9 for r in recalls)}")  # noqa: PLR2004 - as printed
    print(f"precision {sum(one.found for one in both) / max(sum(one.stored for one in both), 1):.4f} of all words")
    print(f"order     {sum(one.found_pairs for one in both) / max(sum(one.pairs for one in both), 1):.4f} of all pairs")
    for one in sorted(compared, key=lambda one: one.found / one.words)[:worst]:
        print(f"{one.found / one.words:7.3f} of {one.words:6} words ({one.stored} stored)  {one.name}: {one.outcome}")


def main() -> None:
    """Parse, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--beside", default=None, help="the Python of an environment with PyMuPDF or pypdf")
    parser.add_argument("--words", type=Path, default=None, help="a file that keeps the other reader's texts")
    parser.add_argument("--worst", type=int, default=0, help="how many files with the lowest recall to print")
    parser.add_argument("--out", type=Path, default=None, help="a JSON file for the figures of each file")
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds for each file")
    chosen = parser.parse_args()
    paths = sorted(path for folder in chosen.folders for path in folder.rglob("*.pdf"))
    if chosen.words and chosen.words.exists():
        texts = json.loads(chosen.words.read_text())
    else:
        texts = list(_read_beside(chosen.beside, paths)) if chosen.beside else [None] * len(paths)
    if chosen.words:
        chosen.words.write_text(json.dumps(texts))
    with ParserPool(timeout_s=chosen.timeout, memory_bytes=2048 * _MIB) as pool:
        found = [_compare(pool, path, text) for path, text in zip(paths, texts, strict=True)]
    if chosen.out:
        chosen.out.write_text(json.dumps([asdict(one) for one in found], indent=1))
    _report(found, chosen.worst)


if __name__ == "__main__":
    main()
