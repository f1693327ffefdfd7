"""Citations of ranked sentences: each with its source, its place and its exact quote."""

from dataclasses import replace
from typing import Protocol

from bot.answering.quotes.text_fragment import build_fragment_link
from bot.answering.types import Citation, HeadRow
from index.catalog.text_structure import TextPlace
from index.types import Heading, SentenceHit, Source, Span


class FindsSources(Protocol):
    """Finds sources and their stored texts. Blocking."""

    def get_source(self, id_: str) -> Source:
        """Return the current source of that id."""

    def read_cited(self, source_id: str, text_id: str, offset: int) -> tuple[Source, TextPlace]:
        """Return a current source, and the place of an offset of a stored text."""

    def list_sources(self) -> list[Source]:
        """List every current source."""

    def find_article(self) -> Source | None:
        """Return the article that the bot is about; None while nothing is indexed."""

    def get_text(self, id_: str) -> str | None:
        """Return the stored text of that name; None if it was deleted."""

    def is_recognized(self, text_id: str, span: Span) -> bool:
        """Return whether a part of a span of a stored text was read from a picture."""

    def get_headings(self, text_id: str) -> tuple[Heading, ...]:
        """Return the headings of a stored text, ascending."""


class Citing:
    """Cites sentences. Methods block."""

    def __init__(self, catalog: FindsSources) -> None:
        """Look sources and stored texts up in ``catalog``."""
        self._catalog = catalog

    def cite(self, n: int, hit: SentenceHit, span: Span | None = None) -> Citation:
        """Cite a sentence, or a longer ``span`` of its passage."""
        text = None if span in {None, hit.span} else self._catalog.get_text(hit.text_id)
        if span is None or text is None:  # a deleted text leaves only the ranked sentence
            span, quote = hit.span, hit.text
        else:
            quote = span.slice(text)
        current, place = self._catalog.read_cited(hit.source_id, hit.text_id, span.start)
        # The citation keeps the ranked text, even if a newer version of the source has been indexed since.
        source = replace(current, text_id=hit.text_id)
        link = build_fragment_link(source.location, quote, place.page)
        head = HeadRow(hit.row.head, hit.row.head_text) if hit.row and hit.row.head.end <= span.start else None
        seen = place.page is not None and self._catalog.is_recognized(hit.text_id, span)
        return Citation(n, source, span, hit.passage, quote, link, place.page, place.section, head, hit.also, seen)

    def cite_once(self, hit: SentenceHit, span: Span, citations: dict[tuple[str, Span], Citation]) -> int:
        """Return the number of the citation of a span, which is added to ``citations`` unless they have it."""
        key = hit.text_id, span
        if key not in citations:
            citations[key] = self.cite(len(citations) + 1, hit, span)
        return citations[key].n
