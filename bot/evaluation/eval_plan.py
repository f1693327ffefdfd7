"""The plan of an evaluation: which metrics, of how many questions."""

from dataclasses import dataclass
from enum import StrEnum


class MetricGroup(StrEnum):
    """The groups of metrics that ``--metrics`` can restrict a run to."""

    ALL = "all"
    RETRIEVAL = "retrieval"
    ANSWERS = "answers"
    CITATIONS = "citations"
    ABSTENTION = "abstention"


@dataclass(frozen=True, slots=True)
class EvalPlan:
    """The metrics of a run and the sample of its questions.

    Attributes:
        group: The metrics to compute; the run asks only for what they need.
        limit: The most questions, drawn with the seed; None means all.
        seed: The same seed draws the same questions, and the same articles for foreign questions.
    """

    group: MetricGroup
    limit: int | None
    seed: int

    def needs(self, *groups: MetricGroup) -> bool:
        """Return whether any of these groups is measured."""
        return self.group == MetricGroup.ALL or self.group in groups
