"""The user's own questions: JSON Lines about indexed sources."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from bot.answering.types import Question, QuestionError
from bot.evaluation.datasets.types import EvalQuestion, GoldSpan, QuestionSet
from bot.evaluation.errors import DatasetError
from index.errors import SourceError
from index.fetching.fetcher import locate
from index.text.chunking import split
from index.text.normalization import canonicalize
from index.types import Source, Span

ALL_SOURCES = "all sources"


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One line of the file; docs/evaluation.md explains the fields."""

    question: str
    source: str | None = None
    quote: str | None = None
    answer: str | None = None
    answerable: bool = True
    draft: bool = False
    id: str | int | None = None
    number: int = 0


class ReadsSourceTexts(Protocol):
    """What is indexed."""

    def list_sources(self) -> list[Source]:
        """Every current source."""

    def get_text(self, id_: str) -> str | None:
        """The stored text of that name."""


_LINE = TypeAdapter(QuestionLine)
_FIELDS = frozenset(field.name for field in fields(QuestionLine)) - {"number"}


def parse_lines(name: str, text: str) -> tuple[tuple[QuestionLine, ...], tuple[str, ...]]:
    """Parse a file; return its lines, and notes about those left out. Raises ``DatasetError``."""
    lines: list[QuestionLine] = []
    empty = 0
    unknown: Counter[str] = Counter()
    for number, row in enumerate(text.split("\n"), start=1):
        if not row.strip():
            continue
        line, ignored = _parse(f"Line {number} of {name}", row, number)
        unknown.update(ignored)
        if line.question.strip():
            lines.append(line)
        else:
            empty += 1
    _require_own_ids(name, lines)
    if not lines:
        raise DatasetError(f"{name} contains no questions; write one object with a question on each line.")
    return tuple(lines), tuple(_notes(lines, empty, unknown))


def _parse(where: str, row: str, number: int) -> tuple[QuestionLine, list[str]]:
    try:
        found = json.loads(row)
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{where} is not JSON; each line is one object.") from error
    if not isinstance(found, dict) or "question" not in found:
        raise DatasetError(f'{where} has no "question"; each line is an object with one.')
    try:
        line = _LINE.validate_json(json.dumps({key: found[key] for key in found if key in _FIELDS}), strict=True)
        if line.question.strip():
            Question(line.question)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise DatasetError(f'{where}: "{first["loc"][0]}" is not valid: {first["msg"]}.') from error
    except QuestionError as error:
        raise DatasetError(f"{where}: {error}") from error
    if not line.answerable and (line.quote or line.answer):
        raise DatasetError(f'{where} has an answer though "answerable" is false; keep one of the two.')
    return replace(line, number=number), sorted(set(found) - _FIELDS)


def _require_own_ids(name: str, lines: list[QuestionLine]) -> None:
    seen: set[str] = set()
    for line in lines:
        if _id(line) in seen:
            raise DatasetError(f'Line {line.number} of {name} repeats the id "{_id(line)}"; give each line its own.')
        seen.add(_id(line))


def _notes(lines: list[QuestionLine], empty: int, unknown: Mapping[str, int]) -> Iterator[str]:
    drafts = sum(line.draft for line in lines)
    if empty:
        yield f"Lines without a question, skipped: {empty}."
    if drafts:
        yield f'Lines still marked "draft": {drafts}; correct the question, then delete the mark.'
    if unknown:
        yield f"Ignored unknown fields: {', '.join(sorted(unknown))}."


def bind_lines(
    name: str, lines: tuple[QuestionLine, ...], notes: tuple[str, ...], catalog: ReadsSourceTexts
) -> QuestionSet:
    """Find the source and quote of each line in the index; raises ``DatasetError`` with the line's number."""
    shelf = _LineBinder(catalog)
    return QuestionSet(tuple(shelf.question(f"Line {line.number} of {name}", line) for line in lines), notes=notes)


class _LineBinder:
    """Turns lines into questions; each source's text and sentences are read once."""

    def __init__(self, catalog: ReadsSourceTexts) -> None:
        self._catalog = catalog
        self._sources = catalog.list_sources()
        self._texts: dict[str, str] = {}
        self._sentences: dict[str, list[Span]] = {}

    def question(self, where: str, line: QuestionLine) -> EvalQuestion:
        """Build the question of one line."""
        source = self._source(where, line.source) if line.source else None
        quoted = self._quoted(where, line.quote, source) if line.quote and line.quote.strip() else []
        gold = [GoldSpan(found.id, sentence) for found, span in quoted for sentence in self._touched(found, span)]
        return EvalQuestion(
            id=_id(line),
            text=line.question.strip(),
            kind="answerable" if line.answerable else "impossible",
            article=source.title if source else ALL_SOURCES,
            source_id=source.id if source else None,
            answers=(line.answer,) if line.answer else (),
            gold=tuple(gold),
            gold_passages=tuple(gold),
        )

    def _source(self, where: str, wanted: str) -> Source:
        source = find_source(self._sources, wanted)
        if source is None:
            raise DatasetError(f"{where} names {wanted}, which is not indexed; `pincite sources` lists the sources.")
        return source

    def _quoted(self, where: str, quote: str, source: Source | None) -> list[tuple[Source, Span]]:
        """Find every place with these words; a citation of any of them is right."""
        pattern = re.compile(r"\s+".join(map(re.escape, canonicalize(quote).split())))
        shelves = [source] if source else self._sources
        found = [(held, Span(*match.span())) for held in shelves for match in pattern.finditer(self._text(held))]
        if not found or not pattern.pattern:
            place = f"the stored text of {source.title} ({source.id})" if source else "any stored text"
            raise DatasetError(f"{where}: the quote is not in {place}; copy it from the output of `pincite text`.")
        return found

    def _touched(self, source: Source, span: Span) -> list[Span]:
        if source.id not in self._sentences:
            passages = split(self._text(source), source.language)
            self._sentences[source.id] = [sentence for passage in passages for sentence in passage.sentences]
        return [found for found in self._sentences[source.id] if found.start < span.end and span.start < found.end]

    def _text(self, source: Source) -> str:
        if source.id not in self._texts:
            self._texts[source.id] = self._catalog.get_text(source.text_id) or ""
        return self._texts[source.id]


def find_source(sources: Sequence[Source], wanted: str) -> Source | None:
    """Find the source of an id or location, however the location is spelled; None where it is not indexed."""
    try:
        location = locate(wanted)
    except SourceError:
        location = wanted
    return next((source for source in sources if source.id == wanted or source.location in {wanted, location}), None)


def _id(line: QuestionLine) -> str:
    return str(line.number if line.id is None else line.id)
