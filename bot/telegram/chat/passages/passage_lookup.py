"""Passages by key, number or link, rendered as messages."""

import contextlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.answering.quotes.version_alignment import FateStatus, find_fate, find_words_now
from bot.answering.types import Citation
from bot.state.answers import StoredCitation
from bot.telegram.deep_links import link_to
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.page_links import PageLinks
from bot.telegram.messages.passage import copy_messages, outline_message, passage_message
from bot.telegram.messages.passage_view import HEADINGS_A_PAGE, OutlineEntry, PassageView
from index.catalog.text_structure import page_at, section_above, section_at
from index.errors import UnknownSourceError
from index.text.chunking import split
from index.types import Source, Span

_MIN_HEADINGS = 2  # one alone is the title


class PassageLookup:
    """Finds stored citations and renders the passages around them. Every method blocks."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Read citations and texts from ``dependencies``."""
        self._dependencies = dependencies

    def find(self, key: str) -> StoredCitation | None:
        """Find the citation of an answer or of the inline mode by its key; None if it is unknown."""
        return self._dependencies.find_citation(key)

    def list_shown(self, answer_id: int) -> Mapping[int, str]:
        """List the keys of the quotes that an answer shows, by number: of the nearest sentences, only the first."""
        answer = self._dependencies.answers.answer(answer_id)
        if answer is None:
            return {}
        is_answered = answer.status == "answered" or answer.mode == "check"
        return dict(list(answer.keys.items())[: None if is_answered else 1])

    def render(  # noqa: PLR0913 - each is of another kind
        self,
        citation: StoredCitation,
        username: str,
        language: str,
        step: int = 0,
        *,
        reader: int | None,
        has_picture: bool = False,
    ) -> OutgoingMessage:
        """Render the passage around a citation, or a passage some steps away.

        Args:
            citation: Where the reader starts.
            username: The bot's, for the link that shares the passage.
            language: Of the bot's own words.
            step: How many passages further on, negative for earlier ones; beyond the ends, the first or last one.
            reader: The user in whose private chat the passage is shown, where pages open as Mini Apps; None in a group.
            has_picture: Whether the page of the quote can be sent as a picture.
        """
        view = replace(self._view(citation, step), has_picture=has_picture)
        if reader is not None and view.text is not None:  # the quote of a removed source changes no more
            watches = self._dependencies.stores.citation_watches
            view = replace(view, watched=watches.is_watched(citation.key, reader))
        pages = PageLinks.for_chat(self._dependencies.public_url, private=reader is not None)
        if view.text is None:
            pages = None  # the page of a removed source has no more than the message
        return passage_message(view, share=self._share_link(view, username), language=language, pages=pages)

    def render_outline(self, citation: StoredCitation, language: str, page: int) -> OutgoingMessage | None:
        """Render a page of the headings of a cited text, from 0; None if it has too few of them."""
        text = self._dependencies.catalog.get_text(citation.text_id)
        headings = self._dependencies.catalog.get_headings(citation.text_id)
        if text is None or len(headings) < _MIN_HEADINGS:
            return None
        spans = _passage_spans(text, self._find_language(citation))
        home = _index_at(spans, citation.span.start)
        here = section_above(headings, citation.span.start)[-1:]
        entries = [
            OutlineEntry(one.span.slice(text), one.level, _index_at(spans, one.span.start) - home, one.span in here)
            for one in headings
        ]
        return outline_message(citation, entries, page, language)

    def _find_language(self, citation: StoredCitation) -> str:
        """Return the language of a source, by which its text was split."""
        try:
            return self._dependencies.catalog.get_source(citation.source_id).language
        except UnknownSourceError:
            return "und"

    def render_copy(self, citation: StoredCitation, username: str, step: int) -> list[OutgoingMessage]:
        """Render what a reader copies from the passage some steps away from a citation."""
        view = self._view(citation, step)
        return copy_messages(view, self._share_link(view, username))

    def _share_link(self, view: PassageView, username: str) -> str:
        """Return a link to what the reader looks at; a passage beside the cited one gets a key of its own."""
        citation, key = view.citation, view.citation.key
        if not view.has_quote and view.text is not None:
            start = view.text.index(view.shown, view.span.start)
            span = Span(start, start + len(view.shown))
            key = self._dependencies.conversations.pin_citation(
                Citation(
                    1,
                    citation.source,
                    span,
                    view.span,
                    view.shown,
                    view.link,
                    view.page,
                    view.section,
                    recognized=view.recognized,
                )
            )
        return link_to(username, "passage", key)

    def _view(self, citation: StoredCitation, step: int) -> PassageView:
        catalog = self._dependencies.catalog
        source: Source | None = None
        linked_from: str | None = None
        # The quote of a removed source is shown without the page that linked to it.
        with contextlib.suppress(UnknownSourceError):
            source = catalog.get_source(citation.source_id)
            if source.kind == "linked" and source.linked_from:
                linked_from = catalog.get_source(source.linked_from[0]).title
        text = catalog.get_text(citation.text_id)
        if text is None or citation.span.slice(text) != citation.quote:
            return PassageView(
                citation,
                None,
                citation.context,
                linked_from=linked_from,
                page=citation.page,
                section=citation.section,
                recognized=citation.recognized,
            )
        spans = _passage_spans(text, source.language if source else "und")
        home = _index_at(spans, citation.span.start)
        at = max(0, min(home + step, len(spans) - 1))
        shown = citation.context if at == home else spans[at]
        changed = source is not None and source.text_id != citation.text_id
        now = self._find_now(text, citation, source) if source is not None and changed else None
        page, section, recognized = citation.page, citation.section, citation.recognized
        headings = catalog.get_headings(citation.text_id)
        above = section_above(headings, citation.span.start)
        if at != home:
            recognized = catalog.is_recognized(citation.text_id, shown)
            page = page_at(catalog.get_page_offsets(citation.text_id), shown.start)
            above = section_at(headings, shown.start)
            section = tuple(heading.slice(text) for heading in above)
        outline_page = None
        if len(headings) >= _MIN_HEADINGS:
            number = next((number for number, one in enumerate(headings) if one.span in above[-1:]), 0)
            outline_page = number // HEADINGS_A_PAGE
        return PassageView(
            citation,
            text,
            shown,
            at - home,
            at + 1,
            len(spans),
            linked_from,
            changed,
            page,
            section,
            outline_page,
            now=now,
            recognized=recognized,
        )

    def find_status(self, citation: StoredCitation) -> FateStatus:
        """Find whether the newest text of a source has a quote, has other words in its place, or neither."""
        catalog = self._dependencies.catalog
        try:
            source = catalog.get_source(citation.source_id)
        except UnknownSourceError:
            return "gone"
        if source.text_id == citation.text_id:
            return "same"
        old, newest = catalog.get_text(citation.text_id), catalog.get_text(source.text_id)
        if old is None or newest is None:
            return "gone"
        return find_fate(old, newest, citation.span, source.language).status

    def _find_now(self, text: str, citation: StoredCitation, source: Source) -> str | None:
        """Find what the newest text of a source has in place of a quote; None if that cannot be told."""
        newest = self._dependencies.catalog.get_text(source.text_id)
        if newest is None:
            return None
        return find_words_now(text, newest, citation.span, source.language)


def _index_at(spans: Sequence[Span], offset: int) -> int:
    return max(0, bisect_right(spans, offset, key=lambda span: span.start) - 1)


@lru_cache(maxsize=16)
def _passage_spans(text: str, language: str) -> tuple[Span, ...]:
    """Split a text into passages again, because it may be an older version than the indexed one."""
    return tuple(passage.span for passage in split(text, language))
