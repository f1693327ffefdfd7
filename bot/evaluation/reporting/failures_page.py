"""The page of failed questions: one self-contained HTML file, for light and dark mode, in any script."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bot.evaluation.records import EvalResults, QuestionRecord

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fdfdfc; --dim: #5c5c5c; --line: #d9d9d6;
  --good: #1d6b38; --bad: #9a3412; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e3; --paper: #17181a; --dim: #a3a19d; --line: #3a3b3e; --good: #7fcf98; --bad: #f0a37c; }
}
body { margin: 0 auto; padding: 1rem; max-width: 46rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
nav a { display: block; padding: .3rem 0; color: inherit; }
article { border-top: 1px solid var(--line); padding: .8rem 0; }
h3 { font-size: 1rem; margin: 0 0 .4rem; }
dl { margin: 0; } dt { color: var(--dim); font-size: .85rem; } dd { margin: 0 0 .5rem; }
blockquote { margin: .2rem 0; padding-inline-start: .7rem; border-inline-start: 3px solid var(--line); }
.gold blockquote { border-color: var(--good); } .found blockquote { border-color: var(--bad); }
.dim { color: var(--dim); font-size: .85rem; margin: 0; }
"""


@dataclass(frozen=True, slots=True)
class _Section:
    anchor: str
    title: str
    records: tuple[QuestionRecord, ...]


def failures_page(results: EvalResults) -> str:
    """Render the failed questions of a run as an HTML page."""
    sections = [section for section in _sections(results.questions) if section.records]
    total = sum(len(section.records) for section in sections)
    body = "".join(map(_section, sections)) or "<p>No question failed.</p>\n"
    name = escape(results.dataset.name)
    links = "".join(f'<a href="#{part.anchor}">{part.title}: {len(part.records)}</a>' for part in sections)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Failed questions: {name}</title><style>{_STYLE}</style></head>\n<body>"
        f'<h1>Failed questions: <bdi>{name}</bdi></h1>\n<p class="dim">{total} of {len(results.questions)} questions; '
        f"{escape(results.date)}</p>\n<nav>{links}</nav>\n{body}</body></html>\n"
    )


def _sections(records: Sequence[QuestionRecord]) -> list[_Section]:
    """Group the failures, each once: a question that was wrongly refused is not listed again for its ranking."""
    return [
        _Section("missed", "Wrong first sentence", tuple(filter(_is_missed, records))),
        _Section("refused", "Answerable, but refused", tuple(filter(_is_refused, records))),
        _Section(
            "impossible",
            "Unanswerable, but answered",
            tuple(record for record in records if record.kind == "impossible" and _is_answered(record)),
        ),
        _Section(
            "foreign",
            "Asked of another article, but answered",
            tuple(record for record in records if record.kind == "foreign" and _is_answered(record)),
        ),
    ]


def _is_answered(record: QuestionRecord) -> bool:
    return record.reply is not None and not record.reply.refused


def _is_refused(record: QuestionRecord) -> bool:
    return record.kind == "answerable" and record.reply is not None and record.reply.refused


def _is_missed(record: QuestionRecord) -> bool:
    return bool(record.gold) and not _is_refused(record) and _first_is_wrong(record)


def _first_is_wrong(record: QuestionRecord) -> bool:
    if record.sentences is not None:
        return record.sentences.first_gold != 1
    return record.reply is not None and not any(cited.gold for cited in record.reply.citations[:1])


def _section(section: _Section) -> str:
    failures = "".join(map(_failure, section.records))
    return f'<section id="{section.anchor}"><h2>{section.title}</h2>\n{failures}</section>\n'


def _failure(record: QuestionRecord) -> str:
    gold = [found.words for found in record.gold]
    cited = [found.words for found in record.reply.citations] if record.reply else []
    first = [record.sentences.words] if record.sentences and record.sentences.words else cited[:1]
    parts = [
        _quotes("gold", "The gold sentence" if len(gold) == 1 else "The gold sentences, any of which is right", gold),
        _quotes("gold", "The gold answer", list(record.answers[:1])),
        _quotes("found", "The quotes", cited) if not gold else "",
        _quotes("found", "The first result", first) if gold or not cited else "",
    ]
    return (
        f'<article><h3 dir="auto">{escape(record.question)}</h3>\n<dl>{"".join(parts)}</dl>'
        f'<p class="dim"><bdi>{escape(record.article)}</bdi>, question <bdi>{escape(record.id)}</bdi>; '
        f"{_ranks(record)}</p></article>\n"
    )


def _quotes(name: str, title: str, texts: Sequence[str]) -> str:
    if not texts:
        return ""
    quotes = "".join(f'<blockquote dir="auto">{escape(text)}</blockquote>' for text in texts)
    return f'<dt>{title}</dt><dd class="{name}">{quotes}</dd>'


def _ranks(record: QuestionRecord) -> str:
    parts = []
    if record.gold and record.sentences:
        parts.append(f"right sentence: {_place(record.sentences.first_gold)}")
    if record.gold and record.passages:
        parts.append(f"right passage in the corpus: {_place(record.passages.first_gold)}")
    if record.confidence is not None:
        parts.append(f"confidence {record.confidence:.3f}")
    return ", ".join(parts) or "not ranked"


def _place(first: int | None) -> str:
    return f"place {first}" if first else "not ranked"
