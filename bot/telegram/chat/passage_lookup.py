"""Finding the passages behind keys, numbers and links."""

import contextlib
from bisect import bisect_right
from functools import lru_cache

from telegram.helpers import create_deep_linked_url

from bot.state.answers import StoredCitation
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.passage import passage_message
from bot.telegram.messages.passage_view import PassageView
from index.catalog.page_offsets import page_at
from index.errors import UnknownSourceError
from index.text.chunking import split
from index.types import Source, Span

PASSAGE_LINK = "p_"
"""Before the key of a citation in the payload of a link that opens its passage."""


class PassageLookup:
    """Shows passages. Every method blocks."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Look in these dependencies."""
        self._dependencies = dependencies

    def citation(self, key: str) -> StoredCitation | None:
        """The citation behind a key, of an answer or of the inline mode; None where it is not known."""
        return self._dependencies.answers.citation(key) or self._dependencies.conversations.pinned_citation(key)

    def numbered(self, answer_id: int, number: int) -> StoredCitation | None:
        """The citation of an answer that has this number."""
        answer = self._dependencies.answers.answer(answer_id)
        key = answer.keys.get(number) if answer else None
        return self.citation(key) if key else None

    def message(self, citation: StoredCitation, username: str, language: str, step: int = 0) -> OutgoingMessage:
        """The passage around a citation, or one some steps away, as a message.

        Args:
            citation: Where the reader comes from.
            username: The bot's, for the link to share.
            language: Of the bot's own words.
            step: How many passages further on; the first or last one where there are not so many.
        """
        share = create_deep_linked_url(username, PASSAGE_LINK + citation.key)
        return passage_message(self._view(citation, step), share=share, language=language)

    def _view(self, citation: StoredCitation, step: int) -> PassageView:
        catalog = self._dependencies.catalog
        source: Source | None = None
        linked_from: str | None = None
        # A source that was removed has nothing to be linked from; its quote is shown all the same.
        with contextlib.suppress(UnknownSourceError):
            source = catalog.get_source(citation.source_id)
            if source.kind == "linked" and source.linked_from:
                linked_from = catalog.get_source(source.linked_from[0]).title
        text = catalog.get_text(citation.text_id)
        if text is None or citation.span.slice(text) != citation.quote:
            return PassageView(citation, None, citation.context, linked_from=linked_from, page=citation.page)
        spans = _spans(text, source.language if source else "und")
        home = max(0, bisect_right(spans, citation.span.start, key=lambda span: span.start) - 1)
        at = max(0, min(home + step, len(spans) - 1))
        shown = citation.context if at == home else spans[at]
        changed = source is not None and source.text_id != citation.text_id
        page = citation.page if at == home else page_at(catalog.get_page_offsets(citation.text_id), shown.start)
        return PassageView(citation, text, shown, at - home, at + 1, len(spans), linked_from, changed, page)


@lru_cache(maxsize=16)
def _spans(text: str, language: str) -> tuple[Span, ...]:
    """The passages of a text, which may be an older version than the one that is indexed now."""
    return tuple(passage.span for passage in split(text, language))
