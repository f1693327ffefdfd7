"""Reads question sets as SQuAD-shaped JSON, and names those that are kept for evaluation."""

import hashlib
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.text.chunking import split
from index.types import Span

PARALLEL_LANGUAGES = ("en", "es", "de", "ru", "zh")

KEPT_LANGUAGES = frozenset({"kk", "no", "pl", "pt", "tr", "uk"})
KEPT_SETS = frozenset({"covid-qa", "faquad", "kazqad-val", "norquad", "omos-qa", "poquad", "tquad2"})
"""Nothing is trained on them, so that they measure the model on other texts and in other languages."""

_LOOSE_SETS = frozenset({"policyqa"})  # their answers are templates with loose bounds
_PLAIN_FILES = {
    "squad2-dev": ("squad2-dev.json", "en"),
    "cmrc2018-dev": ("more/cmrc2018-dev.json", "zh"),
    "drcd-dev": ("more/drcd-dev.json", "zh"),
} | {f"xquad-r.{language}": (f"xquad-r.{language}.json", language) for language in PARALLEL_LANGUAGES}


@dataclass(frozen=True, slots=True)
class SetFile:
    """A file of questions about texts of one language."""

    name: str
    path: Path
    language: str

    @property
    def is_parallel(self) -> bool:
        """Whether the same texts exist in other languages."""
        return self.name.startswith("xquad-r.")


@dataclass(frozen=True, slots=True)
class AnnotatedQuestion:
    """A question about an article.

    Attributes:
        answers: Places of its answers in the article; none if the article does not answer it.
        paragraph: The paragraph that it was asked about.
    """

    text: str
    answers: tuple[Span, ...]
    paragraph: Span


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article with its questions. Blank lines separate its paragraphs."""

    title: str
    text: str
    sentences: tuple[Span, ...]
    questions: tuple[AnnotatedQuestion, ...]

    def read_sentence(self, number: int) -> str:
        """Return the text of a sentence, counted from 0."""
        return self.sentences[number].slice(self.text).strip()


def fold_of(title: str, folds: int) -> int:
    """Return the fold of an article; its translations and its other sets have the same title and the same fold."""
    plain = title.lower().replace("_", " ").strip()
    return int(hashlib.sha256(plain.encode()).hexdigest(), 16) % folds


def find_sets(folder: Path) -> Iterator[SetFile]:
    """Yield the sets of ``folder`` that may be trained on."""
    for name, (file, language) in _PLAIN_FILES.items():
        yield SetFile(name, folder / file, language)
    for path in sorted(folder.glob("more/*.json.xz")) + sorted(folder.glob("more/xquad-articles/*.json.xz")):
        name, script = path.name.removesuffix(".json.xz").rsplit(".", 1)
        language = script.partition("-")[0]
        if name not in KEPT_SETS | _LOOSE_SETS and language not in KEPT_LANGUAGES:
            yield SetFile(name, path, language)


def read_json(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a file, which may be packed with xz."""
    content = path.read_bytes()
    data: list[dict[str, Any]] = json.loads(lzma.decompress(content) if path.suffix == ".xz" else content)["data"]
    return data


def read_articles(found: SetFile) -> Iterator[AnnotatedArticle]:
    """Yield the articles of a set, split into sentences as Pincite splits them."""
    for raw in read_json(found.path):
        text = ""
        questions: list[AnnotatedQuestion] = []
        for paragraph in raw["paragraphs"]:
            text += ("\n\n" if text else "") + paragraph["context"]
            place = Span(len(text) - len(paragraph["context"]), len(text))
            questions.extend(_read_question(asked, place) for asked in paragraph["qas"])
        sentences = tuple(span for passage in split(text, found.language) for span in passage.sentences)
        yield AnnotatedArticle(raw.get("title") or text[:40], text, sentences, tuple(questions))


def _read_question(asked: dict[str, Any], paragraph: Span) -> AnnotatedQuestion:
    answers = [] if asked.get("is_impossible") else asked["answers"]
    places = {
        (paragraph.start + int(answer["answer_start"]), len(answer["text"]))
        for answer in answers
        if answer["text"].strip()
    }
    spans = tuple(Span(start, start + length) for start, length in sorted(places))
    return AnnotatedQuestion(asked["question"].strip(), spans, paragraph)
