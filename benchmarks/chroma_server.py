"""Compares Chroma on a server with Chroma in a folder: the time of writes, of queries and of reading all vectors.

    python benchmarks/chroma_server.py [--passages N…] [--queries N] [--work DIR]

The vectors are random around common centres, as those of passages are; the texts are words of the sample article. The
server is chromadb's own, ``chroma run`` on loopback, and ends with the measurement. Each query runs at both places in
turn, so that other work on the machine slows both alike.
"""

import argparse
import platform
import random
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

from index.arrays import Vectors
from index.passages.chroma import PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.chroma_server import ChromaServer, ServerAddress
from index.passages.passage_records import PassageRecord
from tests.support.chroma_server import running_chroma

_DIMENSION, _WORDS, _CENTRES, _SPREAD = 384, 120, 200, 0.6
_LIMIT, _WARM_UP = 50, 10
_SAMPLE = Path(__file__).parent.parent / "samples" / "atlantic-cable.html"


@dataclass
class Place:
    """Chroma at one place, and the times measured there, in seconds."""

    name: str
    collection: PassageCollection
    write_s: float = 0.0
    fetch_s: float = 0.0
    query_s: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)

    def line(self, passages: int) -> str:
        """Return the line of the table."""
        warm = np.array(self.query_s[_WARM_UP:]) * 1000
        return (
            f"{passages:>9,}  {self.name:<8}{np.quantile(warm, 0.5):>11.1f}{np.quantile(warm, 0.95):>11.1f}"
            f"{np.mean(self.shares):>12.3f}{self.write_s:>11.1f}{self.fetch_s:>12.1f}"
        )


def main() -> None:
    """Run the measurement and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000])
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--work", type=Path, help="a folder on the disk to measure")
    options = parser.parse_args()
    heads = f"{'p50, ms':>11}{'p95, ms':>11}{'of exact':>12}{'write, s':>11}{'read all, s':>12}"
    print(f"{'passages':>9}  {'place':<8}{heads}")
    for passages in options.passages:
        with tempfile.TemporaryDirectory(dir=options.work) as folder:
            for line in _measure(Path(folder), passages, options.queries):
                print(line, flush=True)
    print(f"Python {platform.python_version()}, chromadb {version('chromadb')}, {_LIMIT} nearest of each query")


def _measure(folder: Path, passages: int, queries: int) -> list[str]:
    chance = np.random.default_rng(0)
    centres = chance.normal(size=(_CENTRES, _DIMENSION))
    vectors, asked = (_draw(chance, centres, count) for count in (passages, queries + _WARM_UP))
    records = _records(passages)
    with running_chroma(folder / "server") as server:
        places = [
            Place("folder", PassageCollection(ChromaFolder(folder / "folder"), "benchmark", "benchmark")),
            Place("server", PassageCollection(ChromaServer(ServerAddress(server.url)), "benchmark", "benchmark")),
        ]
        for place in places:
            place.write_s = _timed(partial(place.collection.add, records, vectors))
            place.fetch_s = _timed(partial(place.collection.fetch, range(1, passages + 1)))
        for turn, vector in enumerate(asked):
            exact = set((np.argsort(-(vectors @ vector), kind="stable")[:_LIMIT] + 1).tolist())
            for place in places if turn % 2 else reversed(places):
                started = time.perf_counter()
                found = place.collection.find_nearest(vector, _LIMIT, newest=passages)
                place.query_s.append(time.perf_counter() - started)
                place.shares.append(len(exact & set(found)) / _LIMIT)
        for place in places:
            place.collection.close()
    return [place.line(passages) for place in places]


def _draw(chance: np.random.Generator, centres: np.ndarray, count: int) -> Vectors:
    around = centres[chance.integers(len(centres), size=count)] + _SPREAD * chance.normal(size=(count, _DIMENSION))
    return (around / np.linalg.norm(around, axis=1, keepdims=True)).astype(np.float32)


def _records(count: int) -> list[PassageRecord]:
    words = re.findall(r"\w+", re.sub(r"<[^>]+>", " ", _SAMPLE.read_text(encoding="utf-8")))
    chance = random.Random(0)
    texts = [" ".join(chance.choices(words, k=_WORDS)) for _ in range(count)]
    common = {"source_id": "sample", "title": "The sample", "location": "/sample.txt", "language": "en"}
    return [PassageRecord(id_, text, {**common, "start": 0, "end": len(text)}) for id_, text in enumerate(texts, 1)]


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
