"""Reads the articles that were written for training, with statements and questions about them.

An article is a paragraph of lines::

    @ LANGUAGE | KIND OF TEXT | TITLE
    1 A SENTENCE
    ? QUESTION -> 3,5                    the sentences that answer; "-" if none does
    + 3 | STATEMENT                      sentence 3 supports it
    - 3 | KIND | STATEMENT               sentence 3 contradicts it
    0 3 | KIND | STATEMENT               sentence 3 does not say it
    + 3 | Q: QUESTION >> SHORT ANSWER

``[CODE]`` before a statement or a question names its language where that is not the article's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from entailment.asked_pairs import find_grams
from entailment.pairs import Label, LabelledPair

Item = TypeVar("Item")

_HEAD = re.compile(r"@ *(\w\w) *\|[^|]*\| *(.+)")
_SENTENCE = re.compile(r"(\d+)[.)]? +(.+)")
_QUESTION = re.compile(r"\? *(.+?) *-> *(-|\d+(?: *, *\d+)*)\.?")
_STATEMENT = re.compile(r"([-+0]) *(\d+(?: *, *\d+)*) *\|(?: *([a-z_]+) *\|)? *(.+)")
_LANGUAGE = re.compile(r"\[(\w\w)\] *")
_SHORT = re.compile(r"Q: *(.+?) *>> *(.+)")
_LABELS = {"+": Label.SUPPORTED, "-": Label.CONTRADICTED, "0": Label.NOT_SAID}
_MOST_WRONG, _MOST_UNANSWERING = 2, 4  # sentences beside the one that answers, and of a question without an answer


@dataclass(slots=True)
class WrittenArticle:
    """An article as its lines give it; sentences are counted from 1."""

    language: str
    title: str
    sentences: dict[int, str] = field(default_factory=dict)
    questions: list[tuple[str, list[int]]] = field(default_factory=list)
    statements: list[tuple[Label, str, str, list[int]]] = field(default_factory=list)

    def find_context(self, number: int) -> str:
        """Return the sentence before another one; the title before the first."""
        return self.sentences.get(number - 1, self.title)

    def read_questions(self) -> Iterator[tuple[str, str, list[int]]]:
        """Yield each question's language, its text, and the numbers of the sentences that answer it."""
        for text, numbers in self.questions:
            language, question = part_language(text, self.language)
            yield language, question, numbers


def read_articles(path: Path) -> Iterator[WrittenArticle]:
    """Yield the articles of a file.

    Raises:
        ValueError: A line has none of the forms.
    """
    return read_items(path, _start, _read_line)


def read_items(
    path: Path, start: Callable[[str], Item | None], read_line: Callable[[str, Item], bool]
) -> Iterator[Item]:
    """Yield the items of a file, each of a head and further lines.

    Args:
        path: The file.
        start: Returns the item that a line begins; None for another line.
        read_line: Adds a line to an item; returns whether it has a known form.

    Raises:
        ValueError: A line has none of the forms.
    """
    item: Item | None = None
    for number, line in enumerate(map(str.strip, path.read_text(encoding="utf-8").splitlines()), 1):
        if (started := start(line)) is not None:
            if item is not None:
                yield item
            item = started
        elif line and (item is None or not read_line(line, item)):
            raise ValueError(f"{path.name}:{number}: {line}")
    if item is not None:
        yield item


def _start(line: str) -> WrittenArticle | None:
    head = _HEAD.fullmatch(line)
    return WrittenArticle(head[1], head[2]) if head else None


def _read_line(line: str, article: WrittenArticle) -> bool:
    if found := _QUESTION.fullmatch(line):
        article.questions.append((found[1], _numbers(found[2])))
    elif found := _STATEMENT.fullmatch(line):
        article.statements.append((_LABELS[found[1]], found[3] or "supported", found[4], _numbers(found[2])))
    elif found := _SENTENCE.fullmatch(line):
        article.sentences[int(found[1])] = found[2]
    else:
        return False
    return True


def _numbers(text: str) -> list[int]:
    return [] if text == "-" else [int(number) for number in text.split(",")]


def make_pairs(article: WrittenArticle) -> Iterator[LabelledPair]:
    """Yield the pairs of an article: its statements, and its questions with sentences that answer and that do not."""
    for label, kind, text, numbers in article.statements:
        language, said = part_language(text, article.language)
        short = _SHORT.fullmatch(said)
        language, question = part_language(short[1], language) if short else (language, "")
        evidence = " ".join(article.sentences[number] for number in numbers)
        statement = short[2] if short else said
        context = article.find_context(numbers[0])
        yield LabelledPair(evidence, statement, label, f"written: {kind}", language, context, question)
    for language, question, numbers in article.read_questions():
        grams = find_grams(question)
        others = [number for number in article.sentences if number not in numbers]
        others.sort(key=lambda number: -len(grams & find_grams(article.sentences[number])))
        answering = numbers if len(numbers) == 1 else []  # of several, each may be but a part of the answer
        kind = "written asked: other sentence" if numbers else "written asked: unanswerable"
        asked = [(number, Label.SUPPORTED, "written asked: answered") for number in answering]
        wrong = others[: _MOST_WRONG if numbers else _MOST_UNANSWERING]
        asked += [(number, Label.NOT_SUPPORTED, kind) for number in wrong]
        for number, label, kind in asked:
            context = article.find_context(number)
            yield LabelledPair(article.sentences[number], "", label, kind, language, context, question)


def part_language(text: str, language: str) -> tuple[str, str]:
    """Part the code of a language from a text, and return both; without a code, ``language``."""
    found = _LANGUAGE.match(text)
    return (f"{language}-{found[1]}", text[found.end() :]) if found else (language, text)
