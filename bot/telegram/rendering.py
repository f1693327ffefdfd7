"""From answers, passages and sources to messages within Telegram's limits. Pure: no bot, no network, no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from telegram import InlineKeyboardMarkup, MessageEntity
from telegram.constants import MessageEntityType

from bot.answering.types import Answer, Citation, Statement
from bot.chats import StoredCitation
from bot.introduction import Introduction
from bot.telegram import buttons, words
from bot.telegram.direction import isolated
from bot.telegram.pieces import MAX_UNITS, Piece, head, join, line, marked, split, tail, units
from index.types import Source, Span

_BOLD, _ITALIC = MessageEntityType.BOLD, MessageEntityType.ITALIC
_QUOTE, _EXPANDABLE = MessageEntityType.BLOCKQUOTE, MessageEntityType.EXPANDABLE_BLOCKQUOTE

_TITLE_UNITS = 200
_CITED_TITLE_UNITS = 60  # stands under each quote; the passage behind the button has all of it
_NAME_UNITS = 100
_LOCATION_UNITS = 300
_SOURCES_A_PAGE = 10
_SIDE_UNITS = 40  # less of a passage than this beside its quote says nothing
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it is sent; entities count UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None


def plain(text: str) -> Outgoing:
    """A message of the bot's own words."""
    return Outgoing(text)


# Answers


def answer_messages(
    answer: Answer, keys: Mapping[int, str], *, language: str, asked: str | None = None
) -> list[Outgoing]:
    """An answer as messages, each with the quotes of its statements and a button for each of these.

    Args:
        answer: Any answer.
        keys: What stands behind the button of each citation, by its number.
        language: Of the bot's own words.
        asked: The question, where the chat does not show it already.
    """
    heading = [marked(_BOLD, line(asked, _TITLE_UNITS))] if asked else []
    if answer.status == "not_found":
        sentences = (Piece(words.say(language, key)) for key in ("not-found", "after-not-found"))
        return [_outgoing(join((*heading, *sentences), "\n\n"))]
    cited = {citation.n: citation for citation in answer.citations}
    blocks = partial(_quotes if answer.mode == "quotes" else _prose_and_quotes, language=language)
    messages: list[Outgoing] = []
    for run in _packed(answer.statements, lambda some: join((*heading, *blocks(some, cited)), "\n\n").fits):
        keyboard = buttons.numbers({n: keys[n] for n in _numbers(run) if n in keys})
        pieces = _filled([*(() if messages else heading), *blocks(run, cited)])
        messages += [_outgoing(piece, keyboard) for piece in pieces]
    return messages


def _packed(
    statements: Sequence[Statement], fits: Callable[[Sequence[Statement]], bool]
) -> Iterable[Sequence[Statement]]:
    """Runs of statements, each as long as fits in one message; a statement that never fits stands alone."""
    run: list[Statement] = []
    for statement in statements:
        if run and not fits([*run, statement]):
            yield run
            run = []
        run.append(statement)
    if run:
        yield run


def _filled(blocks: Iterable[Piece]) -> list[Piece]:
    """The blocks in as few pieces as they need; only a block that no message can hold is parted."""
    filled: list[Piece] = []
    for block in blocks:
        for part in split(block):
            together = join((*filled[-1:], part), "\n\n")
            if together.fits:
                filled[-1:] = [together]
            else:
                filled.append(part)
    return filled


def _numbers(statements: Iterable[Statement]) -> list[int]:
    return list(dict.fromkeys(n for statement in statements for n in statement.citations))


def _quotes(statements: Sequence[Statement], cited: Mapping[int, Citation], *, language: str) -> list[Piece]:
    """The statements are the quotes: each is shown once."""
    return [_cited_quote(cited[n], language) for n in _numbers(statements) if n in cited]


def _prose_and_quotes(statements: Sequence[Statement], cited: Mapping[int, Citation], *, language: str) -> list[Piece]:
    prose = " ".join(
        statement.text.strip() + "".join(f" [{n}]" for n in statement.citations) for statement in statements
    )
    return [Piece(prose.strip()), *_quotes(statements, cited, language=language)]


def _cited_quote(citation: Citation, language: str) -> Piece:
    source = citation.source
    title = line(source.title, _CITED_TITLE_UNITS)
    about = _dotted((title, words.kind(language, source.kind), source.date), language)
    return join(
        (
            marked(_EXPANDABLE, citation.quote),
            join((marked(_BOLD, f"[{citation.n}]"), marked(_ITALIC, about)), " "),
        ),
        "\n",
    )


# Passages


def passage_message(citation: StoredCitation, text: str | None, linked_from: str | None, *, language: str) -> Outgoing:
    """A quote in the passage around it, with where it stands.

    Args:
        citation: The quote.
        text: The text that its spans point into; None where the source has been removed.
        linked_from: The title of the source that links to it, where it is known.
        language: Of the bot's own words.
    """
    kind = (
        words.say(language, "linked-from", title=line(linked_from, _TITLE_UNITS))
        if linked_from
        else words.kind(language, citation.kind)
    )
    author = line(citation.author, _NAME_UNITS) if citation.author else None
    about = _dotted((author, citation.date, kind), language)
    above = join((marked(_BOLD, line(citation.title, _TITLE_UNITS)), marked(_ITALIC, about)), "\n")
    below = Piece(_shown_location(citation.location))
    there = text is not None and citation.span.of(text) == citation.quote
    if not there:
        below = join((Piece(words.say(language, "source-removed")), below), "\n\n")
    room = MAX_UNITS - units(above.text) - units(below.text) - units("\n\n\n\n")
    if text is not None and there:
        before = Span(citation.context.start, citation.span.start).of(text)
        after = Span(citation.span.end, citation.context.end).of(text)
        passage = _around(citation.quote, before, after, room)
    else:
        passage = Piece(_shortened(citation.quote, room))
    return _outgoing(join((above, marked(_QUOTE, passage), below), "\n\n"), buttons.open_page(citation.link, language))


def _around(quote: str, before: str, after: str, room: int) -> Piece:
    """The quote in bold between what fits of the text on both sides."""
    spare = room - units(quote)
    before, after = before.lstrip(), after.rstrip()
    if units(before) + units(after) > spare:
        half = spare // 2
        left = max(half, spare - units(after))
        right = max(half, spare - units(before))
        before = before if units(before) <= left else _last(before, left)
        after = after if units(after) <= right else _first(after, right)
    return Piece(before) + marked(_BOLD, _shortened(quote, room)) + Piece(after)


def _first(text: str, room: int) -> str:
    return head(text, room - units(_CUT)) + _CUT if room >= _SIDE_UNITS else ""


def _last(text: str, room: int) -> str:
    return _CUT + tail(text, room - units(_CUT)) if room >= _SIDE_UNITS else ""


def _shortened(text: str, room: int) -> str:
    return text if units(text) <= room else head(text, room - units(_CUT)) + _CUT


def _shown_location(location: str) -> str:
    """A link as it is; of a file only its name, since the rest of its path concerns nobody."""
    is_link = location.startswith(("http://", "https://"))
    return line(location if is_link else PurePath(location.replace("\\", "/")).name, _LOCATION_UNITS)


# Introduction and sources


def introduction_message(introduction: Introduction, language: str) -> Outgoing:
    """What the bot is about, and questions to begin with."""
    article = introduction.article
    author = words.say(language, "by", author=line(article.author, _NAME_UNITS)) if article.author else None
    piece = join(
        (
            Piece(words.say(language, "introduction")),
            join(
                (marked(_BOLD, line(article.title, _TITLE_UNITS)), Piece(_dotted((author, article.date), language))),
                "\n",
            ),
            Piece(words.say(language, "how-i-answer")),
            Piece(words.say(language, "ask-or-choose" if introduction.questions else "ask-anything")),
        ),
        "\n\n",
    )
    return _outgoing(piece, buttons.questions(introduction.questions))


def sources_message(sources: Sequence[Source], page: int, language: str) -> Outgoing:
    """One page of the list of sources.

    Args:
        sources: All of them; at least one.
        page: From 0; the last one is shown for a page that is no longer there.
        language: Of the bot's own words.
    """
    pages = -(-len(sources) // _SOURCES_A_PAGE)
    page = max(0, min(page, pages - 1))
    first = page * _SOURCES_A_PAGE
    listed = enumerate(sources[first : first + _SOURCES_A_PAGE], start=first + 1)
    shown = [_listed(n, source, language) for n, source in listed]
    heading = Piece(words.say(language, "sources", count=len(sources)))
    footer = Piece(words.say(language, "page-of", number=page + 1, last=pages)) if pages > 1 else Piece()
    return _outgoing(join((heading, *shown, footer), "\n\n"), buttons.turn_pages(page, pages, language))


def _listed(n: int, source: Source, language: str) -> Piece:
    title = line(source.title, _TITLE_UNITS)
    url = source.location if buttons.is_openable(source.location) else None
    size = words.say(language, "passages", count=source.passages)
    about = _dotted((words.kind(language, source.kind), source.date, size), language)
    linked = marked(MessageEntityType.TEXT_LINK, title, url) if url else Piece(title)
    return join((Piece(f"{n}. ") + marked(_BOLD, linked), Piece(about)), "\n")


def _dotted(parts: Iterable[str | None], language: str) -> str:
    return " · ".join(isolated(part, language) for part in parts if part)


def _outgoing(piece: Piece, keyboard: InlineKeyboardMarkup | None = None) -> Outgoing:
    return Outgoing(piece.text, piece.entities(), keyboard)
