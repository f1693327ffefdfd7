"""Supports of the drafts of one reply, each found once: the preview and the answer verify the same drafts."""

from collections.abc import Awaitable, Callable, Sequence

from bot.answering.generation.types import GeneratedAnswer, Support, Unsupported, VerifiedStatement
from bot.answering.llm.replies.reply_parser import DraftStatement
from bot.answering.types import WithheldStatement


class DraftSupports:
    """Finds the supports of drafts, each once."""

    def __init__(self, find: Callable[[DraftStatement], Awaitable[Support | Unsupported]]) -> None:
        """Find supports with ``find``."""
        self._find = find
        self._found: dict[DraftStatement, Support | Unsupported] = {}

    async def get(self, draft: DraftStatement) -> Support | Unsupported:
        """Return the support of a draft."""
        if draft not in self._found:
            self._found[draft] = await self._find(draft)
        return self._found[draft]

    async def verify(self, draft: DraftStatement) -> VerifiedStatement | None:
        """Return the verified statement of a draft; None without support."""
        support = await self.get(draft)
        return _to_verified(draft, support) if isinstance(support, Support) else None

    async def verify_all(self, drafts: Sequence[DraftStatement], generated: GeneratedAnswer) -> None:
        """Add the supported drafts to an answer as statements, and the others as withheld."""
        for draft in drafts:
            support = await self.get(draft)
            if isinstance(support, Support):
                generated.statements.append(_to_verified(draft, support))
            else:
                generated.unsupported.append(draft)
                generated.withheld.append(WithheldStatement(draft.text, support.reason))


def _to_verified(draft: DraftStatement, support: Support) -> VerifiedStatement:
    return VerifiedStatement(draft.text, support.runs, "supported" if support.cited else "attached")
