"""Results of comparing facts."""

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "date", "name", "address", "negation"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A fact of a statement that its evidence does not contain; ``text`` is quoted from the statement."""

    kind: FactKind
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two different facts of one kind; ``one`` and ``other`` are quoted from the two sentences."""

    kind: FactKind
    one: str
    other: str
