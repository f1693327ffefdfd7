"""Tasks about a whole source: the sentences that a task covers, and the quotes that answer it without a model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.facts.languages import UNKNOWN
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.types import Day
from bot.answering.questions.intent import Intent
from bot.answering.questions.prominent_names import find_people
from bot.answering.quotes.bylines import is_byline
from bot.answering.quotes.central_sentences import select_by_source, select_central, select_with_lead
from bot.answering.quotes.selection import is_shown, remove_headings
from bot.answering.quotes.telling_sentences import leave_out_speech, select_positions, select_telling
from index.types import SentenceHit, Source, Span

_CENTRAL_QUOTES = 5
_FURTHER_QUOTES = 3
_LEADING = 2
_MAX_POSITIONS = 6
_MAX_DATED_QUOTES = 10
_MAX_PEOPLE = 10
_MAX_FIGURES = 10
_MAX_PER_COMPARED_SOURCE, _MAX_COMPARED_SOURCES = 4, 4
_NO_DATE = (9999, 12, 31)


@dataclass(frozen=True, slots=True)
class WholeSourceTask:
    """The sentences that a question about a whole source covers.

    Attributes:
        hits: Sentences in reading order without headings; for a comparison the best sentences of each source.
        languages: The language of each source by its id.
        most: How many quotes a summary has.
    """

    intent: Intent
    hits: tuple[SentenceHit, ...]
    languages: dict[str, str]
    most: int = _CENTRAL_QUOTES


def plan_whole_source(
    intent: Intent,
    list_sentences: Callable[[Sequence[str]], list[SentenceHit]],
    sources: Sequence[Source],
    source_ids: Sequence[str] | None,
    ranked: Sequence[SentenceHit],
) -> WholeSourceTask | None:
    """Plan a task about a whole source; None if the question must be answered like any other. Blocking.

    Args:
        intent: Of the question.
        list_sentences: Lists the sentences of some sources in reading order.
        sources: Every indexed source, the article first.
        source_ids: The chosen sources. None means the article, or all sources for a comparison.
        ranked: The sentences ranked for the question, best first.
    """
    languages = {source.id: source.language for source in sources}
    if intent == "comparison":
        chosen = select_by_source(remove_headings(ranked, ranked), _MAX_PER_COMPARED_SOURCE)
        ids = list(dict.fromkeys(hit.source_id for hit in chosen))[:_MAX_COMPARED_SOURCES]
        if len(ids) < 2:  # noqa: PLR2004 - a comparison needs two sources
            return None
        return WholeSourceTask(intent, tuple(hit for hit in chosen if hit.source_id in ids), languages)
    asked = list(source_ids) if source_ids is not None else [source.id for source in sources[:1]]
    hits = _read_text(list_sentences(asked))
    if intent == "figures":
        hits = [hit for hit in hits if any(map(str.isdigit, hit.text))]
    if intent == "timeline":
        hits = [hit for hit in hits if find_earliest_date(hit.text, languages.get(hit.source_id, UNKNOWN)) != _NO_DATE]
    return WholeSourceTask(intent, tuple(hits), languages) if hits else None


def plan_further(
    list_sentences: Callable[[Sequence[str]], list[SentenceHit]],
    sources: Sequence[Source],
    shown: Sequence[tuple[str, Span]],
    *,
    continues: bool,
) -> WholeSourceTask:
    """Plan quotes of further passages in reading order, of the first source that has any.

    Args:
        list_sentences: Lists the sentences of some sources in reading order.
        sources: The chosen sources; the article is the first of all.
        shown: What the user has seen, the latest first.
        continues: Whether to begin after the latest instead of at the lead.
    """
    languages = {source.id: source.language for source in sources}
    latest = shown[0] if shown and continues else None
    for source in sorted(sources, key=lambda one: latest is None or one.text_id != latest[0]):
        telling = select_telling(_read_text(list_sentences([source.id])), languages)
        left = [hit for hit in telling if not is_shown(hit, shown)]
        if latest is not None and source.text_id == latest[0]:
            left = [hit for hit in left if hit.span.start >= latest[1].end] or left
        if left:
            return WholeSourceTask("further", tuple(left[:_FURTHER_QUOTES]), languages)
    return WholeSourceTask("further", (), languages)


def _read_text(sentences: Sequence[SentenceHit]) -> list[SentenceHit]:
    """Leave out headings and bylines; all sentences stay if the text has no others."""
    text = [hit for hit in remove_headings(sentences, sentences) if not is_byline(hit.text)]
    return text or list(sentences)


def select_whole_source_quotes(task: WholeSourceTask) -> list[SentenceHit]:
    """Select the sentences that answer a task without a model."""
    if task.intent == "comparison":
        return select_by_source(task.hits, 1)
    if task.intent == "further":
        return list(task.hits)
    telling = select_telling(task.hits, task.languages)
    if task.intent == "people":
        return _select_naming(task) or select_central(telling, _CENTRAL_QUOTES)
    if task.intent == "timeline":
        return _order_by_date(telling, task)
    if task.intent == "figures":
        return select_central(telling, _MAX_FIGURES) if len(telling) > _MAX_FIGURES else list(telling)
    positions = select_positions(telling, task.languages, _MAX_POSITIONS) if task.intent == "positions" else []
    return positions or _select_leads(telling) or select_with_lead(leave_out_speech(telling), task.most)


def _select_leads(telling: Sequence[SentenceHit]) -> list[SentenceHit]:
    """Select the lead of each source, in which an article tells its news; nothing for one source."""
    leads = select_by_source(telling, _LEADING)
    sources = list(dict.fromkeys(hit.source_id for hit in leads))[:_MAX_COMPARED_SOURCES]
    return [hit for hit in leads if hit.source_id in sources] if len(sources) > 1 else []


def _select_naming(task: WholeSourceTask) -> list[SentenceHit]:
    """Select the first sentence about each of the most prominent people, in reading order."""
    language = task.languages.get(task.hits[0].source_id, "und")
    chosen: dict[int, None] = {}
    for name in find_people([hit.text for hit in task.hits], language)[:_MAX_PEOPLE]:
        chosen |= dict.fromkeys([at for at, hit in enumerate(task.hits) if name in hit.text][:1])
    return [task.hits[at] for at in sorted(chosen)]


def _order_by_date(telling: Sequence[SentenceHit], task: WholeSourceTask) -> list[SentenceHit]:
    """Order the dated sentences by date, the most central ones if there are many.

    A day without a year is of the year of the source's first full date, which mostly is its dateline.
    """
    years: dict[str, int] = {}
    for hit in task.hits:
        for day in _find_days(hit.text, task.languages.get(hit.source_id, UNKNOWN)):
            if day.year and day.day:
                years.setdefault(hit.source_id, day.year)

    def date_of(hit: SentenceHit) -> tuple[int, int, int]:
        year = years.get(hit.source_id)
        return find_earliest_date(hit.text, task.languages.get(hit.source_id, UNKNOWN), year)

    dated = [hit for hit in telling if date_of(hit) != _NO_DATE]
    return sorted(select_central(dated, _MAX_DATED_QUOTES) if len(dated) > _MAX_DATED_QUOTES else dated, key=date_of)


def find_earliest_date(text: str, language: str, year: int | None = None) -> tuple[int, int, int]:
    """Find the earliest date of a text as year, month and day, for sorting; a text without a date comes last.

    ``year`` is the year of days without one; None puts them last.
    """
    days = _find_days(text, language)
    eras = [(date.era.first, 0, 0) for date in find_dates(text, language) if date.era]
    found = [(day.year or year or _NO_DATE[0], day.month or 0, day.day or 0) for day in days if day != Day()]
    return min(found + eras, default=_NO_DATE)


def _find_days(text: str, language: str) -> list[Day]:
    """Find the days of a text; "may" is mostly no month."""
    return [day for date in find_dates(text, language) if date.sure for day in date.readings[:1]]
