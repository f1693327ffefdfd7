"""Finds stored citations, each with the text that it points into and its source."""

from dataclasses import dataclass

from bot.state.answers import AnswerStore, StoredCitation
from bot.state.conversations import ConversationStore
from bot.telegram.dependencies import ReadsSources
from index.types import Source


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """A stored citation, and the present state of its source.

    Attributes:
        text: The text that was cited; None if it was deleted or does not have the quote at its place.
        source: The source; None if it was removed.
    """

    citation: StoredCitation
    text: str | None
    source: Source | None

    @property
    def changed(self) -> bool:
        """Whether the source has a newer text."""
        return self.source is not None and self.source.text_id != self.citation.text_id


class CitationLookup:
    """Reads citations with their texts and sources. Every method blocks."""

    def __init__(self, catalog: ReadsSources, answers: AnswerStore, conversations: ConversationStore) -> None:
        """Read from these stores."""
        self._catalog = catalog
        self._answers = answers
        self._conversations = conversations

    def find(self, key: str) -> FoundCitation | None:
        """Find the citation of an answer, or one without an answer; None if the key is unknown."""
        citation = self._answers.citation(key) or self._conversations.pinned_citation(key)
        if citation is None:
            return None
        text = self._catalog.get_text(citation.text_id)
        if text is not None and citation.span.slice(text) != citation.quote:
            text = None
        return FoundCitation(citation, text, self._catalog.find_source(citation.source_id))
