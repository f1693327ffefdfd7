"""Compares the time of indexing a site with that of embedding its passages alone, and measures peak memory.

    python benchmarks/indexing.py [--passages N] [--turns N] [--memory | --unchanged] [--random-vectors]

A process of its own serves a site with a sitemap and twenty passages a page on loopback. Pincite indexes it with its
default settings: fetches, parses, splits, embeds and writes. For comparison the embedder takes the same passages and
sentences in one batch. Indexing and embedding take turns, and the best turn of each counts. Processor time includes the
parser processes.

``--memory`` indexes the site once and prints the peak memory of the process. ``--unchanged`` indexes it once and
measures a re-index. For these two, ``--random-vectors`` embeds the first two hundred texts and draws vectors and tokens
of the same shapes for the rest, which takes minutes instead of an hour on a busy machine.
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
from functools import partial
from ipaddress import IPv4Network
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.composition.container import Container
from config.settings import Settings
from index.arrays import TokenStates, Vectors
from index.fetching.fetcher import locate
from index.indexing.types import Progress
from index.models.base import EncodedQuestion
from index.models.e5_small import E5Small
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
    """Run the chosen measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=1_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--unchanged", action="store_true")
    parser.add_argument("--random-vectors", action="store_true")
    options = parser.parse_args()
    pages = options.passages // _PASSAGES_A_PAGE
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder) / "site", pages) as sitemap:
        if options.memory:
            _measure_memory(_count_embeddings(Path(folder), options), sitemap, options.passages)
        elif options.unchanged:
            _measure_unchanged(_count_embeddings(Path(folder), options), sitemap, options.turns)
        else:
            _measure_time(Path(folder), sitemap, options.turns)


def _measure_time(folder: Path, sitemap: str, turns: int) -> None:
    best: dict[str, tuple[float, float]] = {}
    warm = _container(folder / "data-warm")
    _index(warm, sitemap)
    texts = [(source, warm.catalog.get_text(source.text_id) or "") for source in warm.catalog.list_sources()]
    cuts = [(cut, text) for source, text in texts for cut in split(text, source.language)]
    bodies = [cut.span.slice(text) for cut, text in cuts]
    sentences = [span.slice(text) for cut, text in cuts for span in cut.sentences]

    embedder = _built_in(warm)

    def embed() -> None:
        embedder.encode_passages(bodies)
        embedder.embed_passages(sentences)

    for turn in range(turns):
        container = _container(folder / f"data-{turn}")
        container.__dict__["embedder"] = embedder  # its loading counts for neither
        calls: dict[str, Callable[[], object]] = {"embedding": embed, "indexing": partial(_index, container, sitemap)}
        for name, call in calls.items():
            took = _timed(call)
            best[name] = min(best.get(name, took), took)
        container.close()
    print(f"passages            {len(bodies)}, with {len(sentences)} sentences, on {len(texts)} pages")
    for name, (wall, cpu) in best.items():
        print(f"{name:<19} {wall:.1f} s, {cpu:.1f} s of processor time")
    print(f"ratio               {best['indexing'][0] / best['embedding'][0]:.2f}")
    print(f"ratio, processor    {best['indexing'][1] / best['embedding'][1]:.2f}")
    warm.close()


class _CountingEmbedder:
    """Counts the embedded texts; with random vectors it embeds the first texts and draws the other vectors."""

    def __init__(self, model: E5Small, *, random_vectors: bool) -> None:
        self.name = model.name
        self._model = model
        self._random = np.random.default_rng(7)
        self._left: float = _REALLY_EMBEDDED if random_vectors else float("inf")
        self.embedded = 0

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._model.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed sentences."""
        self._left -= len(texts)
        self.embedded += len(texts)
        return self._model.embed_passages(texts) if self._left > 0 else self._vectors(len(texts))

    def encode_passages(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenStates]]:
        """Embed passages; return their vectors and tokens."""
        self.embedded += len(texts)
        if self._left > 0:
            return self._model.encode_passages(texts)
        tokens = [max(len(text) // 4, 1) for text in texts]
        codes = (self._random.integers(0, 256, (count, _TOKEN_BYTES), np.uint8) for count in tokens)
        starts = (np.arange(0, 4 * count, 4, dtype=np.uint16) for count in tokens)
        return list(zip(self._vectors(len(texts)), map(TokenStates, starts, codes), strict=True))

    def encode_question(self, question: str) -> EncodedQuestion:
        """Encode a question."""
        return self._model.encode_question(question)

    def score_sentences(self, question: EncodedQuestion, sentences: Sequence[npt.NDArray[np.uint8]]) -> Vectors:
        """Score each sentence as an answer."""
        return self._model.score_sentences(question, sentences)

    def _vectors(self, count: int) -> Vectors:
        drawn = self._random.normal(size=(count, _DIMENSION)).astype(np.float32)
        return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def _measure_memory(container: Container, sitemap: str, passages: int) -> None:
    marks = [passages * part // 4 for part in range(1, 5)]
    pages = 0

    def watch(step: Progress) -> None:
        nonlocal pages
        pages += bool(step.total and step.done == step.total)
        if marks and pages * _PASSAGES_A_PAGE >= marks[0]:
            print(f"{marks.pop(0):>6} passages     {_peak_mb():.0f} MB at the peak so far", flush=True)

    container.indexer.index(sitemap, "document", container.link_limits, watch)
    print(f"{container.passages.count():>6} passages     {_peak_mb():.0f} MB at the peak of the process")
    container.close()
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"                    {workers:.0f} MB at the peak of its largest parser process")


def _measure_unchanged(container: Container, sitemap: str, turns: int) -> None:
    embedder = container.embedder
    assert isinstance(embedder, _CountingEmbedder)  # noqa: S101 - for mypy
    container.indexer.index(sitemap, "document", container.link_limits, _unwatched)
    embedder.embedded = 0
    took = min(_timed(lambda: container.indexer.reindex(None, container.link_limits, _unwatched)) for _ in range(turns))
    pages, passages = len(container.catalog.list_sources()), container.passages.count()
    print(f"{pages} pages with {passages} passages, none of which changed")
    print(f"read again in       {took[0]:.1f} s, {took[1]:.1f} s of processor time")
    print(f"texts embedded      {embedder.embedded}")
    container.close()


def _count_embeddings(folder: Path, options: argparse.Namespace) -> Container:
    container = _container(folder / "data")
    container.__dict__["embedder"] = _CountingEmbedder(_built_in(container), random_vectors=options.random_vectors)
    return container


def build_random_index(data_dir: Path, passages: int) -> None:
    """Index a site of that many passages with random vectors."""
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder) / "site", passages // _PASSAGES_A_PAGE) as sitemap:
        container = _container(data_dir)
        container.__dict__["embedder"] = _CountingEmbedder(_built_in(container), random_vectors=True)
        _index(container, sitemap)
        container.close()


def _built_in(container: Container) -> E5Small:
    if not isinstance(container.embedder, E5Small):
        raise SystemExit("The measurement needs the built-in embedder.")
    return container.embedder


def _container(data_dir: Path) -> Container:
    loopback = frozenset([IPv4Network("127.0.0.1/32")])
    return Container(
        Settings(_env_file=None, data_dir=data_dir, fetch_allow_networks=loopback, listed_pages_max=50_000)
    )


def _index(container: Container, sitemap: str) -> None:
    container.indexer.index(sitemap, "document", container.link_limits, _unwatched)
    container.parser.close()  # so that the time of the parser processes counts


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), _cpu_s()
    call()
    return time.perf_counter() - wall, _cpu_s() - cpu


def _cpu_s() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in used)


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _unwatched(_step: Progress) -> None:
    """Ignore the progress."""


@contextmanager
def _site(folder: Path, pages: int) -> Iterator[str]:
    """Serve a site on loopback; yield the address of its sitemap."""
    folder.mkdir()
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(folder), "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        announced = re.search(r"port (\d+)", server.stdout.readline() if server.stdout else "")
        if announced is None:
            raise SystemExit("The server of the site did not start.")
        home = f"http://127.0.0.1:{announced[1]}/"
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
