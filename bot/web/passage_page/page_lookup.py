"""Finds what the page of a passage shows: the text, the quotes in it, and where the source comes from."""

from dataclasses import dataclass

from bot.answering.quotes.version_alignment import find_words_now
from bot.state.answers import AnswerStore, StoredCitation
from bot.state.conversations import ConversationStore
from bot.telegram.dependencies import ReadsSources
from bot.web.citation_lookup import CitationLookup
from bot.web.passage_page.text_blocks import MarkedSpan
from index.text.language import UNKNOWN
from index.types import Heading, Span


@dataclass(frozen=True, slots=True)
class QuoteLink:
    """Another quote of the same answer.

    Attributes:
        is_here: Whether it is in the text of this page.
    """

    number: int
    key: str
    title: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class PassagePage:
    """What the page shows.

    Attributes:
        citation: The citation for which the page was opened.
        text: The text that was cited, or only the quote if its source was removed.
        marks: The quotes in that text.
        headings: The headings in that text.
        quotes: All quotes of the answer, by number.
        linked_from: The titles of the sources that link to this one.
        language: Of the text, ISO 639-1, or ``und``.
        removed: Whether the source was removed.
        changed: Whether the source has a newer text.
        now: The words that the newer text has in place of the quote, which are the quote itself if it is still there;
            None if it is gone or the text is the newest.
    """

    citation: StoredCitation
    text: str
    marks: tuple[MarkedSpan, ...]
    quotes: tuple[QuoteLink, ...]
    headings: tuple[Heading, ...] = ()
    linked_from: tuple[str, ...] = ()
    language: str = UNKNOWN
    removed: bool = False
    changed: bool = False
    now: str | None = None


class PageLookup:
    """Reads citations and texts. Every method blocks."""

    def __init__(self, catalog: ReadsSources, answers: AnswerStore, conversations: ConversationStore) -> None:
        """Read from these stores."""
        self._catalog = catalog
        self._answers = answers
        self._lookup = CitationLookup(catalog, answers, conversations)

    def find(self, key: str) -> PassagePage | None:
        """Find the page of a citation; None if the key is unknown."""
        found = self._lookup.find(key)
        if found is None:
            return None
        citation, text, source = found.citation, found.text, found.source
        cited = self._find_answer(citation)
        if text is None:
            mark = MarkedSpan(citation.n, Span(0, len(citation.quote)), is_main=True)
            quotes = tuple(QuoteLink(one.n, one.key, one.title, one.key == key) for one in cited)
            return PassagePage(citation, citation.quote, (mark,), quotes, removed=True)
        marks = tuple(
            MarkedSpan(one.n, one.span, is_main=one.key == key) for one in cited if one.text_id == citation.text_id
        )
        here = {mark.number for mark in marks}
        quotes = tuple(QuoteLink(one.n, one.key, one.title, one.n in here) for one in cited)
        headings = self._catalog.get_headings(citation.text_id)
        if source is None:
            return PassagePage(citation, text, marks, quotes, headings)
        newest = self._catalog.get_text(source.text_id) if found.changed else None
        now = find_words_now(text, newest, citation.span, source.language) if newest is not None else None
        linking = map(self._catalog.find_source, source.linked_from)
        titles = tuple(one.title for one in linking if one is not None)
        return PassagePage(
            citation, text, marks, quotes, headings, titles, source.language, changed=found.changed, now=now
        )

    def _find_answer(self, citation: StoredCitation) -> list[StoredCitation]:
        """Return all citations of the same answer, in the order of their numbers."""
        answer = self._answers.answer(citation.answer_id) if citation.answer_id is not None else None
        if answer is None:
            return [citation]
        cited = (citation if key == citation.key else self._answers.citation(key) for key in answer.keys.values())
        return [one for one in cited if one is not None]
