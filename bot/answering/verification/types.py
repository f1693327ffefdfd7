"""What verification judges, and its verdict."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.answering.facts import Evidence, FactKind

Verdict = Literal["supported", "contradicted", "not said"]


@dataclass(frozen=True, slots=True)
class Judgment:
    """A verdict; ``reason`` and ``kind``, of the fact that decides, are empty if the statement is supported."""

    verdict: Verdict
    reason: str = ""
    kind: FactKind | None = None


@dataclass(frozen=True, slots=True)
class UnverifiedStatement:
    """One claim without citation markers.

    Attributes:
        text: The claim.
        question: What it answers; may be empty.
        language: Of statement and question, ISO 639-1, or ``und``.
    """

    text: str
    question: str = ""
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Entailment:
    """Probabilities in [0, 1] that the evidence supports a statement, and that it contradicts it.

    The rest is the probability that the evidence leaves the statement open.
    """

    supported: float
    contradicted: float


class JudgesEntailment(Protocol):
    """A learned judge of entailment. Blocking."""

    def judge(self, statement: str, question: str, evidence: str, context: str) -> Entailment | None:
        """Return the probabilities of a statement; None if there is no judgment.

        Args:
            statement: One claim.
            question: What it answers, for a short answer such as "In 1903."; may be empty.
            evidence: The cited sentences.
            context: The sentence before them, for their pronouns; the title where there is none.
        """
        ...


__all__ = ["Entailment", "Evidence", "JudgesEntailment", "Judgment", "UnverifiedStatement", "Verdict"]
