"""Compares Pincite's retrieval with other retrievers on the same paragraphs: rank of the gold paragraph, and time.

    python benchmarks/retrievers.py FOLDER LANGUAGE… [--work DIR] [--all]

FOLDER contains ``xquad-r.LANGUAGE.json`` (google-research-datasets/lareqa); all of its paragraphs are the corpus. Each
question goes to every retriever in turn, so that other work on the machine slows all of them alike. The time of a
question includes its embedding. The questions are about the articles that training left out, every fourth
one; with ``--all`` about every article. The script needs the dependency group ``benchmarks``.
"""

import json
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import bm25s
import numpy as np
import result_plots
from corpus import GoldQuestion, build_parser, index_articles, select_held_out
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index_embedding import CachedEmbedding

from bot.composition.container import Container
from index.arrays import Vectors
from index.models.base import Embedder
from index.retrieval.retriever import Retriever

_KEPT = 10
"""The gold paragraph counts if it is among this many."""

_POOL = 50
"""The candidates that each leg of a fusion contributes, in Pincite and in LlamaIndex."""

_RESULTS = Path(__file__).parent / "results" / "retrievers"
_WARM_UP = 3
_PACKAGES = ("bm25s", "llama-index-core", "llama-index-retrievers-bm25", "numpy")

Find = Callable[[str], list[str]]
"""Takes a question and returns the ids of paragraphs, best first."""


@dataclass(slots=True)
class Score:
    """The ranks and times of one retriever so far; rank 0 means "not among the first ten"."""

    ranks: list[int] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)

    def ask(self, find: Find, question: GoldQuestion) -> None:
        """Ask one question; record its time and the rank of its paragraph."""
        started = time.perf_counter()
        found = find(question.text)
        self.times_ms.append((time.perf_counter() - started) * 1000)
        distinct = list(dict.fromkeys(found))[:_KEPT]
        self.ranks.append(distinct.index(question.source_id) + 1 if question.source_id in distinct else 0)

    def summarize(self, language: str, retriever: str) -> "Row":
        """Return one line of the table."""
        ranks = np.array(self.ranks)
        return Row(
            language=language,
            retriever=retriever,
            questions=len(ranks),
            recall_1=float((ranks == 1).mean()),
            recall_5=float(((ranks > 0) & (ranks <= 5)).mean()),  # noqa: PLR2004 - R@5
            mrr=float(np.divide(1.0, ranks, out=np.zeros(len(ranks)), where=ranks > 0).mean()),
            median_ms=float(np.median(self.times_ms)),
            p95_ms=float(np.quantile(self.times_ms, 0.95)),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One retriever on one language; recalls and the mean reciprocal rank (of the first ten) in [0, 1]."""

    language: str
    retriever: str
    questions: int
    recall_1: float
    recall_5: float
    mrr: float
    median_ms: float
    p95_ms: float

    def format(self) -> str:
        """Return the row as a line of text."""
        return (
            f"{self.language:<9} {self.retriever:<26} {self.questions:>9}  {self.recall_1:.3f}  {self.recall_5:.3f}  "
            f"{self.mrr:.3f}  {self.median_ms:>9.1f}  {self.p95_ms:>6.1f}"
        )


class LlamaIndex:
    """LlamaIndex with one document for each paragraph, and with its defaults where possible."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str], embedding: CachedEmbedding) -> None:
        """Split the paragraphs with LlamaIndex's own splitter."""
        documents = [Document(text=text, id_=id_) for id_, text in zip(ids, texts, strict=True)]
        self._nodes = SentenceSplitter().get_nodes_from_documents(documents)
        self._embedding = embedding

    @cached_property
    def _index(self) -> VectorStoreIndex:
        return VectorStoreIndex(nodes=self._nodes, embed_model=self._embedding)

    def vector(self) -> Find:
        """Return the retriever of ``VectorStoreIndex`` over its ``SimpleVectorStore``."""
        return _adapt(self._index.as_retriever(similarity_top_k=_KEPT))

    def fusion(self) -> Find:
        """Return the reciprocal rank fusion of vectors and BM25, without questions that a model makes up."""
        legs = [
            self._index.as_retriever(similarity_top_k=_POOL),
            BM25Retriever.from_defaults(nodes=self._nodes, similarity_top_k=_POOL),
        ]
        return _adapt(
            QueryFusionRetriever(
                legs,
                llm=MockLLM(),
                mode=FUSION_MODES.RECIPROCAL_RANK,
                similarity_top_k=_KEPT,
                num_queries=1,
                use_async=False,
            )
        )


def _adapt(retriever: BaseRetriever) -> Find:
    return lambda question: [found.node.ref_doc_id or "" for found in retriever.retrieve(question)]


def pincite(retriever: Retriever) -> Find:
    """Return Pincite's search: vectors and full text, fused, then ranked by sentences."""
    return lambda question: [hit.source_id for hit in retriever.rank(question).passages]


def bm25(ids: Sequence[str], texts: Sequence[str]) -> Find:
    """Return bm25s with its default tokenizer: words of two letters or more, English stop words, no stemming."""
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), show_progress=False), show_progress=False)

    def find(question: str) -> list[str]:
        asked = bm25s.tokenize([question], show_progress=False)
        places, scores = index.retrieve(asked, k=_KEPT, show_progress=False)
        return [ids[at] for at, score in zip(places[0], scores[0], strict=True) if score > 0]

    return find


def dense(ids: Sequence[str], texts: Sequence[str], embedder: Embedder, known: dict[str, Vectors]) -> Find:
    """Return the exact cosine search over Pincite's vectors of all paragraphs."""
    known.update(zip(texts, embedder.embed_passages(texts), strict=True))
    matrix = np.stack([known[text] for text in texts])
    return lambda question: [
        ids[at] for at in np.argsort(-(matrix @ embedder.embed_queries([question])[0]), kind="stable")[:_KEPT]
    ]


def retrievers(container: Container) -> dict[str, Find]:
    """Return every retriever over the paragraphs in ``container``, where each paragraph is a source."""
    sources = container.catalog.list_sources()
    ids = [source.id for source in sources]
    texts = [container.catalog.get_text(source.text_id) or "" for source in sources]
    known: dict[str, Vectors] = {}
    embedder = container.embedder
    found = {
        "Pincite": pincite(container.retriever),
        "BM25 (bm25s)": bm25(ids, texts),
        "dense (exact cosine)": dense(ids, texts, embedder, known),
    }
    other = LlamaIndex(ids, texts, CachedEmbedding(embedder, known))
    return found | {"LlamaIndex vector": other.vector(), "LlamaIndex vector + BM25": other.fusion()}


def measure(language: str, container: Container, questions: Sequence[GoldQuestion]) -> list[Row]:
    """Ask every retriever every question in turn."""
    finds = retrievers(container)
    scores = {name: Score() for name in finds}
    for find in finds.values():
        for question in questions[:_WARM_UP]:
            find(question.text)
    for question in questions:
        for name, find in finds.items():
            scores[name].ask(find, question)
    return [score.summarize(language, name) for name, score in scores.items()]


def draw(rows: Sequence[Row]) -> None:
    """Draw R@1 by language, and the time of a question as a mean over the languages."""
    names, languages = list(dict.fromkeys(row.retriever for row in rows)), list(dict.fromkeys(r.language for r in rows))
    figure, (quality, speed) = result_plots.panels(2, width=10, height=4)
    wide = 0.8 / len(names)
    for at, name in enumerate(names):
        mine = [row for row in rows if row.retriever == name]
        places = np.arange(len(languages)) + (at - (len(names) - 1) / 2) * wide
        quality.bar(places, [row.recall_1 for row in mine], wide * 0.92, color=result_plots.COLOURS[at], label=name)
        median, p95 = (float(np.mean([getattr(row, key) for row in mine])) for key in ("median_ms", "p95_ms"))
        speed.barh(at, median, 0.6, color=result_plots.COLOURS[at])
        speed.plot([median, p95], [at, at], color="#444444", marker="|")
    quality.set_xticks(np.arange(len(languages)), languages)
    quality.set(ylim=(0, 1), ylabel="R@1 of the gold paragraph")
    result_plots.legend_below(figure, quality)
    speed.set_yticks(np.arange(len(names)), names)
    speed.invert_yaxis()
    speed.set(xlabel="ms a question: median to p95")
    for axes in (quality, speed):
        axes.spines[["top", "right"]].set_visible(False)
    result_plots.save(figure, _RESULTS)


def main() -> None:
    """Print the table; write it with its plot to ``results``."""
    parser = build_parser(__doc__)
    given = parser.parse_args()
    rows: list[Row] = []
    lines = [f"{'language':<9} {'retriever':<26} questions    R@1    R@5    MRR  median ms  p95 ms"]
    print(lines[0])
    for language in given.languages:
        dataset, kept = given.folder / f"xquad-r.{language}.json", given.work / f"{language}-paragraphs"
        container, questions = index_articles(dataset, kept, by_paragraph=True)
        for row in measure(language, container, select_held_out(questions, given)):
            rows.append(row)
            lines.append(row.format())
            print(row.format(), flush=True)
        container.close()
    lines.append(", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in _PACKAGES)]))
    print(lines[-1])
    _RESULTS.with_suffix(".txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _RESULTS.with_suffix(".json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    draw(rows)


if __name__ == "__main__":
    main()
