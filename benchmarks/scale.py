"""Measures search time by index size: 1,000, 10,000 and 100,000 passages.

    python benchmarks/scale.py FOLDER LANGUAGE… [--work DIR] [--sizes N…]

FOLDER contains ``xquad-r.LANGUAGE.json`` (google-research-datasets/lareqa) and ``squad2-dev.json``.
``synthetic_index.py`` makes the indexes; one of 100,000 passages takes 4 GB. A process of its own measures each index.
Each question takes every kind of search in turn, so that other work on the machine slows all of them alike.
"""

import argparse
import json
import platform
import random
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from corpus import build_parser, index_articles

from bot.composition.container import Container
from config.settings import Settings
from index.arrays import Vectors
from index.models.e5_small import E5Small
from index.text import analyzer

if TYPE_CHECKING:
    from chromadb import Collection

_SIZES = (1_000, 10_000, 100_000)
_PER_LANGUAGE = 40
_WARM_UP = 10
_LIMIT, _FUSED = 50, 20
_EMBEDDED = 64
_RESULTS = Path(__file__).parent / "results" / "scale"
_PACKAGES = ("chromadb", "numpy", "onnxruntime")

EMBED, CHROMA, FTS, FIND, ASK = "question embedded", "Chroma's query", "FTS5's query", "retrieval", "everything"
RAW, FOUND = "embedded + raw queries", "embedded + retrieval"
SMALL, LARGE = "source of 40", "source of a tenth"

Search = Callable[[str, Vectors], object]
"""One kind of search; takes the question and its vector."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of one index.

    Attributes:
        times_ms: For each kind of search, one time for each question.
        first_ms: Time of the first question to all sources and to one source, after the embedder was loaded.
        memory_mb: Resident memory after questions to all sources and to one source, with the embedder.
        complete: The share of the twenty candidates that an exhaustive search of both legs also returns.
    """

    times_ms: dict[str, list[float]]
    first_ms: dict[str, float]
    memory_mb: dict[str, float]
    complete: float

    def at(self, search: str, quantile: float = 0.5) -> float:
        """Return a quantile of the times, in milliseconds."""
        return float(np.quantile(self.times_ms[search], quantile))


class Measurement:
    """Searches one index in every way."""

    def __init__(self, data_dir: Path) -> None:
        """Open an index that ``synthetic_index.build`` wrote."""
        self.built = json.loads((data_dir / "built.json").read_text(encoding="utf-8"))
        self.container = Container(Settings(_env_file=None, data_dir=data_dir))
        self._data_dir = data_dir
        self._sql = sqlite3.connect(data_dir / "catalog.sqlite")

    def run(self, questions: Sequence[str]) -> Measured:
        """Time every kind of search with these questions."""
        embedder, retriever = self.container.embedder, self.container.retriever
        vectors = [embedder.embed_queries([question])[0] for question in questions]
        first, memory, one = {}, {}, [self.built["large"]]
        for name, within in (("everything", None), (LARGE, one)):
            first[name] = _timed(partial(retriever.rank, questions[0], source_ids=within))
            for question in questions[:_WARM_UP]:
                retriever.rank(question, source_ids=within)
            memory[name] = _resident_mb()
        searches, times = self._searches(), defaultdict(list)
        for at, (question, vector) in enumerate(zip(questions, vectors, strict=True)):
            names = list(searches)
            for name in names[at % len(names) :] + names[: at % len(names)]:
                times[name].append(_timed(partial(searches[name], question, vector)))
        times[RAW] = [sum(parts) for parts in zip(times[EMBED], times[CHROMA], times[FTS], strict=True)]
        times[FOUND] = [sum(parts) for parts in zip(times[EMBED], times[FIND], strict=True)]
        warm = {name: found[_WARM_UP:] for name, found in times.items()}
        return Measured(warm, first, memory, self._complete(questions, vectors))

    def _searches(self) -> dict[str, Search]:
        retriever, vectors, newest = (
            self.container.retriever,
            self.container.vectors,
            self.container.passages.read_scope().newest,
        )
        searches: dict[str, Search] = {
            EMBED: lambda question, _: _ask(self.container, question),
            CHROMA: lambda _, vector: vectors.find_nearest(vector, _LIMIT, newest=newest),
            FTS: lambda question, _: self._matched(question),
            FIND: lambda question, vector: retriever.find_candidates(question, vector, _FUSED),
            ASK: lambda question, _: retriever.rank(question),
        }
        collection = self._collection_with_sources()
        for name, id_ in ((SMALL, self.built["small"]), (LARGE, self.built["large"])):
            searches |= self._searches_of_source(name, id_, collection)
        return searches

    def _searches_of_source(self, name: str, id_: str, collection: "Collection") -> dict[str, Search]:
        retriever = self.container.retriever
        return {
            f"retrieval, {name}": lambda question, vector: retriever.find_candidates(question, vector, _FUSED, [id_]),
            f"everything, {name}": lambda question, _: retriever.rank(question, source_ids=[id_]),
            f"Chroma's where, {name}": lambda _, vector: collection.query(
                query_embeddings=vector[None], n_results=_LIMIT, where={"source": id_}, include=[]
            ),
        }

    def _collection_with_sources(self) -> "Collection":
        import chromadb  # noqa: PLC0415 - after Pincite's own memory was measured
        from synthetic_index import WHERE  # noqa: PLC0415 - as above

        settings = chromadb.config.Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(str(self._data_dir / WHERE), settings=settings)
        return client.get_collection(WHERE, embedding_function=None)

    def _matched(self, question: str) -> list[int]:
        """Query FTS5 the plain way: any of the words, best BM25 first."""
        wanted = " OR ".join(f'"{term}"' for term in dict.fromkeys(analyzer.words(question)))
        query = "SELECT rowid FROM passage_fts WHERE passage_fts MATCH ? ORDER BY rank LIMIT ?"
        return [id_ for (id_,) in self._sql.execute(query, (wanted, _LIMIT))]

    def _complete(self, questions: Sequence[str], vectors: Sequence[Vectors]) -> float:
        """Return the share of candidates that comparing every vector and scoring every match also gives."""
        from index.retrieval.retriever import fuse_rankings  # noqa: PLC0415 - as above

        ids, matrix = self.container.passages.load_vectors()
        shares = []
        for question, vector in zip(questions, vectors, strict=True):
            near = [ids[at] for at in np.argsort(-(matrix @ vector), kind="stable")[:_LIMIT]]
            wanted = set(fuse_rankings([near, self._matched(question)])[:_FUSED])
            found = {row.id for row, _ in self.container.retriever.find_candidates(question, vector, _FUSED)}
            shares.append(len(wanted & found) / len(wanted))
        return float(np.mean(shares))


def _ask(container: Container, question: str) -> object:
    embedder = container.embedder
    return embedder.encode_question(question) if isinstance(embedder, E5Small) else embedder.embed_queries([question])


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _resident_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _embedding_rate(data_dir: Path) -> float:
    """Return how many passages a second indexing embeds, with their tokens and sentences."""
    container = Container(Settings(_env_file=None, data_dir=data_dir))
    embedder = container.embedder
    if not isinstance(embedder, E5Small):
        raise SystemExit("The measurement needs the built-in embedder.")
    ids, _ = container.passages.load_vectors()
    rows = container.passages.load_candidates(random.Random(0).sample(ids, _EMBEDDED))
    texts = container.passages.load_texts({row.text_id for row in rows})
    started = time.perf_counter()
    embedder.encode_passages([row.span.slice(texts[row.text_id]) for row in rows])
    embedder.embed_passages([span.slice(texts[row.text_id]) for row in rows for span in row.sentences])
    rate = len(rows) / (time.perf_counter() - started)
    container.close()
    return rate


def _sample(folder: Path, work: Path, languages: Sequence[str]) -> list[str]:
    """Draw the same number of questions in each language; the languages take turns."""
    chance, chosen = random.Random(0), []
    for language in languages:
        container, questions = index_articles(folder / f"xquad-r.{language}.json", work / language)
        chosen.append([question.text for question in chance.sample(questions, _PER_LANGUAGE)])
        container.close()
    return [question for turn in zip(*chosen, strict=True) for question in turn]


def _table(found: dict[int, tuple[dict, Measured]], rate: float) -> list[str]:
    sizes = list(found)
    lines = [f"{'ms a question: median / p95':<38}" + "".join(f"{size:>20,}" for size in sizes)]
    for search in next(iter(found.values()))[1].times_ms:
        cells = (f"{measured.at(search):.1f} / {measured.at(search, 0.95):.1f}" for _, measured in found.values())
        lines.append(f"{search:<38}" + "".join(f"{cell:>20}" for cell in cells))

    def line(name: str, cell: Callable[[dict, Measured], str]) -> None:
        lines.append(f"{name:<38}" + "".join(f"{cell(*pair):>20}" for pair in found.values()))

    line("embedded + retrieval / embedded + raw", lambda _, m: f"{m.at(FOUND) / m.at(RAW):.2f}")
    line("everything / embedded + raw", lambda _, m: f"{m.at(ASK) / m.at(RAW):.2f}")
    line("first question, ms", lambda _, m: f"{m.first_ms['everything']:.0f}")
    line("first question to a tenth, ms", lambda _, m: f"{m.first_ms[LARGE]:.0f}")
    line("memory, MB", lambda _, m: f"{m.memory_mb['everything']:.0f}")
    line("memory after questions to a tenth, MB", lambda _, m: f"{m.memory_mb[LARGE]:.0f}")
    line("of complete search's first 20", lambda _, m: f"{m.complete:.3f}")
    line("real passages", lambda b, _: f"{b['real']:,}")
    line("sources", lambda b, _: f"{b['sources']:,}")
    line("SQLite written in, s", lambda b, _: f"{b['catalog_s']:.1f}")
    line("Chroma written in, s", lambda b, _: f"{b['chroma_s']:.1f}")
    line("embedding would take, s", lambda b, _: f"{b['passages'] / rate:.0f}")
    line("SQLite, MB", lambda b, _: f"{b['catalog_mb']:.0f}")
    line("Chroma, MB", lambda b, _: f"{b['chroma_mb']:.0f}")
    lines.append(f"embedding: {rate:.1f} passages a second with their sentences, {_EMBEDDED} real ones in this run")
    lines.append(", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in _PACKAGES)]))
    return lines


def draw(found: dict[int, tuple[dict, Measured]]) -> None:
    """Plot time by size: all sources on the left, one source with a tenth of the passages on the right."""
    import result_plots  # noqa: PLC0415 - the measured process draws nothing

    figure, (whole, part) = result_plots.panels(2, width=10, height=4.4)
    sizes = list(found)
    left = (ASK, FOUND, RAW, FTS, CHROMA, EMBED)
    right = (f"everything, {LARGE}", f"retrieval, {LARGE}", f"Chroma's where, {LARGE}")
    colours = dict(zip((*left, FIND, "Chroma's where"), result_plots.COLOURS, strict=False))
    for axes, searches in ((whole, left), (part, right)):
        for search in searches:
            name = search.removesuffix(f", {LARGE}")
            middle, high = ([measured.at(search, q) for _, measured in found.values()] for q in (0.5, 0.95))
            axes.plot(sizes, middle, marker="o", markersize=4, color=colours[name], label=name)
            axes.fill_between(sizes, middle, high, color=colours[name], alpha=0.12, linewidth=0)
        axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="ms a question: median to p95")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(0, -0.2), ncols=3, frameon=False)
    whole.set_title("All sources", fontsize=9)
    part.set_title("One source with a tenth of the passages", fontsize=9)
    result_plots.save(figure, _RESULTS)


def main() -> None:
    """Build the indexes, measure each, and write the table with its plot."""
    parser = build_parser(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        questions = json.loads((given.measure / "questions.json").read_text(encoding="utf-8"))
        print(json.dumps(asdict(Measurement(given.measure).run(questions))))
        return
    from synthetic_index import build, read_real_passages  # noqa: PLC0415 - the measured process must not import Chroma

    real = read_real_passages(given.folder, given.work, given.languages)
    questions = _sample(given.folder, given.work, given.languages)
    found: dict[int, tuple[dict, Measured]] = {}
    for size in given.sizes:
        data_dir = given.work / f"scale-{size}"
        built = build(real, size, data_dir)
        (data_dir / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
        command = [sys.executable, __file__, str(given.folder), *given.languages, "--measure", str(data_dir)]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        found[size] = asdict(built), Measured(**json.loads(printed))
        print(f"{size:,} passages measured", file=sys.stderr, flush=True)
    lines = _table(found, _embedding_rate(given.work / given.languages[0]))
    print("\n".join(lines))
    _RESULTS.with_suffix(".txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    draw(found)


if __name__ == "__main__":
    main()
