"""The judge of statements: a comparison of facts, of names by vectors, and a learned judge of entailment if given.

All must agree before a statement counts as supported; only of what facts merely lack, a learned judge may be sure
enough alone. The comparison of facts comes first, because it costs least, and the learned judge last.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.facts import FactKind, Mismatch, check_statement, find_own_words, find_values
from bot.answering.questions.expected_answers import asks_for_yes_or_no, says_no, strip_yes
from bot.answering.verification.name_alignment import NameAlignment
from bot.answering.verification.types import Entailment, Evidence, JudgesEntailment, Judgment, UnverifiedStatement

_MIN_SUPPORTED = 0.25
"""The probability of support from which the learned judge agrees."""
_SURELY_SUPPORTED: dict[FactKind, float] = {"addition": 0.7, "number": 0.9, "word": 0.9, "deed": 0.4}
"""What a sentence may say in a way that no rule knows, such as a sum, another word for a detail, or a synonym.

The learned judge decides alone from these probabilities of support.
"""
_MIN_OF_YES, _MIN_OF_CONTAINED_YES = 0.62, 0.4
"""The least probabilities for an answer to a question for yes or no, the second if the evidence has all of its words.

Such an answer repeats the question, so the learned judge does not see it: beside the question it supports whatever the
evidence is about. A "no" needs less, because models say yes to most questions.
"""
_SURELY_CONTRADICTED = 0.8
"""The probability of contradiction from which a statement is told as contradicted, instead of as not said."""
_AROUND = " .!?…。"
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
        first = next((mismatch for mismatch in wrong if mismatch.contradicts), next(iter(wrong), None))
        may_be_said = all(mismatch.kind in _SURELY_SUPPORTED and not mismatch.contradicts for mismatch in wrong)
        exchanged = self._names.find_exchanged(statement, evidence) if may_be_said and self._names else None
        if exchanged is not None:
            return Judgment("contradicted", _CONTRADICTED.format(kind="role", text=exchanged), "role")
        is_closed = asks_for_yes_or_no(statement.question, statement.language)
        may_be_yes = is_closed and not says_no(statement.text)
        if is_closed:
            statement = replace(statement, text=strip_yes(statement.text) or statement.text, question="")
        found = self._ask(statement, evidence) if may_be_said else None
        is_sure = found is not None and found.supported >= _find_least(wrong)
        if first is not None and (not is_sure or _is_of_other_sentence(wrong, evidence)):
            reason = (_CONTRADICTED if first.contradicts else _NOT_CONTAINED).format(kind=first.kind, text=first.text)
            return Judgment("contradicted" if first.contradicts else "not said", reason, first.kind)
        least = _find_least_for_yes(statement, evidence) if may_be_yes else self._min_supported
        if found is None or found.supported >= least:
            return Judgment("supported")
        if found.contradicted >= _SURELY_CONTRADICTED:
            return Judgment("contradicted", "the sentence says otherwise")
        return Judgment("not said", "the sentence does not say this")

    def _ask(self, statement: UnverifiedStatement, evidence: Evidence) -> Entailment | None:
        """Return the learned judgment; None without a learned judge, and of a copied sentence."""
        if self._entailment is None or _is_copied(statement.text, evidence):
            return None
        context = evidence.before[-1] if evidence.before else evidence.title
        return self._entailment.judge(statement.text, statement.question, " ".join(evidence.sentences), context)


def _find_least_for_yes(statement: UnverifiedStatement, evidence: Evidence) -> float:
    missing = find_own_words(statement.text, " ".join(evidence.sentences), statement.language)
    return _MIN_OF_YES if missing else _MIN_OF_CONTAINED_YES


def _is_of_other_sentence(wrong: Sequence[Mismatch], evidence: Evidence) -> bool:
    """Whether another sentence has a number that the evidence lacks, in digits: then that one must be cited.

    A number that no sentence has may be a sum of numbers of the evidence.
    """
    others = " ".join((evidence.passage, *evidence.elsewhere))
    missing = [each.text for each in wrong if each.kind == "number" and any(map(str.isdigit, each.text))]
    return any(find_values(text) & find_values(others) for text in missing)


def _find_least(wrong: Sequence[Mismatch]) -> float:
    """Return the least probability of support from which the learned judge decides against some missing facts."""
    return max((_SURELY_SUPPORTED[mismatch.kind] for mismatch in wrong), default=0.0)


def _is_copied(statement: str, evidence: Evidence) -> bool:
    """Whether the statement is a whole sentence of the evidence."""
    return statement.strip(_AROUND) in {sentence.strip(_AROUND) for sentence in evidence.sentences}
