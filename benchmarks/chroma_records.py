"""Compares what a record of the Chroma collection costs: the vector alone, with metadata, and with the text as well.

    python benchmarks/chroma_records.py [--passages N] [--turns N]

Each turn writes the same random vectors, and texts of the sample article's words, in the three ways and through
Pincite's own class, each to a new folder. The best turn counts. A stall is the time that another thread waits during a
write, because Chroma holds the GIL. The last lines are the processor time of the files for exact search.
"""

import argparse
import random
import re
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.arrays import Vectors
from index.passages.chroma import PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.passage_records import PassageRecord, to_records
from index.passages.vector_files import VectorFiles
from index.types import Document, Span

_DIMENSION, _CHARS, _PER_SOURCE = 384, 780, 50
_SAMPLE = Path(__file__).parent.parent / "samples" / "atlantic-cable.html"


def main() -> None:
    """Run the measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=2_000)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    vectors = np.random.default_rng(0).normal(size=(options.passages, _DIMENSION)).astype(np.float32)
    records = list(_records(options.passages))
    kinds = {
        "vector alone": [replace(record, text="", metadata={"start": 0}) for record in records],
        "with metadata": [replace(record, text="") for record in records],
        "with metadata and text": records,
    }
    best: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.turns):
            for name, some in kinds.items():
                measured = _write(Path(folder) / f"{turn}-{name}", some, vectors)
                best[name] = min(best.get(name, measured), measured)
        print(f"{'a passage':<25} processor ms   median stall of a write, ms")
        for name, (cpu_s, stall_s) in best.items():
            print(f"{name:<25} {cpu_s / options.passages * 1000:12.2f}   {stall_s * 1000:27.0f}")
        _read(Path(folder) / f"0-{name}", [record.id for record in records])


def _records(count: int) -> Iterator[PassageRecord]:
    words, chance = re.findall(r"\w+", _SAMPLE.read_text(encoding="utf-8")), random.Random(0)
    for first in range(1, count + 1, _PER_SOURCE):
        bodies = []
        for _ in range(_PER_SOURCE):
            body = " ".join(chance.choices(words, k=_CHARS))
            bodies.append(body[:_CHARS])
        document = Document("\n\n".join(bodies), f"Page {first}", None, "2026-11-02", "en", pages=(0,))
        spans = [Span(at * (_CHARS + 2), at * (_CHARS + 2) + _CHARS) for at in range(_PER_SOURCE)]
        location = f"https://example.org/pages/{first}"
        yield from to_records(f"{first:012x}", location, document, list(enumerate(spans, start=first)))


def _write(folder: Path, records: Sequence[PassageRecord], vectors: Vectors) -> tuple[float, float]:
    collection = PassageCollection(ChromaFolder(folder), "benchmark", "benchmark")
    collection.count()  # opens it
    with _stalls() as stalls:
        started = time.process_time()
        for start in range(0, len(records), _PER_SOURCE):
            collection.add(records[start : start + _PER_SOURCE], vectors[start : start + _PER_SOURCE])
        took = time.process_time() - started
    return took, float(np.median([stall for stall in stalls if stall > 0.005] or [0.0]))  # noqa: PLR2004 - no sleep


@contextmanager
def _stalls() -> Iterator[list[float]]:
    """Collect how long a thread that sleeps for a millisecond waits each time."""
    found: list[float] = []
    done = threading.Event()

    def sleep() -> None:
        before = time.perf_counter()
        while not done.wait(0.001):
            now = time.perf_counter()
            found.append(now - before)
            before = now

    thread = threading.Thread(target=sleep)
    thread.start()
    yield found
    done.set()
    thread.join()


def _read(folder: Path, ids: Sequence[int]) -> None:
    collection = PassageCollection(ChromaFolder(folder), "benchmark", "benchmark")
    collection.count()

    def fetch(some: Sequence[int]) -> Vectors:
        found, vectors = collection.fetch(some)
        return vectors[np.argsort(found)]

    started = time.process_time()
    VectorFiles(folder / "files").write("state", ids, fetch)
    print(f"files written             {(time.process_time() - started) / len(ids) * 1000:12.2f}")
    started = time.process_time()
    VectorFiles(folder / "files").open("state")
    print(f"files opened, in all      {(time.process_time() - started) * 1000:12.2f}")


if __name__ == "__main__":
    main()
