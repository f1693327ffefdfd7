"""The judge of statements: a comparison of facts, of names by vectors, and a learned judge of entailment if given.

All must agree before a statement counts as supported. The comparison of facts comes first, because it costs least.
"""

from bot.answering.facts import check_statement
from bot.answering.verification.name_alignment import NameAlignment
from bot.answering.verification.types import Evidence, JudgesEntailment, Judgment, UnverifiedStatement

_MIN_SUPPORTED = 0.5
"""The probability of support from which the learned judge agrees."""
_NOT_CONTAINED, _CONTRADICTED = "{kind} not in the sources: {text}", "{kind} differs from the sources: {text}"


class StatementJudge:
    """Judges whether evidence supports a statement."""

    def __init__(
        self,
        entailment: JudgesEntailment | None = None,
        *,
        names: NameAlignment | None = None,
        min_supported: float = _MIN_SUPPORTED,
    ) -> None:
        """Judge by facts, and by what else is given.

        Args:
            entailment: A second judge, which sees what no rule knows.
            names: Compares what is said of each name.
            min_supported: The probability of support, in [0, 1], from which the second judge agrees.
        """
        self._entailment = entailment
        self._names = names
        self._min_supported = min_supported

    def judge(self, statement: UnverifiedStatement, evidence: Evidence) -> Judgment:
        """Judge a statement; a contradiction counts before a fact that the evidence lacks."""
        wrong = check_statement(statement.text, evidence, question=statement.question, language=statement.language)
        if wrong:
            first = next((mismatch for mismatch in wrong if mismatch.contradicts), wrong[0])
            reason = (_CONTRADICTED if first.contradicts else _NOT_CONTAINED).format(kind=first.kind, text=first.text)
            return Judgment("contradicted" if first.contradicts else "not said", reason, first.kind)
        exchanged = self._names.find_exchanged(statement, evidence) if self._names else None
        if exchanged is not None:
            return Judgment("contradicted", _CONTRADICTED.format(kind="role", text=exchanged), "role")
        return Judgment("supported") if self._entailment is None else self._ask(self._entailment, statement, evidence)

    def _ask(self, entailment: JudgesEntailment, statement: UnverifiedStatement, evidence: Evidence) -> Judgment:
        joined = " ".join(evidence.sentences)
        found = entailment.judge(statement.text, statement.question, joined, evidence.context)
        if found.supported >= self._min_supported:
            return Judgment("supported")
        if found.contradicted > found.supported:
            return Judgment("contradicted", "the sentence says otherwise")
        return Judgment("not said", "the sentence does not say this")
