"""Passages as other programs want them: with source, page and score."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.types import Question
from bot.integrations.types import Passage
from index.catalog.catalog import Catalog
from index.retrieval.retriever import Retriever
from index.types import Source


class PassageSearch:
    """Ranks passages, each with its source and page. Blocking; safe to call from several threads."""

    def __init__(self, retriever: Retriever, catalog: Catalog) -> None:
        """Search with ``retriever`` what ``catalog`` lists."""
        self._retriever = retriever
        self._catalog = catalog

    def search(self, query: str, k: int, source_ids: Sequence[str] | None) -> list[Passage]:
        """Return at most ``k`` passages, best first.

        Args:
            query: In any language.
            k: How many passages to return, at least 1.
            source_ids: Ids of the sources to search; None means all sources.

        Raises:
            NothingIndexedError: No source is indexed.
            QuestionError: The query is empty or too long.
        """
        ranking = self._retriever.rank(Question(query).text, source_ids=source_ids, passages=k)
        searched = {(hit.source_id, hit.passage): hit.text_id for hit in ranking.sentences}
        sources = {source.id: source for source in self._catalog.list_sources()}
        found: list[Passage] = []
        for hit in ranking.passages[:k]:
            source = sources.get(hit.source_id)
            if source is not None:  # else it was removed a moment ago
                text_id = searched.get((hit.source_id, hit.span), source.text_id)
                place = self._catalog.read_place(text_id, hit.span.start)
                found.append(Passage(_at(source, text_id), hit.span, hit.text, hit.score, place.page, place.section))
        return found


def _at(source: Source, text_id: str) -> Source:
    """The source with the text that was searched, even if it was indexed again a moment ago."""
    return source if source.text_id == text_id else replace(source, text_id=text_id)
