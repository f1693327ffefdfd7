"""Questions about a whole source: which of its sentences to look at, and which stand for an answer without a model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.facts.quantities.dates import dates
from bot.answering.questions.intent import Task
from bot.answering.quotes import central_sentences as survey
from bot.answering.quotes.selection import without_headings
from index.types import SentenceHit, Source

_QUOTED = 5
_COMPARED, _COMPARED_SOURCES = 4, 4
_LISTED = 10
_NEVER = (9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Look:
    """What a question about a whole source looks at.

    Attributes:
        hits: Sentences in reading order, no headings; of a comparison the best of each source.
        languages: Of each source, by its id.
    """

    task: Task
    hits: tuple[SentenceHit, ...]
    languages: dict[str, str]


def look(
    task: Task,
    sentences: Callable[[Sequence[str]], list[SentenceHit]],
    sources: Sequence[Source],
    within: Sequence[str] | None,
    ranked: Sequence[SentenceHit],
) -> Look | None:
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
        chosen = survey.by_source(without_headings(ranked, ranked), _COMPARED)
        ids = list(dict.fromkeys(hit.source_id for hit in chosen))[:_COMPARED_SOURCES]
        if len(ids) < 2:  # noqa: PLR2004 - it takes two to compare
            return None
        return Look(task, tuple(hit for hit in chosen if hit.source_id in ids), languages)
    asked = list(within) if within is not None else [source.id for source in sources[:1]]
    read = sentences(asked)
    hits = without_headings(read, read) or read
    if task == "timeline":
        hits = [hit for hit in hits if dates(hit.text, languages.get(hit.source_id, "und"))]
    return Look(task, tuple(hits), languages) if hits else None


def quoted(looked: Look) -> list[SentenceHit]:
    """The sentences that stand for an answer where no model writes one."""
    if looked.task == "timeline":
        return sorted(looked.hits, key=lambda hit: when(hit.text, looked.languages.get(hit.source_id, "und")))[:_LISTED]
    if looked.task == "comparison":
        return survey.by_source(looked.hits, 1)
    return survey.central(looked.hits, _QUOTED)


def when(text: str, language: str) -> tuple[int, int, int]:
    """The earliest date of a text, for sorting; what has none comes last."""
    found = [
        (day.year or _NEVER[0], day.month or 0, day.day or 0)
        for date in dates(text, language)
        for day in date.readings[:1]
    ] + [(date.era.first, 0, 0) for date in dates(text, language) if date.era]
    return min(found, default=_NEVER)
