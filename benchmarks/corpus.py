"""Indexes SQuAD-shaped JSON with Pincite and locates each gold answer in the stored text."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from question_sets import held_out_titles

from bot.composition.container import Container
from config.settings import Settings
from index.indexing.types import LinkLimits
from index.passages.passage_reading import Candidate
from index.text.normalization import canonicalize
from index.types import Span, source_id


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and the place of its answer in the stored text of its source.

    Attributes:
        id: The dataset's own id; translations of one question share it.
        sentences: The gold sentences, which the annotated answer touches.
        paragraph: The paragraph around the gold sentences.
        article: The number of the article in the dataset.
        is_held_out: Whether training left the article out (``question_sets.held_out_titles``).
    """

    id: str
    text: str
    source_id: str
    sentences: tuple[Span, ...]
    paragraph: Span
    article: int
    is_held_out: bool = False

    def reword(self, text: str) -> "GoldQuestion":
        """Return the same question with other words."""
        return replace(self, text=text)


def build_parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the arguments of every ranking benchmark: ``folder``, ``languages`` and ``--work``."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("languages", nargs="+")
    parser.add_argument("--work", type=Path, default=Path(".cache/benchmarks"))
    parser.add_argument("--all", action="store_true", help="ask about the articles of the training as well")
    return parser


def index_articles(
    dataset: Path, data_dir: Path, *, by_paragraph: bool = False, held_out_only: bool = False
) -> tuple[Container, list[GoldQuestion]]:
    """Index a dataset unless an earlier run did, and return its questions.

    Args:
        dataset: SQuAD-shaped JSON with ``sentence_breaks``.
        data_dir: The folder of the index.
        by_paragraph: Whether each paragraph is a source; otherwise each article is one.
        held_out_only: Whether to leave out the articles of the training.
    """
    articles = json.loads(dataset.read_text(encoding="utf-8"))["data"]
    held_out = held_out_titles([article["title"] for article in articles])
    groups = [
        (number, article["paragraphs"])
        for number, article in enumerate(articles)
        if not held_out_only or article["title"] in held_out
    ]
    if by_paragraph:
        groups = [(number, [paragraph]) for number, group in groups for paragraph in group]
    texts = ["\n\n".join(paragraph["context"] for paragraph in paragraphs) for _, paragraphs in groups]
    container = index_texts(data_dir, dataset.stem, texts)
    questions: list[GoldQuestion] = []
    for number, (article, paragraphs) in enumerate(groups):
        id_ = source_id(locate_page(data_dir, dataset.stem, number))
        stored = container.catalog.get_text(container.catalog.get_source(id_).text_id) or ""
        is_held_out = articles[article]["title"] in held_out
        questions.extend(_questions(paragraphs, stored, id_, article, is_held_out=is_held_out))
    return container, questions


def select_held_out(questions: Sequence[GoldQuestion], given: argparse.Namespace) -> list[GoldQuestion]:
    """Select the questions about articles that training left out; with ``--all`` every question."""
    return [question for question in questions if given.all or question.is_held_out]


def index_texts(data_dir: Path, stem: str, texts: Sequence[str]) -> Container:
    """Index each text as a source, unless an earlier run did."""
    container = Container(Settings(_env_file=None, data_dir=data_dir), strict=True)
    (data_dir / "pages").mkdir(parents=True, exist_ok=True)
    indexed = {source.id for source in container.catalog.list_sources()}
    for number, text in enumerate(texts):
        location = locate_page(data_dir, stem, number)
        if source_id(location) not in indexed:
            Path(location).write_text(text, encoding="utf-8")
            container.indexer.index(location, "document", LinkLimits(0, 0), lambda _step: None)
    return container


def load_source(container: Container, id_: str) -> list[tuple[Candidate, str]]:
    """Return every passage of a source with its stored text, as ``rank_sentences`` takes them."""
    ids, _ = container.passages.load_vectors([id_])
    rows = container.passages.load_candidates(ids)
    texts = container.passages.load_texts({row.text_id for row in rows})
    return [(row, texts[row.text_id]) for row in rows]


def leave_out(passages: Sequence[tuple[Candidate, str]], paragraph: Span) -> list[tuple[Candidate, str]]:
    """Return the passages that do not overlap a paragraph."""
    return [(row, text) for row, text in passages if not overlap(row.span, paragraph)]


def locate_page(data_dir: Path, stem: str, number: int) -> str:
    """Return the location of the text with a number, which ``index_texts`` indexed."""
    return str((data_dir / "pages" / f"{stem}-{number}.txt").resolve())


def _questions(
    paragraphs: list[dict], stored: str, id_: str, article: int, *, is_held_out: bool
) -> Iterator[GoldQuestion]:
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
                place = Span(start, start + len(body))
                yield GoldQuestion(
                    question["id"], question["question"], id_, spans, place, article, is_held_out=is_held_out
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
