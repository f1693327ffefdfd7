"""Indexes SQuAD-shaped JSON with Pincite and locates each gold answer in the stored text."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.composition.container import Container
from config.settings import Settings
from index.indexing.types import LinkLimits
from index.models.e5_small import E5Small
from index.text.normalization import canonicalize
from index.types import Span, source_id

_FOLDS = Path(__file__).parent / "cross_encoder" / "folds"
"""Two cross-encoders; each file's number names the half of the articles that its training left out."""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and the place of its answer in the stored text of its source.

    Attributes:
        id: The dataset's own id; translations of one question share it.
        sentences: The gold sentences, which the annotated answer touches.
        paragraph: The paragraph around the gold sentences.
        article: The number of the article in the dataset.
    """

    id: str
    text: str
    source_id: str
    sentences: tuple[Span, ...]
    paragraph: Span
    article: int

    def reword(self, text: str) -> "GoldQuestion":
        """Return the same question with other words."""
        return replace(self, text=text)


def build_parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the arguments of every ranking benchmark: ``folder``, ``languages`` and ``--work``."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("languages", nargs="+")
    parser.add_argument("--work", type=Path, default=Path(".cache/benchmarks"))
    return parser


def cross_encoder_for(half: int | None) -> Path | None:
    """Return a cross-encoder that was not trained on this half; None means the one that comes with Pincite."""
    return None if half is None else _FOLDS / f"{half}.npz"


def select_half(container: Container, questions: Sequence[GoldQuestion], half: int | None) -> list[GoldQuestion]:
    """Select the questions about every other article, and use a cross-encoder that was not trained on them.

    Args:
        container: Its embedder is replaced.
        questions: All questions of the dataset.
        half: 0 starts at the first article, 1 at the second. None keeps all questions and the embedder.
    """
    if half is None:
        return list(questions)
    container.__dict__["embedder"] = E5Small(container.data_dir / "models", adapter=cross_encoder_for(half))
    return [question for question in questions if question.article % 2 == half]


def index_articles(
    dataset: Path, data_dir: Path, *, by_paragraph: bool = False
) -> tuple[Container, list[GoldQuestion]]:
    """Index a dataset unless an earlier run did, and return its questions.

    Args:
        dataset: SQuAD-shaped JSON with ``sentence_breaks``.
        data_dir: The folder of the index.
        by_paragraph: Whether each paragraph is a source; otherwise each article is one.
    """
    articles = json.loads(dataset.read_text(encoding="utf-8"))["data"]
    groups = [(number, article["paragraphs"]) for number, article in enumerate(articles)]
    if by_paragraph:
        groups = [(number, [paragraph]) for number, group in groups for paragraph in group]
    texts = ["\n\n".join(paragraph["context"] for paragraph in paragraphs) for _, paragraphs in groups]
    container = index_texts(data_dir, dataset.stem, texts)
    questions: list[GoldQuestion] = []
    for number, (article, paragraphs) in enumerate(groups):
        id_ = source_id(_page(data_dir, dataset.stem, number))
        stored = container.catalog.get_text(container.catalog.get_source(id_).text_id) or ""
        questions.extend(_questions(paragraphs, stored, id_, article))
    return container, questions


def index_texts(data_dir: Path, stem: str, texts: Sequence[str]) -> Container:
    """Index each text as a source, unless an earlier run did."""
    container = Container(Settings(_env_file=None, data_dir=data_dir), strict=True)
    (data_dir / "pages").mkdir(parents=True, exist_ok=True)
    indexed = {source.id for source in container.catalog.list_sources()}
    for number, text in enumerate(texts):
        location = _page(data_dir, stem, number)
        if source_id(location) not in indexed:
            Path(location).write_text(text, encoding="utf-8")
            container.indexer.index(location, "document", LinkLimits(0, 0), lambda _step: None)
    return container


def _page(data_dir: Path, stem: str, number: int) -> str:
    return str((data_dir / "pages" / f"{stem}-{number}.txt").resolve())


def _questions(paragraphs: list[dict], stored: str, id_: str, article: int) -> Iterator[GoldQuestion]:
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
                yield GoldQuestion(
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
    """Return whether two spans share a character."""
    return one.start < other.end and other.start < one.end
