"""The daily token budgets, of each user and of all users together."""

from dataclasses import dataclass
from typing import Protocol

from bot.answering.types import Usage


class TokenLedger(Protocol):
    """Counts the tokens of a day (UTC). Blocking."""

    def count_spent(self, asker: str | None) -> int:
        """Return the tokens that a user spent today; None counts all users."""

    def add(self, asker: str | None, usage: Usage) -> None:
        """Add the tokens of an answer."""


@dataclass(frozen=True, slots=True)
class TokenBudget:
    """Limits the tokens of a day.

    Attributes:
        ledger: Counts the tokens.
        per_asker: Tokens a day for one user; 0 sets no limit.
        overall: Tokens a day for all users; 0 sets no limit.
    """

    ledger: TokenLedger
    per_asker: int = 0
    overall: int = 0

    def allows(self, asker: str | None) -> bool:
        """Whether one more answer may start; an answer that exceeds the budget is finished. Blocking."""
        if self.overall and self.ledger.count_spent(None) >= self.overall:
            return False
        return not (self.per_asker and asker) or self.ledger.count_spent(asker) < self.per_asker
