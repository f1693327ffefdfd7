"""Pincite's retrieval beside others on the same paragraphs: is the gold paragraph found, and how fast.

    python benchmarks/retrievers.py FOLDER LANGUAGE… [--work DIR] [--half 0 1]

FOLDER holds ``xquad-r.LANGUAGE.json`` (google-research-datasets/lareqa). The corpus is all of its paragraphs. Each
question is asked of every retriever in turn, so that what else the machine does falls on all of them alike; the time
of a question includes embedding it, for those that do. The reader that comes with Pincite has learned from these
articles: ``--half 0 1`` asks about each half of them while Pincite has a reader that has not (``cross_encoder/folds``).
Needs the dependency group ``benchmarks``.
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
from corpus import Question, half_of, index_articles, options
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index_embedding import OurEmbedding

from bot.composition.container import Container
from index.arrays import Vectors
from index.models.embedders import Embedder
from index.retrieval.retriever import Retriever

_KEPT = 10
"""Paragraphs that count: the rank of the gold one is looked for among the first ten."""

_POOL = 50
"""What each leg of a fusion brings to it, ours and LlamaIndex's alike."""

_RESULTS = Path(__file__).parent / "results" / "retrievers"
_WARM_UP = 3
_PACKAGES = ("bm25s", "llama-index-core", "llama-index-retrievers-bm25", "numpy")

Find = Callable[[str], list[str]]
"""From a question to the ids of paragraphs, best first."""


@dataclass(slots=True)
class Score:
    """What one retriever did with the questions asked so far; rank 0 is "not among the first ten"."""

    ranks: list[int] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)

    def ask(self, find: Find, question: Question) -> None:
        """Ask one question and note its time and the rank of its paragraph."""
        started = time.perf_counter()
        found = find(question.text)
        self.times_ms.append((time.perf_counter() - started) * 1000)
        distinct = list(dict.fromkeys(found))[:_KEPT]
        self.ranks.append(distinct.index(question.source_id) + 1 if question.source_id in distinct else 0)

    def summary(self, language: str, retriever: str) -> "Row":
        """One line of the table."""
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

    def line(self) -> str:
        """As it stands in the table."""
        return (
            f"{self.language:<9} {self.retriever:<26} {self.questions:>9}  {self.recall_1:.3f}  {self.recall_5:.3f}  "
            f"{self.mrr:.3f}  {self.median_ms:>9.1f}  {self.p95_ms:>6.1f}"
        )


class LlamaIndex:
    """LlamaIndex over the paragraphs as documents, with its defaults where we need not choose."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str], embedding: OurEmbedding) -> None:
        """Cut the paragraphs with LlamaIndex's own splitter."""
        documents = [Document(text=text, id_=id_) for id_, text in zip(ids, texts, strict=True)]
        self._nodes = SentenceSplitter().get_nodes_from_documents(documents)
        self._embedding = embedding

    @cached_property
    def _index(self) -> VectorStoreIndex:
        return VectorStoreIndex(nodes=self._nodes, embed_model=self._embedding)

    def vector(self) -> Find:
        """The retriever of ``VectorStoreIndex``, over its ``SimpleVectorStore``."""
        return _finds(self._index.as_retriever(similarity_top_k=_KEPT))

    def fusion(self) -> Find:
        """The vector retriever and BM25 by reciprocal rank, without questions made up by a model."""
        legs = [
            self._index.as_retriever(similarity_top_k=_POOL),
            BM25Retriever.from_defaults(nodes=self._nodes, similarity_top_k=_POOL),
        ]
        return _finds(
            QueryFusionRetriever(
                legs,
                llm=MockLLM(),
                mode=FUSION_MODES.RECIPROCAL_RANK,
                similarity_top_k=_KEPT,
                num_queries=1,
                use_async=False,
            )
        )


def _finds(retriever: BaseRetriever) -> Find:
    return lambda question: [found.node.ref_doc_id or "" for found in retriever.retrieve(question)]


def pincite(retriever: Retriever) -> Find:
    """The product: dense and lexical search, fused, then ranked by sentences."""
    return lambda question: [hit.source_id for hit in retriever.rank(question).passages]


def bm25(ids: Sequence[str], texts: Sequence[str]) -> Find:
    """BM25 by bm25s, with its default tokenizer: words of two letters or more, English stop words, no stems."""
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), show_progress=False), show_progress=False)

    def find(question: str) -> list[str]:
        asked = bm25s.tokenize([question], show_progress=False)
        places, scores = index.retrieve(asked, k=_KEPT, show_progress=False)
        return [ids[at] for at, score in zip(places[0], scores[0], strict=True) if score > 0]

    return find


def dense(ids: Sequence[str], texts: Sequence[str], embedder: Embedder, known: dict[str, Vectors]) -> Find:
    """Our embedder and the exact cosine to every paragraph."""
    known.update(zip(texts, embedder.embed_passages(texts), strict=True))
    matrix = np.stack([known[text] for text in texts])
    return lambda question: [
        ids[at] for at in np.argsort(-(matrix @ embedder.embed_queries([question])[0]), kind="stable")[:_KEPT]
    ]


def retrievers(app: Container) -> dict[str, Find]:
    """Every retriever over the paragraphs that ``app`` holds, each of which is a source there."""
    sources = app.catalog.sources()
    ids = [source.id for source in sources]
    texts = [app.catalog.text(source.text_id) or "" for source in sources]
    known: dict[str, Vectors] = {}
    embedder = app.embedder
    found = {
        "Pincite": pincite(app.retriever),
        "BM25 (bm25s)": bm25(ids, texts),
        "dense (exact cosine)": dense(ids, texts, embedder, known),
    }
    other = LlamaIndex(ids, texts, OurEmbedding(embedder, known))
    return found | {"LlamaIndex vector": other.vector(), "LlamaIndex vector + BM25": other.fusion()}


def measure(language: str, app: Container, questions: Sequence[Question], halves: Sequence[int | None]) -> list[Row]:
    """Ask every question of every retriever, in turn; those of a half with the reader that has not learned from it."""
    finds = retrievers(app)
    scores = {name: Score() for name in finds}
    for half in halves:
        asked = half_of(app, questions, half)
        for find in finds.values():
            for question in asked[:_WARM_UP]:
                find(question.text)
        for question in asked:
            for name, find in finds.items():
                scores[name].ask(find, question)
    return [score.summary(language, name) for name, score in scores.items()]


def draw(rows: Sequence[Row]) -> None:
    """R@1 by language, and the time of a question: the mean of the languages."""
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
    """Measure, print the table, and keep it with its picture."""
    parser = options(__doc__)
    parser.add_argument("--half", type=int, nargs="+", choices=(0, 1), default=[None])
    given = parser.parse_args()
    rows: list[Row] = []
    lines = [f"{'language':<9} {'retriever':<26} questions    R@1    R@5    MRR  median ms  p95 ms"]
    print(lines[0])
    for language in given.languages:
        dataset, kept = given.folder / f"xquad-r.{language}.json", given.work / f"{language}-paragraphs"
        app, questions = index_articles(dataset, kept, by_paragraph=True)
        for row in measure(language, app, questions, given.half):
            rows.append(row)
            lines.append(row.line())
            print(row.line(), flush=True)
        app.close()
    if given.half != [None]:
        lines.append(f"Halves of the articles, each read by a reader that has not learned from it: {given.half}")
        print(lines[-1])
    lines.append(", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in _PACKAGES)]))
    print(lines[-1])
    _RESULTS.with_suffix(".txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _RESULTS.with_suffix(".json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    draw(rows)


if __name__ == "__main__":
    main()
