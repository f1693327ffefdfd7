"""Name alignment: whether a statement says of one name what its evidence says of another one. Blocking (embeds).

Rules compare the words beside two names, which works within one language and with the words of the evidence. Vectors
compare what the clauses mean without their names.
"""

from collections.abc import Callable

from bot.answering.facts import Evidence, NamedPair, find_named_pairs
from bot.answering.verification.types import UnverifiedStatement
from index.models.base import Embedder

_MIN_LEAD = 0.02
"""How much nearer two clauses must be to the evidence about each other's name; cosines, summed over both."""

_AROUND = " .!?…。"


class NameAlignment:
    """Compares the clauses of a statement about several names with what the evidence says of each."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        """Compare by the vectors of ``embedder``, which is loaded for the first statement with two such clauses."""
        self._embedder = embedder

    def find_exchanged(self, statement: UnverifiedStatement, evidence: Evidence) -> str | None:
        """Find a name of which a statement says what the evidence says of another name of the statement.

        Models often copy sentences, and clauses of the evidence need no vectors: they cost more than all other checks.
        """
        said = statement.text.strip(_AROUND)
        if any(said in sentence for sentence in evidence.sentences):
            return None
        for pair in find_named_pairs(statement.text, evidence, language=statement.language):
            copied = (clause in texts for clause, texts in zip(pair.clauses, pair.evidence, strict=True))
            if not all(copied) and self._measure_lead(pair) > _MIN_LEAD:
                return pair.names[0]
        return None

    def _measure_lead(self, pair: NamedPair) -> float:
        said = self._embedder().embed_queries(pair.clauses)
        given = [self._embedder().embed_passages(texts) for texts in pair.evidence]
        near = [[float((texts @ clause).max()) for texts in given] for clause in said]
        return near[0][1] + near[1][0] - near[0][0] - near[1][1]
