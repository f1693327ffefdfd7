"""Streaming: the verified statements of a reply while the model writes it. No other text of a model is shown."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Self

from bot.answering.generation.types import VerifiedStatement
from bot.answering.llm.replies.reply_parser import DraftStatement, parse_statements
from bot.answering.types import OnText
from bot.cancellation import cancel_and_wait

_PAUSE_S = 0.1
"""Between two parses of a growing reply. Models send dozens of pieces a second, and each parse reads the whole reply;
Telegram shows a new state after 0.7 seconds at the earliest."""


@dataclass(frozen=True, slots=True)
class StatementPreview:
    """The text that users see until the answer is complete.

    Attributes:
        on_text: Receives the whole text each time it grows.
        above: The statements of earlier calls. With them the text is a list, without them it is prose.
    """

    on_text: OnText
    above: Sequence[VerifiedStatement] | None = None

    def show(self, statements: Sequence[VerifiedStatement]) -> None:
        """Show verified statements, below those of earlier calls."""
        if self.above is None:
            self.on_text(" ".join(verified.text for verified in statements))
        else:
            self.on_text("\n".join(f"• {verified.text}" for verified in (*self.above, *statements)))


class StreamedStatements:
    """Verifies the whole statements of a growing reply, and shows them. One object serves one model call.

    The caller opens it as a context: verification stops when the reply is complete.
    """

    def __init__(
        self,
        preview: StatementPreview,
        verify: Callable[[DraftStatement], Awaitable[VerifiedStatement | None]],
        may_show: Callable[[VerifiedStatement], Awaitable[bool]],
        mend: Callable[[Sequence[DraftStatement]], list[DraftStatement]] = list,
        pause_s: float = _PAUSE_S,
    ) -> None:
        """Show statements in ``preview``.

        Args:
            preview: Shows the statements.
            verify: Returns the verified statement of a draft; None if the sources do not support it.
            may_show: Whether an answer that begins with this statement may be shown before it is complete.
            mend: Mends the drafts before they are verified.
            pause_s: The shortest time between two parses of the reply.
        """
        self._preview = preview
        self._verify = verify
        self._may_show = may_show
        self._mend = mend
        self._pause_s = pause_s
        self._text = ""
        self._drafts: list[DraftStatement] = []
        self._shown: list[VerifiedStatement] = []
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def __call__(self, text: str) -> None:
        """Receive the whole reply so far; its last statement may grow, and waits."""
        self._text = text
        self._changed.set()
        if self._task is None:
            self._task = asyncio.create_task(self._follow())

    async def __aenter__(self) -> Self:
        """Begin; the first whole statement starts verification."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop verification. An error of the verifier appears again when the complete reply is verified."""
        if self._task is not None:
            await cancel_and_wait([self._task])

    async def _follow(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            drafts = parse_statements(self._text, is_cut=True)
            if drafts != self._drafts:
                self._drafts = drafts
                if not await self._show(self._mend(drafts)):
                    return
            await asyncio.sleep(self._pause_s)

    async def _show(self, drafts: Sequence[DraftStatement]) -> bool:
        """Verify drafts, and show those that the sources support; returns whether the answer may be shown."""
        found = [await self._verify(draft) for draft in drafts]
        verified = [each for each in found if each is not None]
        if not verified or verified == self._shown:
            return True
        if not self._shown and not await self._may_show(verified[0]):
            return False
        self._shown = verified
        self._preview.show(verified)
        return True
