"""Reads for the API: answers with keys, passages, sources and stored citations."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from bot.answering.types import Answer, Citation, Question
from bot.integrations.json_documents import Json, answer_document, hits_document
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.telegram.dependencies import ReadsSources
from bot.web.api.api_documents import citation_document, without_paths
from bot.web.citation_lookup import CitationLookup
from index.types import Hit


class RanksPassages(Protocol):
    """Ranks passages. Blocking."""

    def __call__(self, query: str, k: int, source_ids: Sequence[str] | None) -> tuple[Hit, ...]:
        """Return at most ``k`` passages, best first."""


class ApiReader:
    """Reads the index and the bot's stores. Every method blocks."""

    def __init__(  # noqa: PLR0913 - each is another service
        self,
        catalog: ReadsSources,
        answers: AnswerStore,
        conversations: ConversationStore,
        *,
        rank: RanksPassages,
        list_sources: Callable[[], Json],
        public_url: str | None,
    ) -> None:
        """Read from these.

        Args:
            catalog: The sources and their texts.
            answers: Citations of answers in Telegram.
            conversations: Citations without an answer, such as those of the API.
            rank: Ranks passages.
            list_sources: Returns the document of all sources.
            public_url: Below which the pages of passages are; None without pages.
        """
        self._catalog = catalog
        self._lookup = CitationLookup(catalog, answers, conversations)
        self._conversations = conversations
        self._rank = rank
        self._list_sources = list_sources
        self._public_url = public_url

    def check_source_ids(self, ids: Sequence[str] | None) -> list[str] | None:
        """Return the ids, or None where there are none; raises ``UnknownSourceError``."""
        return [self._catalog.get_source(id_).id for id_ in ids or ()] or None

    def show_answer(self, answer: Answer) -> Json:
        """Build the document of an answer, and store its citations, so that their keys can be asked for."""
        document: dict[str, Any] = without_paths(answer_document(answer))
        for name, citations in (("citations", answer.citations), ("nearest", answer.nearest)):
            for shown, cited in zip(document[name], citations, strict=True):
                shown.update(self._store(cited))
        return document

    def list_sources(self) -> Json:
        """Build the document of all sources."""
        document: Json = without_paths(self._list_sources())
        return document

    def search(self, query: str, k: int, source_ids: Sequence[str] | None) -> Json:
        """Build the document of ranked passages."""
        return hits_document(self._rank(Question(query).text, k, source_ids))

    def find_citation(self, key: str) -> Json | None:
        """Build the document of a stored citation; None if the key is unknown."""
        found = self._lookup.find(key)
        return None if found is None else citation_document(found)

    def _store(self, citation: Citation) -> dict[str, str]:
        key = self._conversations.pin_citation(citation)
        return {"key": key} | ({"url": f"{self._public_url}/p/{key}"} if self._public_url else {})
