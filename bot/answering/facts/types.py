"""What a comparison finds."""

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "date", "name", "address", "negation"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A fact that the statement gives and the evidence does not; ``text`` is the statement's own words."""

    kind: FactKind
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts of one kind that differ; ``one`` and ``other`` are the two sentences' own words."""

    kind: FactKind
    one: str
    other: str
