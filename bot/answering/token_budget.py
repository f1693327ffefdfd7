"""Tokens a day: how many may be spent, by each person and by all together."""

from dataclasses import dataclass
from typing import Protocol

from bot.answering.types import Usage


class TokenLedger(Protocol):
    """Keeps count of the tokens of a day (UTC). Blocking."""

    def count_spent(self, asker: str | None) -> int:
        """Tokens that one person spent today; all of them together if None."""

    def add(self, asker: str | None, usage: Usage) -> None:
        """Count what an answer cost."""


@dataclass(frozen=True, slots=True)
class TokenBudget:
    """What may be spent.

    Attributes:
        ledger: Keeps count.
        per_asker: Tokens a day for one person; 0 is no limit.
        together: Tokens a day for all; 0 is no limit.
    """

    ledger: TokenLedger
    per_asker: int = 0
    overall: int = 0

    def allows(self, asker: str | None) -> bool:
        """Whether one more answer may be written; it is finished even if it goes over. Blocking."""
        if self.overall and self.ledger.count_spent(None) >= self.overall:
            return False
        return not (self.per_asker and asker) or self.ledger.count_spent(asker) < self.per_asker
