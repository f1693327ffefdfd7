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


class NameAlignment:
    """Compares the clauses of a statement about several names with what the evidence says of each."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        """Compare by the vectors of ``embedder``, which is loaded for the first statement with two such clauses."""
        self._embedder = embedder

    def find_exchanged(self, statement: UnverifiedStatement, evidence: Evidence) -> str | None:
        """Find a name of which a statement says what the evidence says of another name of the statement."""
        for pair in find_named_pairs(statement.text, evidence, language=statement.language):
            if self._measure_lead(pair) > _MIN_LEAD:
                return pair.names[0]
        return None

    def _measure_lead(self, pair: NamedPair) -> float:
        said = self._embedder().embed_queries(pair.clauses)
        given = [self._embedder().embed_passages(texts) for texts in pair.evidence]
        near = [[float((texts @ clause).max()) for texts in given] for clause in said]
        return near[0][1] + near[1][0] - near[0][0] - near[1][1]
