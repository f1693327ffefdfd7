"""Reads question sets as SQuAD-shaped JSON, and names those that are kept for evaluation."""

import hashlib
import json
import lzma
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.text.chunking import split
from index.text.normalization import canonicalize
from index.types import Span

PARALLEL_LANGUAGES = ("en", "es", "de", "ru", "zh")

KEPT_LANGUAGES = frozenset({"kk", "no", "pl", "pt", "tr", "uk"})
KEPT_SETS = frozenset({"covid-qa", "faquad", "kazqad-val", "norquad", "omos-qa", "poquad", "tquad2"})
"""Nothing is trained on them, so that they measure the model on other texts and in other languages."""

CALIBRATION_SETS = frozenset(
    {"arcd.ar", "clapnq-dev.en", "drcd-test.zh-Hant", "pquad.fa", "squadshifts-wiki.en", "tydiqa-goldp.fi"}
)
"""The cross-encoder is not trained on them, so that the confidence can be fitted to them."""

_LOOSE_SETS = frozenset({"policyqa"})  # their answers are templates with loose bounds
_FEW_PARAGRAPHS, _MOST_PARAGRAPHS, _MOST_CHARACTERS = 4, 12, 15_000
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
    def id(self) -> str:
        """The name, with language and script where the file's name has them."""
        return self.path.name.removesuffix(".xz").removesuffix(".json")

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
        id: The same in every language of a parallel set; may be empty.
    """

    text: str
    answers: tuple[Span, ...]
    paragraph: Span
    id: str = ""


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


def held_out_titles(titles: Sequence[str]) -> frozenset[str]:
    """Return every fourth title of XQuAD's articles in alphabetical order; the cross-encoder's training omits them."""
    return frozenset(sorted(titles, key=str.lower)[3::4])


def find_kept_sets(folder: Path) -> Iterator[SetFile]:
    """Yield the sets of ``folder`` that nothing is trained on."""
    yield from (found for found in _find_packed(folder) if is_kept(found))


def is_kept(found: SetFile) -> bool:
    """Whether nothing may be trained on a set."""
    return found.name in KEPT_SETS or found.language in KEPT_LANGUAGES


def find_sets(folder: Path) -> Iterator[SetFile]:
    """Yield the sets of ``folder`` that may be trained on."""
    for name, (file, language) in _PLAIN_FILES.items():
        yield SetFile(name, folder / file, language)
    yield from (found for found in _find_packed(folder) if not is_kept(found) and found.name not in _LOOSE_SETS)


def _find_packed(folder: Path) -> Iterator[SetFile]:
    for path in sorted(folder.glob("more/*.json.xz")) + sorted(folder.glob("more/xquad-articles/*.json.xz")):
        name, script = path.name.removesuffix(".json.xz").rsplit(".", 1)
        yield SetFile(name, path, script.partition("-")[0])


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
    return AnnotatedQuestion(asked["question"].strip(), spans, paragraph, str(asked.get("id", "")))


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One or several articles as one source in canonical form. Blank lines separate the paragraphs."""

    text: str
    questions: tuple[AnnotatedQuestion, ...]


def read_documents(found: SetFile, left_out: Collection[str] = ()) -> Iterator[SourceDocument]:
    """Yield the articles of a set as sources; small articles are joined, and long ones parted.

    Args:
        found: The set.
        left_out: Titles of articles to leave out, in lower case.
    """
    waiting: list[dict[str, Any]] = []
    for article in read_json(found.path):
        if (article.get("title") or "").lower() in left_out:
            continue
        if len(article["paragraphs"]) >= _FEW_PARAGRAPHS:
            yield from map(_join, _part(article["paragraphs"]))
        else:
            waiting.extend(article["paragraphs"])
    yield from map(_join, _part(waiting))


def _part(paragraphs: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for paragraph in paragraphs:
        part.append(paragraph)
        if len(part) == _MOST_PARAGRAPHS or sum(len(kept["context"]) for kept in part) > _MOST_CHARACTERS:
            yield part
            part = []
    if part:
        yield part


def _join(paragraphs: Sequence[dict[str, Any]]) -> SourceDocument:
    text = ""
    questions: list[AnnotatedQuestion] = []
    for paragraph in paragraphs:
        body = canonicalize(paragraph["context"])
        text += ("\n\n" if text else "") + body
        place = Span(len(text) - len(body), len(text))
        for asked in paragraph["qas"]:
            answers = [] if asked.get("is_impossible") else asked["answers"]
            spans = {span for answer in answers if (span := _find_again(paragraph["context"], answer, body))}
            if spans or asked.get("is_impossible"):
                shifted = sorted((span.start + place.start, span.end + place.start) for span in spans)
                places = tuple(Span(start, end) for start, end in shifted)
                number = str(asked.get("id", ""))
                questions.append(AnnotatedQuestion(asked["question"].strip(), places, place, number))
    return SourceDocument(text, tuple(questions))


def _find_again(context: str, answer: dict[str, Any], body: str) -> Span | None:
    """Find an answer in the canonical form of its paragraph: the same words, the same number of them before."""
    words = canonicalize(answer["text"])
    before = canonicalize(context[: int(answer["answer_start"])]).count(words) if words else 0
    at = -1
    for _ in range(before + 1):
        at = body.find(words, at + 1)
    return Span(at, at + len(words)) if words and at >= 0 else None
