"""Finds the page of which somebody sends a photo: the stored sentences that have the words in the photo."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.answering.conversation_retrieval import RanksSentences, milliseconds_since
from bot.answering.types import Answer, Citation, Statement, Timings
from bot.executors import Executors
from index.text import language
from index.types import SentenceHit, Span

_QUERIES = 4
_QUERY_CHARS = 300
_HITS = 12
_MAX_QUOTES = 3
_QUESTION_CHARS = 200
_GRAM = 4
_MIN_KEY = 16
_MIN_SHARE = 0.75
"""A letter that is read wrongly costs four of the runs of letters of a sentence."""


class ReadsPhotos(Protocol):
    """Reads the lines of photos. Blocking."""

    def read(self, picture: bytes) -> list[str]:
        """Return the lines that are surely read, from top to bottom."""


class PhotographedPages:
    """Reads photos off the event loop, and finds their words in the sources."""

    def __init__(
        self, reader: ReadsPhotos, retriever: RanksSentences, cite: Callable[[int, SentenceHit], Citation]
    ) -> None:
        """Read with ``reader``, rank with ``retriever``, and cite a sentence under a number with ``cite``."""
        self._reader = reader
        self._retriever = retriever
        self._cite = cite
        self._executors = Executors(1)

    async def read(self, picture: bytes) -> Sequence[str]:
        """Return the lines that are surely read in a photo; none if it cannot be read."""
        return await self._executors.run(self._reader.read, picture)

    def close(self) -> None:
        """Wait for the running call."""
        self._executors.close()

    def find(self, lines: Sequence[str], source_ids: Sequence[str] | None) -> Answer:
        """Return an answer that quotes the sentences with the words of these lines; ``not_found`` without any.

        Raises:
            NothingIndexedError: No source is indexed.
        """
        started = time.perf_counter()
        words = " ".join(lines)
        grams = _list_grams(_to_key(words))
        found: dict[tuple[str, Span], SentenceHit] = {}
        for query in _split_queries(lines):
            for hit in self._retriever.rank(query, source_ids=source_ids, is_question=False).sentences[:_HITS]:
                if _shares(hit.text, grams):
                    found.setdefault(hit.place, hit)
        citations = tuple(self._cite(n, hit) for n, hit in enumerate(_choose(list(found.values())), start=1))
        spent = milliseconds_since(started)
        return Answer(
            words[:_QUESTION_CHARS].strip(),
            "answered" if citations else "not_found",
            "quotes",
            tuple(Statement(citation.quote, (citation.n,), "quoted") for citation in citations),
            citations,
            Timings(spent, 0.0, spent),
            language=language.detect(words),
            shape="list",
        )


def _choose(found: Sequence[SentenceHit]) -> list[SentenceHit]:
    """The first sentences, in reading order, of the text that has most of those that were found."""
    lengths: dict[str, int] = {}
    for hit in found:
        lengths[hit.text_id] = lengths.get(hit.text_id, 0) + len(hit.text)
    best = max(lengths, key=lambda text_id: lengths[text_id], default=None)
    of_best = (hit for hit in found if hit.text_id == best)
    return sorted(of_best, key=lambda hit: hit.span.start)[:_MAX_QUOTES]


def _split_queries(lines: Sequence[str]) -> list[str]:
    """A few stretches of the words, spread over the page."""
    stretches: list[str] = [""]
    for line in lines:
        if len(stretches[-1]) + len(line) > _QUERY_CHARS:
            stretches.append("")
        stretches[-1] = f"{stretches[-1]} {line}".strip()[:_QUERY_CHARS]
    step = max(len(stretches) / _QUERIES, 1)
    chosen = [stretches[int(place * step)] for place in range(_QUERIES) if int(place * step) < len(stretches)]
    return [stretch for stretch in chosen if _to_key(stretch)]


def _to_key(text: str) -> str:
    """The letters and digits of a text, which recognition reads more surely than blanks and signs."""
    return "".join(filter(str.isalnum, text.casefold()))


def _list_grams(key: str) -> frozenset[str]:
    return frozenset(key[place : place + _GRAM] for place in range(len(key) - _GRAM + 1))


def _shares(text: str, grams: frozenset[str]) -> bool:
    """Whether a sentence is long enough to tell, and nearly all of its runs of letters are in the photo."""
    key = _to_key(text)
    own = _list_grams(key)
    return len(key) >= _MIN_KEY and len(own & grams) >= _MIN_SHARE * len(own)
