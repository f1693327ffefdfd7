"""Reading the best sentences together with the question, from the tokens that were kept when they were indexed."""

from collections.abc import Sequence

from index.arrays import Vectors
from index.models.base import CrossEncodes, EncodedQuestion
from index.passages.store import Candidate, PassageStore
from index.types import Span


class CrossEncoding:
    """Reads sentences against one question; what ``index.retrieval.ranking`` calls a ``Read``."""

    def __init__(self, embedder: CrossEncodes, asked: EncodedQuestion, passages: PassageStore) -> None:
        """Read against ``asked``, with the tokens that ``passages`` keeps."""
        self._embedder = embedder
        self._asked = asked
        self._passages = passages

    def __call__(self, sentences: Sequence[tuple[Candidate, Span]], /) -> Vectors | None:
        """How well each sentence answers, higher is better; None if the tokens of one of them were not kept."""
        kept = self._passages.tokens([passage.id for passage, _ in sentences])
        codes = [
            kept[passage.id].within(span.start - passage.span.start, span.end - passage.span.start)
            for passage, span in sentences
            if passage.id in kept
        ]
        if len(codes) < len(sentences) or not all(map(len, codes)):
            return None
        return self._embedder.score_sentences(self._asked, codes)

    def usual(self, language: str) -> float | None:
        """How near the question is to ordinary sentences in a language; None where that is not known."""
        mean = self._embedder.language_mean(language)
        return None if mean is None else float(mean @ self._asked.vector)
