"""What indexing a site costs beside embedding its passages alone, and how much memory it takes.

    python benchmarks/indexing.py [--passages N] [--turns N] [--memory | --unchanged] [--drawn]

A site of pages of twenty passages, listed in a sitemap, is served on this machine by a process of its own and indexed
with the product's settings: fetched, parsed, split, embedded and written. Beside it stands the time that the embedder
takes for the same passages and sentences, handed over all at once. Indexing and embedding take turns, and the best turn
of each counts; processor time is that of the process and of those that read documents for it.

``--memory`` instead indexes the site once and prints the peak of the process's memory on the way; ``--unchanged``
indexes it once and says what it costs to read it again. For these two ``--drawn`` has the model embed the first two
hundred texts, and draws vectors and tokens of the same shapes for the rest, which takes minutes instead of an hour
where the processor has other work.
"""

import argparse
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Network
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.composition.container import Container
from config.settings import Settings
from index.arrays import TokenStates, Vectors
from index.fetching.fetcher import locate
from index.indexing.indexer import Progress
from index.models.embedders import Asked, E5Small
from index.text.chunking import split

_PASSAGES_A_PAGE = 20
_REALLY_EMBEDDED = 200
_DIMENSION, _TOKEN_BYTES = 384, 96
_SENTENCES = (
    "The {a} of {b} was finished in the year {n}.",
    "Nobody in {b} knew who had paid for the {a}, and {n} people asked.",
    "A {a} weighs {n} pounds when it is wet, which in {b} it always is.",
    "They carried the {a} from {b} in {n} carts over the hill.",
    "In {n} the keeper of {b} wrote that the {a} had been painted twice.",
    "Without a {a} there is no winter in {b}, said the {n} fishermen.",
)
_THINGS = ("lamp", "bell", "cable", "boat", "tower", "mast", "wheel", "anchor", "ledger", "clock", "chart", "rope")
_PLACES = ("Gull Reef", "Harrow", "Old Quay", "Fenwick", "Sandhead", "Marsh End", "Port Vale", "Cold Bay")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--unchanged", action="store_true")
    parser.add_argument("--drawn", action="store_true")
    options = parser.parse_args()
    pages = options.passages // _PASSAGES_A_PAGE
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder) / "site", pages) as sitemap:
        if options.memory:
            _measure_memory(Path(folder), sitemap, options.passages, drawn=options.drawn)
        elif options.unchanged:
            _measure_unchanged(Path(folder), sitemap, options.turns, drawn=options.drawn)
        else:
            _measure_time(Path(folder), sitemap, options.turns)


def _measure_time(folder: Path, sitemap: str, turns: int) -> None:
    best: dict[str, tuple[float, float]] = {}
    warm = _app(folder / "data-warm")
    _index(warm, sitemap)
    texts = [(source, warm.catalog.text(source.text_id) or "") for source in warm.catalog.sources()]
    cuts = [(cut, text) for source, text in texts for cut in split(text, source.language)]
    bodies = [cut.span.of(text) for cut, text in cuts]
    sentences = [span.of(text) for cut, text in cuts for span in cut.sentences]

    def embed() -> None:
        warm.embedder.keep(bodies)
        warm.embedder.embed_passages(sentences)

    for turn in range(turns):
        app = _app(folder / f"data-{turn}")
        app.__dict__["embedder"] = warm.embedder  # loading it is no part of either
        calls: dict[str, Callable[[], object]] = {"embedding": embed, "indexing": lambda app=app: _index(app, sitemap)}
        for name, call in calls.items():
            took = _timed(call)
            best[name] = min(best.get(name, took), took)
        app.close()
    print(f"passages            {len(bodies)}, with {len(sentences)} sentences, on {len(texts)} pages")
    for name, (wall, cpu) in best.items():
        print(f"{name:<19} {wall:.1f} s, {cpu:.1f} s of processor time")
    print(f"ratio               {best['indexing'][0] / best['embedding'][0]:.2f}")
    print(f"ratio, processor    {best['indexing'][1] / best['embedding'][1]:.2f}")
    warm.close()


class _Watched:
    """The model; if drawn, only for the first texts, and then vectors and tokens of their shapes."""

    def __init__(self, model: E5Small, *, drawn: bool) -> None:
        self.name = model.name
        self._model = model
        self._random = np.random.default_rng(7)
        self._left: float = _REALLY_EMBEDDED if drawn else float("inf")
        self.embedded = 0

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return self._model.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of sentences."""
        self._left -= len(texts)
        self.embedded += len(texts)
        return self._model.embed_passages(texts) if self._left > 0 else self._vectors(len(texts))

    def keep(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenStates]]:
        """Vectors of passages, and their tokens."""
        self.embedded += len(texts)
        if self._left > 0:
            return self._model.keep(texts)
        tokens = [max(len(text) // 4, 1) for text in texts]
        codes = (self._random.integers(0, 256, (count, _TOKEN_BYTES), np.uint8) for count in tokens)
        starts = (np.arange(0, 4 * count, 4, dtype=np.uint16) for count in tokens)
        return list(zip(self._vectors(len(texts)), map(TokenStates, starts, codes), strict=True))

    def ask(self, question: str) -> Asked:
        """A question."""
        return self._model.ask(question)

    def read(self, asked: Asked, sentences: Sequence[npt.NDArray[np.uint8]]) -> Vectors:
        """How well each sentence answers."""
        return self._model.read(asked, sentences)

    def _vectors(self, count: int) -> Vectors:
        drawn = self._random.normal(size=(count, _DIMENSION)).astype(np.float32)
        return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def _measure_memory(folder: Path, sitemap: str, passages: int, *, drawn: bool) -> None:
    app = _watched(folder, drawn=drawn)
    marks = [passages * part // 4 for part in range(1, 5)]
    pages = 0

    def watch(step: Progress) -> None:
        nonlocal pages
        pages += bool(step.total and step.done == step.total)
        if marks and pages * _PASSAGES_A_PAGE >= marks[0]:
            print(f"{marks.pop(0):>6} passages     {_peak_mb():.0f} MB at the peak so far", flush=True)

    app.indexer.index(sitemap, "document", app.link_limits, watch)
    print(f"{app.passages.count():>6} passages     {_peak_mb():.0f} MB at the peak of the process")
    app.close()
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"                    {workers:.0f} MB at the peak of its largest reader of documents")


def _measure_unchanged(folder: Path, sitemap: str, turns: int, *, drawn: bool) -> None:
    app = _watched(folder, drawn=drawn)
    app.indexer.index(sitemap, "document", app.link_limits, _unwatched)
    app.embedder.embedded = 0
    took = min(_timed(lambda: app.indexer.reindex(None, app.link_limits, _unwatched)) for _ in range(turns))
    print(f"{len(app.catalog.sources())} pages with {app.passages.count()} passages, none of which changed")
    print(f"read again in       {took[0]:.1f} s, {took[1]:.1f} s of processor time")
    print(f"texts embedded      {app.embedder.embedded}")
    app.close()


def _watched(folder: Path, *, drawn: bool) -> Container:
    app = _app(folder / "data")
    app.__dict__["embedder"] = _Watched(app.embedder, drawn=drawn)
    return app


def _app(data_dir: Path) -> Container:
    loopback = frozenset([IPv4Network("127.0.0.1/32")])
    return Container(
        Settings(_env_file=None, data_dir=data_dir, fetch_allow_networks=loopback, listed_pages_max=50_000)
    )


def _index(app: Container, sitemap: str) -> None:
    app.indexer.index(sitemap, "document", app.link_limits, _unwatched)
    app.parser.close()  # so that the time of the processes that read documents is counted


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), _cpu_s()
    call()
    return time.perf_counter() - wall, _cpu_s() - cpu


def _cpu_s() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in used)


def _peak_mb() -> float:
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def _unwatched(_step: Progress) -> None:
    """Nobody watches."""


@contextmanager
def _site(folder: Path, pages: int) -> Iterator[str]:
    """A site on this machine; gives its sitemap."""
    folder.mkdir()
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(folder), "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        port = re.search(r"port (\d+)", server.stdout.readline())[1]
        home = f"http://127.0.0.1:{port}/"
        words = random.Random(7)
        for number in range(pages):
            (folder / f"{number}.html").write_text(_page(number, words), encoding="utf-8")
        entries = "".join(f"<url><loc>{home}{number}.html</loc></url>" for number in range(pages))
        (folder / "sitemap.xml").write_text(f"<urlset>{entries}</urlset>", encoding="utf-8")
        with urllib.request.urlopen(f"{home}sitemap.xml"):  # noqa: S310 - the address is our own
            yield locate(f"{home}sitemap.xml")
    finally:
        server.terminate()
        server.wait()


def _page(number: int, words: random.Random) -> str:
    paragraphs = "".join(f"<p>{_paragraph(words)}</p>" for _ in range(_PASSAGES_A_PAGE))
    title = f"Page {number} of the station's history"
    head = f"<html lang='en'><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"


def _paragraph(words: random.Random) -> str:
    return " ".join(
        sentence.format(a=words.choice(_THINGS), b=words.choice(_PLACES), n=words.randrange(1_000, 10_000))
        for sentence in words.sample(_SENTENCES, len(_SENTENCES))
    )


if __name__ == "__main__":
    main()
