"""Measures the main text of web pages beside that of other extractors, on three public sets.

    python benchmarks/web_pages.py [--readability FOLDER] [--article-extraction FOLDER] [--trafilatura FOLDER]
        [--extractors NAME…] [--pages FILE] [--processes N]

The folders are checkouts of mozilla/readability, scrapinghub/article-extraction-benchmark and adbar/trafilatura. The
first two score shingles of four words against the true text (the second one's ``evaluate.py``; for the first, the text
of ``expected.html``). The third scores the pieces that its annotators want and do not want (its ``eval_common.py``).
``--pages`` writes the scores of each page. An extractor that is not installed is left out: to compare, put
readability-lxml and resiliparse on ``PYTHONPATH``.
"""

import argparse
import gzip
import json
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from lxml.html import document_fromstring

from index.errors import SourceError
from index.parsing.detection import decode
from index.parsing.extraction import extract
from index.types import Raw

_TOKEN = re.compile(r"\w+")
_LIST_NUMBER = re.compile(r"^ *\d{1,3}\. ", re.MULTILINE)
"""A browser shows it, and no true text has it; it is not counted, for any extractor."""

_SHINGLE = 4
_BLOCKS = (
    "p|div|section|article|li|ul|ol|dl|dt|dd|table|tr|td|th|h1|h2|h3|h4|h5|h6|br|hr|pre|blockquote|figure|figcaption"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what is right: its text, or pieces that are wanted and pieces that are not."""

    name: str
    data: bytes
    text: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


class Counts(NamedTuple):
    """True positives, false positives and false negatives of a page; for shingles, as shares of their sum."""

    right: float
    wrong: float
    missed: float


def main() -> None:
    """Print one table: a row for each extractor, a column for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--readability", "--article-extraction", "--trafilatura"):
        parser.add_argument(option, type=Path)
    parser.add_argument("--extractors", nargs="*", default=list(_EXTRACTORS), choices=list(_EXTRACTORS))
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    names = [name for name in given.extractors if find_spec(_MODULES[name])]
    print("set                 pages  extractor        F1     precision  recall")
    rows: list[dict[str, object]] = []
    for set_name, read in _SETS.items():
        folder = getattr(given, set_name.replace("-", "_"))
        if folder is None:
            continue
        pages = list(read(folder))
        with ProcessPoolExecutor(given.processes) as pool:
            counted = list(pool.map(partial(_count_all, names), pages, chunksize=4))
        for name in names:
            counts = [page[name] for page in counted]
            score = _pooled if pages[0].wanted else _averaged
            f1, precision, recall = score(counts)
            print(
                f"{set_name:<18}  {len(pages):>5}  {name:<15}  {f1:.3f}  {precision:.3f}      {recall:.3f}", flush=True
            )
        rows += [
            {"set": set_name, "page": page.name, **{name: counts[name] for name in names}}
            for page, counts in zip(pages, counted, strict=True)
        ]
    if given.pages:
        given.pages.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _count_all(names: list[str], page: Page) -> dict[str, Counts]:
    return {name: _count(page, _EXTRACTORS[name](page.data)) for name in names}


def _count(page: Page, text: str) -> Counts:
    if page.wanted:
        line = " ".join(text.split())
        right = sum(" ".join(piece.split()) in line for piece in page.wanted)
        wrong = sum(" ".join(piece.split()) in line for piece in page.unwanted)
        return Counts(right, wrong, len(page.wanted) - right)
    true, found = _shingles(page.text), _shingles(text)
    right, wrong, missed = (true & found).total(), (found - true).total(), (true - found).total()
    total = right + wrong + missed or 1
    return Counts(right / total, wrong / total, missed / total)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(_LIST_NUMBER.sub("", text))
    runs = (tuple(words[place : place + _SHINGLE]) for place in range(max(1, len(words) - _SHINGLE + 1)))
    return Counter(run for run in runs if run)


def _averaged(counts: list[Counts]) -> tuple[float, float, float]:
    """F1 of the mean precision and the mean recall, as article-extraction-benchmark computes them."""
    precision = statistics.mean(one.right / (one.right + one.wrong) for one in counts if one.right + one.wrong)
    recall = statistics.mean(one.right / (one.right + one.missed) for one in counts if one.right + one.missed)
    return 2 * precision * recall / (precision + recall), precision, recall


def _pooled(counts: list[Counts]) -> tuple[float, float, float]:
    right, wrong, missed = (sum(column) for column in zip(*counts, strict=True))
    return 2 * right / (2 * right + wrong + missed), right / (right + wrong), right / (right + missed)


def _read_readability(folder: Path) -> Iterator[Page]:
    for place in sorted((folder / "test/test-pages").iterdir()):
        source, expected = place / "source.html", place / "expected.html"
        if source.exists() and expected.exists():
            yield Page(place.name, source.read_bytes(), _text_of_html(expected.read_text("utf-8")))


def _read_article_extraction(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, true in truth.items():
        with gzip.open(folder / "html" / f"{name}.html.gz") as file:
            yield Page(name, file.read(), true["articleBody"])


def _read_trafilatura(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "tests/evaldata.json").read_text("utf-8"))
    for true in truth.values():
        places = [folder / "tests" / part / true["file"] for part in ("cache", "eval")]
        data = next((place.read_bytes() for place in places if place.exists()), None)
        if data is not None:
            yield Page(true["file"], data, wanted=tuple(true["with"]), unwanted=tuple(true["without"]))


def _text_of_html(html: str) -> str:
    if not html.strip():
        return ""
    tree = document_fromstring(f"<html><body>{html}</body></html>")
    for element in tree.iter(*_BLOCKS.split("|")):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return str(tree.text_content())


def _decoded(data: bytes) -> str:
    return decode(Raw("https://page.example/", data, "text/html"))


def _pincite(data: bytes) -> str:
    try:
        return extract(Raw("https://page.example/", data, "text/html")).text
    except SourceError:
        return ""


def _trafilatura(data: bytes) -> str:
    import trafilatura  # noqa: PLC0415 - the compared extractors may be missing

    return trafilatura.extract(data, include_comments=False, include_tables=True) or ""


def _readability_lxml(data: bytes) -> str:
    from readability import Document  # noqa: PLC0415 - as above

    try:
        return _text_of_html(Document(_decoded(data)).summary(html_partial=True))
    except Exception:  # noqa: BLE001 - it fails on pages without text
        return ""


def _resiliparse(data: bytes) -> str:
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415 - as above
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding  # noqa: PLC0415 - as above
    from resiliparse.parse.html import HTMLTree  # noqa: PLC0415 - as above

    tree = HTMLTree.parse(bytes_to_str(data, detect_encoding(data)))
    return str(extract_plain_text(tree, main_content=True))


_SETS: dict[str, Callable[[Path], Iterator[Page]]] = {
    "readability": _read_readability,
    "article-extraction": _read_article_extraction,
    "trafilatura": _read_trafilatura,
}
_EXTRACTORS: dict[str, Callable[[bytes], str]] = {
    "pincite": _pincite,
    "trafilatura": _trafilatura,
    "readability-lxml": _readability_lxml,
    "resiliparse": _resiliparse,
}
_MODULES = {
    "pincite": "index",
    "trafilatura": "trafilatura",
    "readability-lxml": "readability",
    "resiliparse": "resiliparse",
}

if __name__ == "__main__":
    main()
