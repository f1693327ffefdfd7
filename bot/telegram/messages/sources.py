"""The introduction and the list of sources as messages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram.constants import MessageEntityType

from bot.answering.introduction import Introduction
from bot.answering.questions.suggestions import ask_about
from bot.telegram.messages import keyboards
from bot.telegram.messages.display_values import display_date
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, join_with_dots, to_message
from bot.telegram.messages.rich_text import RichText, join, line, with_entity
from bot.telegram.messages.translations import kind_name, translate
from index.types import Source

_BOLD = MessageEntityType.BOLD
_NAME_UNITS = 100
_SOURCES_A_PAGE = 10
_TICK = "✓ "
_TASKS = (
    ("starter-summary", "ask-summary"),
    ("starter-people", "ask-people"),
    ("starter-timeline", "ask-timeline"),
)
"""The messages with the label and the question of each task; the last one needs dates."""


@dataclass(frozen=True, slots=True)
class SourcesMessage:
    """The content of a list of sources.

    Attributes:
        sources: All of them; at least one.
        chosen: The ids of the sources that the conversation asks; empty if it asks all.
        page: From 0; a page beyond the end shows the last one.
        questions: Suggested questions for the chosen source.
    """

    sources: Sequence[Source]
    chosen: frozenset[str] = frozenset()
    page: int = 0
    questions: Sequence[str] = ()


def introduction_message(introduction: Introduction, language: str, others: int = 0) -> OutgoingMessage:
    """Introduce the article, with suggested questions; ``others`` counts the other sources."""
    article = introduction.article
    author = translate(language, "by", author=line(article.author, _NAME_UNITS)) if article.author else None
    more = [RichText(translate(language, "more-sources", count=others))] if others else []
    text = join(
        (
            RichText(translate(language, "introduction")),
            join(
                (
                    with_entity(_BOLD, line(article.title, TITLE_UNITS)),
                    RichText(join_with_dots((author, display_date(article.date, language)))),
                ),
                "\n",
            ),
            *more,
            RichText(translate(language, "how-i-answer")),
            RichText(translate(language, "ask-or-choose")),
        ),
        "\n\n",
    )
    names = list_names(introduction, language)
    questions = [] if names else introduction.questions
    return to_message(text, keyboards.starters_keyboard(list_tasks(introduction, language), names, questions))


def list_tasks(introduction: Introduction, language: str) -> dict[str, str]:
    """Return the tasks that anybody may start with: the label and the question of each."""
    tasks = _TASKS if introduction.has_dates else _TASKS[:-1]
    return {translate(language, label): translate(language, question) for label, question in tasks}


def list_names(introduction: Introduction, language: str) -> dict[str, str]:
    """Return the names that a user may start with, and the question about each."""
    return {name: ask_about(name, language) for name in introduction.topics}


def suggestions_message(source: Source, questions: Sequence[str], language: str) -> OutgoingMessage:
    """Announce a new source, with at least one question that it answers."""
    title = with_entity(_BOLD, line(source.title, TITLE_UNITS))
    return to_message(
        join((title, RichText(translate(language, "new-source"))), "\n\n"),
        keyboards.questions_keyboard(questions),
    )


def sources_message(listing: SourcesMessage, language: str) -> OutgoingMessage:
    """Lay out one page of the list of sources, with a button that chooses each source."""
    pages = -(-len(listing.sources) // _SOURCES_A_PAGE)
    page = max(0, min(listing.page, pages - 1))
    first = page * _SOURCES_A_PAGE
    listed = list(enumerate(listing.sources[first : first + _SOURCES_A_PAGE], start=first + 1))
    texts: dict[str, int] = {}
    for n, source in enumerate(listing.sources, start=1):
        texts.setdefault(source.text_id, n)
    shown = [
        _source_entry(n, source, language, texts[source.text_id], is_chosen=source.id in listing.chosen)
        for n, source in listed
    ]
    heading = RichText(translate(language, "sources", count=len(listing.sources)))
    footer = [translate(language, "page-of", number=page + 1, last=pages)] if pages > 1 else []
    choices: dict[str, str] = {}
    if len(listing.sources) > 1:
        ticked = len(listing.chosen)
        footer.append(
            translate(language, "sources-chosen", count=ticked) if ticked else translate(language, "choose-sources")
        )
        choices = {f"{_TICK if source.id in listing.chosen else ''}{n}": source.id for n, source in listed}
    keyboard = keyboards.sources_keyboard(
        choices,
        keyboards.Pagination(page, pages),
        listing.questions,
        restricted=bool(listing.chosen),
        language=language,
    )
    return to_message(join((heading, *shown, RichText("\n".join(footer))), "\n\n"), keyboard)


def _source_entry(n: int, source: Source, language: str, first: int, *, is_chosen: bool) -> RichText:
    """Lay out a source in the list: its number, title, kind, date and size, and which one ``first`` had its text."""
    title = line(source.title, TITLE_UNITS)
    url = source.location if keyboards.is_accepted_url(source.location) else None
    size = translate(language, "passages", count=source.passages)
    same = translate(language, "same-text", number=first) if first != n else None
    about = join_with_dots((kind_name(language, source.kind), display_date(source.date, language), size, same))
    linked = with_entity(MessageEntityType.TEXT_LINK, title, url) if url else RichText(title)
    return join((RichText(f"{_TICK if is_chosen else ''}{n}. ") + with_entity(_BOLD, linked), RichText(about)), "\n")
