"""Questions with gold answers, from SQuAD-shaped JSON, indexed through the product itself."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.composition.container import Container
from config.settings import Settings
from index.catalog.catalog import source_id
from index.indexing.indexer import LinkLimits
from index.models.embedders import E5Small
from index.text.normalization import canonicalize
from index.types import Span

_FOLDS = Path(__file__).parent / "cross_encoder" / "folds"
"""By the half of the articles that was left out when a reader was trained."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and where its answer stands in the stored text of its source.

    Attributes:
        id: The dataset's own; the same for translations of one question.
        sentences: The gold sentences: those that the annotated answer touches.
        paragraph: The paragraph around them.
        article: Number of its article in the dataset.
    """

    id: str
    text: str
    source_id: str
    sentences: tuple[Span, ...]
    paragraph: Span
    article: int

    def asked(self, text: str) -> "Question":
        """The same question in other words."""
        return replace(self, text=text)


def options(description: str | None) -> argparse.ArgumentParser:
    """What the measurements of ranking take: ``folder``, ``languages`` and ``work``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path)
    parser.add_argument("languages", nargs="+")
    parser.add_argument("--work", type=Path, default=Path(".cache/benchmarks"))
    return parser


def reader_of(half: int | None) -> Path | None:
    """A reader that has not learned from this half of the articles; None for the one that comes with Pincite."""
    return None if half is None else _FOLDS / f"{half}.npz"


def half_of(app: Container, questions: Sequence[Question], half: int | None) -> list[Question]:
    """Of every other article, from the first or the second on; read by a reader that has not learned from them.

    All questions, and the reader that comes with Pincite, if None.
    """
    if half is None:
        return list(questions)
    app.__dict__["embedder"] = E5Small(app.data_dir / "models", learned=reader_of(half))
    return [question for question in questions if question.article % 2 == half]


def index_articles(dataset: Path, data_dir: Path, *, by_paragraph: bool = False) -> tuple[Container, list[Question]]:
    """Index a dataset, unless it is there already; returns its questions too.

    Args:
        dataset: SQuAD-shaped JSON with ``sentence_breaks``.
        data_dir: Where the index is kept.
        by_paragraph: Whether each paragraph is a source, rather than each article.
    """
    articles = json.loads(dataset.read_text(encoding="utf-8"))["data"]
    groups = [(number, article["paragraphs"]) for number, article in enumerate(articles)]
    if by_paragraph:
        groups = [(number, [paragraph]) for number, group in groups for paragraph in group]
    texts = ["\n\n".join(paragraph["context"] for paragraph in paragraphs) for _, paragraphs in groups]
    app = index_texts(data_dir, dataset.stem, texts)
    questions: list[Question] = []
    for number, (article, paragraphs) in enumerate(groups):
        id_ = source_id(_page(data_dir, dataset.stem, number))
        stored = app.catalog.text(app.catalog.source(id_).text_id) or ""
        questions.extend(_questions(paragraphs, stored, id_, article))
    return app, questions


def index_texts(data_dir: Path, stem: str, texts: Sequence[str]) -> Container:
    """Index texts, each as a source, unless they are there already."""
    app = Container(Settings(_env_file=None, data_dir=data_dir), strict=True)
    (data_dir / "pages").mkdir(parents=True, exist_ok=True)
    indexed = {source.id for source in app.catalog.sources()}
    for number, text in enumerate(texts):
        location = _page(data_dir, stem, number)
        if source_id(location) not in indexed:
            Path(location).write_text(text, encoding="utf-8")
            app.indexer.index(location, "document", LinkLimits(0, 0), lambda _step: None)
    return app


def _page(data_dir: Path, stem: str, number: int) -> str:
    return str((data_dir / "pages" / f"{stem}-{number}.txt").resolve())


def _questions(paragraphs: list[dict], stored: str, id_: str, article: int) -> Iterator[Question]:
    for paragraph in paragraphs:
        context, body = paragraph["context"], canonicalize(paragraph["context"])
        start = stored.find(body)
        if start < 0:
            continue
        for question in paragraph["qas"]:
            if question.get("is_impossible") or not question["answers"]:
                continue
            answer = question["answers"][0]
            spans = tuple(_gold(paragraph, context, answer, stored, start))
            if spans:
                yield Question(
                    question["id"], question["question"], id_, spans, Span(start, start + len(body)), article
                )


def _gold(paragraph: dict, context: str, answer: dict, stored: str, start: int) -> Iterator[Span]:
    first, last = answer["answer_start"], answer["answer_start"] + len(answer["text"])
    for begin, end in paragraph["sentence_breaks"]:
        if begin < last and end > first:
            sentence = canonicalize(context[begin:end])
            at = stored.find(sentence, start)
            if at >= 0:
                yield Span(at, at + len(sentence))


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one.start < other.end and other.start < one.end
