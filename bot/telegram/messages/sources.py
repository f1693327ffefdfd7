"""The introduction and the list of sources as messages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram.constants import MessageEntityType

from bot.answering.questions.introduction import Introduction
from bot.telegram.messages import keyboards as buttons
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import TITLE_UNITS, Outgoing, dotted, outgoing
from bot.telegram.messages.rich_text import Piece, join, line, marked
from index.types import Source

_BOLD = MessageEntityType.BOLD
_NAME_UNITS = 100
_SOURCES_A_PAGE = 10
_TICK = "✓ "


def introduction_message(introduction: Introduction, language: str) -> Outgoing:
    """What the bot is about, and questions to begin with."""
    article = introduction.article
    author = words.say(language, "by", author=line(article.author, _NAME_UNITS)) if article.author else None
    piece = join(
        (
            Piece(words.say(language, "introduction")),
            join(
                (marked(_BOLD, line(article.title, TITLE_UNITS)), Piece(dotted((author, article.date)))),
                "\n",
            ),
            Piece(words.say(language, "how-i-answer")),
            Piece(words.say(language, "ask-or-choose" if introduction.questions else "ask-anything")),
        ),
        "\n\n",
    )
    return outgoing(piece, buttons.questions(introduction.questions))


def suggestions_message(source: Source, questions: Sequence[str], language: str) -> Outgoing:
    """What can be read now, and questions that it answers; at least one."""
    title = marked(_BOLD, line(source.title, TITLE_UNITS))
    return outgoing(
        join((title, Piece(words.say(language, "new-source"))), "\n\n"),
        buttons.questions(questions),
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list of sources shows.

    Attributes:
        sources: All of them; at least one.
        chosen: Ids of those that the conversation looks in; none where it looks in all.
        page: From 0; the last one is shown for a page that is no longer there.
        questions: To ask the one that is chosen.
    """

    sources: Sequence[Source]
    chosen: frozenset[str] = frozenset()
    page: int = 0
    questions: Sequence[str] = ()


def sources_message(listing: Listing, language: str) -> Outgoing:
    """One page of the list of sources, with a button for each to look in that one."""
    pages = -(-len(listing.sources) // _SOURCES_A_PAGE)
    page = max(0, min(listing.page, pages - 1))
    first = page * _SOURCES_A_PAGE
    listed = list(enumerate(listing.sources[first : first + _SOURCES_A_PAGE], start=first + 1))
    shown = [_listed(n, source, source.id in listing.chosen, language) for n, source in listed]
    heading = Piece(words.say(language, "sources", count=len(listing.sources)))
    footer = [words.say(language, "page-of", number=page + 1, last=pages)] if pages > 1 else []
    choices: dict[str, str] = {}
    if len(listing.sources) > 1:
        ticked = len(listing.chosen)
        footer.append(
            words.say(language, "sources-chosen", count=ticked) if ticked else words.say(language, "choose-sources")
        )
        choices = {f"{_TICK if source.id in listing.chosen else ''}{n}": source.id for n, source in listed}
    keyboard = buttons.under_sources(
        choices, buttons.Pages(page, pages), listing.questions, restricted=bool(listing.chosen), language=language
    )
    return outgoing(join((heading, *shown, Piece("\n".join(footer))), "\n\n"), keyboard)


def _listed(n: int, source: Source, is_chosen: bool, language: str) -> Piece:  # noqa: FBT001 - two words would say no more
    title = line(source.title, TITLE_UNITS)
    url = source.location if buttons.is_openable(source.location) else None
    size = words.say(language, "passages", count=source.passages)
    about = dotted((words.kind(language, source.kind), source.date, size))
    linked = marked(MessageEntityType.TEXT_LINK, title, url) if url else Piece(title)
    return join((Piece(f"{_TICK if is_chosen else ''}{n}. ") + marked(_BOLD, linked), Piece(about)), "\n")
