"""Questions about a whole source: which of its sentences to look at, and which stand for an answer without a model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.facts.quantities.dates import find_dates
from bot.answering.questions.intent import Intent
from bot.answering.quotes.central_sentences import select_by_source, select_central
from bot.answering.quotes.selection import remove_headings
from index.types import SentenceHit, Source

_QUOTED = 5
_COMPARED, _COMPARED_SOURCES = 4, 4
_LISTED = 10
_NEVER = (9999, 12, 31)


@dataclass(frozen=True, slots=True)
class WholeSourceTask:
    """What a question about a whole source looks at.

    Attributes:
        hits: Sentences in reading order, no headings; of a comparison the best of each source.
        languages: Of each source, by its id.
    """

    intent: Intent
    hits: tuple[SentenceHit, ...]
    languages: dict[str, str]


def plan_whole_source(
    task: Intent,
    sentences: Callable[[Sequence[str]], list[SentenceHit]],
    sources: Sequence[Source],
    within: Sequence[str] | None,
    ranked: Sequence[SentenceHit],
) -> WholeSourceTask | None:
    """What to look at; None where the question is answered like any other. Blocking.

    Args:
        task: Of the question.
        sentences: Gives those of some sources, in reading order.
        sources: Everything that is indexed, the article first.
        within: The sources that are asked, or None: then the article, and for a comparison all of them.
        ranked: Sentences ranked for the question, best first.
    """
    languages = {source.id: source.language for source in sources}
    if task == "comparison":
        chosen = select_by_source(remove_headings(ranked, ranked), _COMPARED)
        ids = list(dict.fromkeys(hit.source_id for hit in chosen))[:_COMPARED_SOURCES]
        if len(ids) < 2:  # noqa: PLR2004 - it takes two to compare
            return None
        return WholeSourceTask(task, tuple(hit for hit in chosen if hit.source_id in ids), languages)
    asked = list(within) if within is not None else [source.id for source in sources[:1]]
    read = sentences(asked)
    hits = remove_headings(read, read) or read
    if task == "timeline":
        hits = [hit for hit in hits if find_dates(hit.text, languages.get(hit.source_id, "und"))]
    return WholeSourceTask(task, tuple(hits), languages) if hits else None


def select_whole_source_quotes(looked: WholeSourceTask) -> list[SentenceHit]:
    """The sentences that stand for an answer where no model writes one."""
    if looked.intent == "timeline":
        return sorted(
            looked.hits, key=lambda hit: find_earliest_date(hit.text, looked.languages.get(hit.source_id, "und"))
        )[:_LISTED]
    if looked.intent == "comparison":
        return select_by_source(looked.hits, 1)
    return select_central(looked.hits, _QUOTED)


def find_earliest_date(text: str, language: str) -> tuple[int, int, int]:
    """The earliest date of a text, for sorting; what has none comes last."""
    found = [
        (day.year or _NEVER[0], day.month or 0, day.day or 0)
        for date in find_dates(text, language)
        for day in date.readings[:1]
    ] + [(date.era.first, 0, 0) for date in find_dates(text, language) if date.era]
    return min(found, default=_NEVER)
