"""Sources, citations and answers for tests that need some."""

from bot.answering.quotes.text_fragment import build_fragment_link
from bot.answering.types import Answer, Citation, Statement, Timings
from index.types import Kind, Source, Span, source_id, text_id

TIMINGS = Timings(1.0, 2.0, 3.0)


def make_source(  # noqa: PLR0913 - a source has this many independent traits
    title: str = "The Atlantic Cable",
    *,
    location: str = "https://example.org/cable.html",
    kind: Kind = "article",
    author: str | None = "Ada Reporter",
    date: str | None = "1858-08-05",
    text: str = "",
    linked_from: tuple[str, ...] = (),
) -> Source:
    """Make a source; its id and the id of its text follow from location and text."""
    return Source(source_id(location), location, kind, title, author, date, "en", text_id(text), 12, linked_from)


def make_citation(n: int, source: Source, text: str, quote: str, context: Span | None = None) -> Citation:
    """Make a citation of the first occurrence of a quote in a text."""
    start = text.index(quote)
    span = Span(start, start + len(quote))
    around = context or Span(0, len(text))
    return Citation(n, source, span, around, quote, build_fragment_link(source.location, quote))


def quote_answer(question: str, *citations: Citation) -> Answer:
    """Make an answer of quotes; without any, the sources contain no answer."""
    statements = tuple(Statement(citation.quote, (citation.n,)) for citation in citations)
    return Answer(question, "answered" if citations else "not_found", "quotes", statements, citations, TIMINGS)
