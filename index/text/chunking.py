"""Canonical text to passages of whole sentences with exact offsets. Pure.

A sentence never crosses a line (see ``index.text.sentences``), and a row of a table is one sentence. A passage is about
as long as a paragraph.
"""

import math
import re
import sys
from collections.abc import Iterator, Sequence

from index.text.scripts import DENSE_FROM
from index.text.sentences import find_boundaries, find_sentences, trim
from index.text.tables import find_row_lines
from index.types import PassageSpan, Span

NAME = "sentencex-900-5"
"""The splitter's name and sizes, part of the index fingerprint: change it with any change of output."""

_MAX_WEIGHT = 900.0
_MIN_WEIGHT = 250.0
_MAX_SENTENCE_WEIGHT = 700.0
_DENSE = re.compile(f"[{DENSE_FROM}-{chr(sys.maxunicode)}]")
_DENSE_WEIGHT = 2.5  # as many Latin letters say as much

_BLANK_LINE = re.compile(r"\n\n")
_LONG_QUOTE_WEIGHT = 250.0
_QUOTE_MARKS = re.compile(r"[\"“”„«»「」『』]")
_CLOSING = "\"”»」』’'"
_CONTINUING = ",;:)]}%"
_BREAK = re.compile(r"[,;:،、，；：]\s*|(?<!\.)\s+")

_CLAUSE_LANGUAGES = frozenset({"lo", "th"})  # a blank ends sentences and clauses; no full stop does
_MAX_CLAUSE_WEIGHT = 110.0


def split(text: str, language: str) -> tuple[PassageSpan, ...]:
    """Cut a canonical text into passages of whole sentences.

    Args:
        text: Canonical text: a blank line separates paragraphs, a newline separates lines within a paragraph.
        language: ISO 639-1 code, or ``und``.

    Returns:
        Passages in order, without overlap. Each character that is not white space is in exactly one sentence of one
        passage.
    """
    paragraphs = [list(_sentences(text, block, language)) for block in _blocks(text)]
    passages = _pack(text, [sentences for sentences in paragraphs if sentences])
    return tuple(PassageSpan(Span(run[0].start, run[-1].end), tuple(run)) for run in passages)


def _blocks(text: str) -> Iterator[Span]:
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        yield Span(start, gap.start())
        start = gap.end()
    yield Span(start, len(text))


def _sentences(text: str, block: Span, language: str) -> Iterator[Span]:
    for line, is_row in find_row_lines(text, block):
        for sentence in [line] if is_row else _segment(text, line, language):
            for part in _open_long_quote(text, sentence, language):
                yield from _cut_overlong(text, part, _MAX_SENTENCE_WEIGHT)


def _segment(text: str, line: Span, language: str) -> Iterator[Span]:
    if language in _CLAUSE_LANGUAGES:
        yield from _cut_overlong(text, line, _MAX_CLAUSE_WEIGHT)
        return
    yield from find_sentences(text, line, language)


def _open_long_quote(text: str, span: Span, language: str) -> list[Span]:
    """Cut a quotation of several sentences into its sentences; ``sentencex`` leaves it whole."""
    if _weight(span.slice(text)) <= _LONG_QUOTE_WEIGHT:
        return [span]
    starts = [span.start]
    for start, _ in find_boundaries(_QUOTE_MARKS.sub(" ", span.slice(text)), language):
        at = span.start + start
        while at < span.end and (text[at].isspace() or text[at] in _CLOSING):
            at += 1
        first = text[at + 1 : at + 2] if text[at : at + 1] in "“„«" else text[at : at + 1]
        if at > starts[-1] and at < span.end and not first.islower() and text[at] not in _CONTINUING:
            starts.append(at)
    ends = [*starts[1:], span.end]
    parts = (trim(text, Span(start, end)) for start, end in zip(starts, ends, strict=True))
    return [part for part in parts if part is not None]


def _cut_overlong(text: str, span: Span, max_weight: float) -> Iterator[Span]:
    """Cut an overlong sentence (Thai, tables, missing full stops) at a comma or a blank."""
    start = span.start
    while _weight(text[start : span.end]) > max_weight:
        limit = start + _prefix_of_weight(text[start : span.end], max_weight)
        breaks = [found.end() for found in _BREAK.finditer(text, start + 1, limit) if found.end() < limit]
        late = [at for at in breaks if at > start + (limit - start) // 2]
        end = late[-1] if late else limit
        piece = trim(text, Span(start, end))
        if piece is not None:
            yield piece
        start = end
    rest = trim(text, Span(start, span.end))
    if rest is not None:
        yield rest


def _pack(text: str, paragraphs: Sequence[list[Span]]) -> list[list[Span]]:
    """Cut long paragraphs into even runs of sentences; join a short one, such as a heading, to the next paragraph."""
    runs: list[list[Span]] = []
    pending: list[Span] = []
    for paragraph in paragraphs:
        if pending and _total(text, pending) + _total(text, paragraph) > _MAX_WEIGHT + _MIN_WEIGHT:
            runs.append(pending)
            pending = []
        pending = pending + paragraph
        if _total(text, pending) >= _MIN_WEIGHT:
            runs.extend(_even_runs(text, pending))
            pending = []
    if pending and runs and _total(text, runs[-1]) + _total(text, pending) <= _MAX_WEIGHT:
        runs[-1] = runs[-1] + pending
    elif pending:
        runs.extend(_even_runs(text, pending))
    return runs


def _even_runs(text: str, sentences: list[Span]) -> Iterator[list[Span]]:
    """Cut into as few runs as the maximum allows; each run ends at the sentence nearest to its even share."""
    total = _total(text, sentences)
    pieces = math.ceil(total / _MAX_WEIGHT)
    run: list[Span] = []
    done = 0.0
    finished = 0
    for sentence in sentences:
        weight = _weight(sentence.slice(text))
        if run and done + weight / 2 > total * (finished + 1) / pieces:
            yield run
            run = []
            finished += 1
        run.append(sentence)
        done += weight
    if run:
        yield run


def _total(text: str, sentences: Sequence[Span]) -> float:
    return sum(_weight(sentence.slice(text)) for sentence in sentences)


def _weight(text: str) -> float:
    if text.isascii():
        return float(len(text))
    return len(text) + len(_DENSE.findall(text)) * (_DENSE_WEIGHT - 1)


def _prefix_of_weight(text: str, weight: float) -> int:
    total = 0.0
    for index, character in enumerate(text):
        total += _DENSE_WEIGHT if character >= DENSE_FROM else 1.0
        if total > weight:
            return max(index, 1)
    return len(text)
