"""Quotes of an answer, each above its number, and the source that they come from. Pure."""

from collections.abc import Mapping, Sequence

from telegram.constants import MessageEntityType

from bot.answering.questions.answering_words import find_answering_words
from bot.answering.quotes.sections import name_section
from bot.answering.types import Citation
from bot.telegram.messages.bidi import isolate_parts
from bot.telegram.messages.display_values import display_date
from bot.telegram.messages.keyboards import is_accepted_url
from bot.telegram.messages.rich_text import RichText, join, line, utf16_length, with_entity
from bot.telegram.messages.translations import translate

_BOLD, _ITALIC, _LINK = MessageEntityType.BOLD, MessageEntityType.ITALIC, MessageEntityType.TEXT_LINK
_PLAIN, _EXPANDABLE = MessageEntityType.BLOCKQUOTE, MessageEntityType.EXPANDABLE_BLOCKQUOTE

_CITED_TITLE_UNITS = 60  # the title below a quote; the message with the passage has the whole title
_SECTION_UNITS = 50
_UNFOLDED_UNITS = 400  # clients show three lines of an expandable quotation; an answer up to this length is not folded


def quotations(  # noqa: PLR0913 - each is another trait of the layout
    cited: Sequence[Citation],
    language: str,
    links: Mapping[int, str],
    *,
    below_prose: bool = False,
    question: str | None = None,
    names_source: bool = True,
) -> list[RichText]:
    """Lay out quotes. Several quotes of one source have its title and date once, below the last one.

    Args:
        cited: The citations, in their order.
        language: Of the date and the page number.
        links: A link to the passage of each citation, by its number; without it, a number is no link.
        below_prose: Whether the answer is the text above, so that the quotes may be folded.
        question: The question that the first quote surely answers; its words that answer are bold.
        names_source: Whether the quotes name their source; False if a line below more quotes names it.
    """
    is_of_one_source = len(cited) > 1 and have_one_source(cited)
    if is_of_one_source or not names_source:
        asked = [question, *[None] * (len(cited) - 1)]
        quotes = [
            join((_quote(one, below_prose=below_prose, question=which), _reference(one, language, links)), "\n")
            for one, which in zip(cited, asked, strict=True)
        ]
        return [*quotes, source_line(cited[0], language)] if names_source else quotes
    return [
        quotation(citation, language, links, below_prose=below_prose, question=None if at else question)
        for at, citation in enumerate(cited)
    ]


def have_one_source(cited: Sequence[Citation]) -> bool:
    """Return whether all quotes come from the same source."""
    return len({citation.source.id for citation in cited}) == 1


def source_line(citation: Citation, language: str) -> RichText:
    """Lay out the title of a source, as a link to it, and its date."""
    return _source_line(citation, citation.source.location, language)


def quotation(
    citation: Citation,
    language: str,
    links: Mapping[int, str],
    *,
    below_prose: bool = False,
    question: str | None = None,
) -> RichText:
    """Lay out a quote, exact to the character, above its number, its title as a link to the quote, and its date."""
    reference = _reference(citation, language, links)
    glue = " · " if _place(citation, language) else " "
    below = join((reference, _source_line(citation, citation.link, language)), glue)
    return join((_quote(citation, below_prose=below_prose, question=question), below), "\n")


def number_mark(n: int, links: Mapping[int, str]) -> RichText:
    """Return the number of a citation in brackets, as a link to the passage if there is one."""
    mark = f"[{n}]"
    return with_entity(_LINK, mark, links[n]) if is_accepted_url(links.get(n)) else RichText(mark)


def _quote(citation: Citation, *, below_prose: bool, question: str | None = None) -> RichText:
    is_folded = below_prose or utf16_length(citation.quote) > _UNFOLDED_UNITS
    head = with_entity(_ITALIC, citation.head.quote) if citation.head else RichText()
    return with_entity(_EXPANDABLE if is_folded else _PLAIN, join((head, _mark_answer(citation, question)), "\n"))


def _mark_answer(citation: Citation, question: str | None) -> RichText:
    """Return a quote, exact to the character, with the words that answer in bold where they are certain."""
    quote = citation.quote
    found = find_answering_words(question, quote, citation.source.language) if question else None
    if found is None:
        return RichText(quote)
    return RichText(quote[: found.start]) + with_entity(_BOLD, found.slice(quote)) + RichText(quote[found.end :])


def _reference(citation: Citation, language: str, links: Mapping[int, str]) -> RichText:
    parts = _place(citation, language)
    parts = isolate_parts(parts) if len(parts) > 1 else parts
    place = with_entity(_ITALIC, join(map(RichText, parts), " · "))
    return join((with_entity(_BOLD, number_mark(citation.n, links)), place), " ")


def _place(citation: Citation, language: str) -> list[str]:
    """Return where a quote is, whether it was read from a picture, and how many other sources have its words."""
    section = name_section(citation.section, citation.source.title)
    page = translate(language, "page-number", number=citation.page) if citation.page else None
    seen = translate(language, "read-from-picture") if citation.recognized else None
    also = translate(language, "also-in", count=len(citation.also)) if citation.also else None
    return [part for part in (section and line(section, _SECTION_UNITS), page, seen, also) if part]


def _source_line(citation: Citation, url: str | None, language: str) -> RichText:
    """Return the title of a source, as a link if Telegram takes the address, and its date."""
    source = citation.source
    parts = (line(source.title, _CITED_TITLE_UNITS), display_date(source.date, language))
    title, *others = isolate_parts([part for part in parts if part])
    linked = with_entity(_LINK, title, url) if is_accepted_url(url) else RichText(title)
    return with_entity(_ITALIC, join((linked, *map(RichText, others)), " · "))
