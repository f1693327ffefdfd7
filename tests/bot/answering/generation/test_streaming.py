"""While a model writes, users see its verified statements and no other word of it."""

import asyncio
from collections.abc import Sequence

from bot.answering.generation.streaming import StatementPreview, StreamedStatements
from bot.answering.generation.types import VerifiedStatement
from bot.answering.llm.replies.reply_parser import DraftStatement

REPLY = "The tower is of granite [1]. The lamp burned milk [2]. It was finished in 1811 [3]. A keeper lived there."


async def verify(draft: DraftStatement) -> VerifiedStatement | None:
    """Support every statement but the one about milk."""
    await asyncio.sleep(0)
    return None if "milk" in draft.text else VerifiedStatement(draft.text, (), "supported")


async def trust(first: VerifiedStatement) -> bool:
    """Trust an answer."""
    await asyncio.sleep(0)
    return bool(first.text)


async def distrust(first: VerifiedStatement) -> bool:
    """Doubt an answer."""
    await asyncio.sleep(0)
    return not first.text


async def grow(streamed: StreamedStatements, reply: str = REPLY) -> None:
    """Stream a reply, and give the verification time after each piece."""
    async with streamed:
        for end in range(1, len(reply) + 1):
            streamed(reply[:end])
            for _ in range(8):
                await asyncio.sleep(0)


async def test_only_verified_statements_are_shown() -> None:
    """A statement appears when it is whole and verified; one without support never appears."""
    seen: list[str] = []
    await grow(StreamedStatements(StatementPreview(seen.append), verify, trust, pause_s=0))
    assert ["The tower is of granite.", "The tower is of granite. It was finished in 1811."] == seen


async def test_a_doubtful_answer_is_not_shown() -> None:
    """An answer that the model must confirm first has no preview, because it may be withheld."""
    seen: list[str] = []
    await grow(StreamedStatements(StatementPreview(seen.append), verify, distrust, pause_s=0))
    assert [] == seen


async def test_a_list_shows_the_statements_of_earlier_calls() -> None:
    """A summary grows line by line."""
    seen: list[str] = []
    above = (VerifiedStatement("The lamp burned whale oil.", (), "supported"),)
    await grow(StreamedStatements(StatementPreview(seen.append, above), verify, trust, pause_s=0))
    assert "• The lamp burned whale oil.\n• The tower is of granite.\n• It was finished in 1811." == seen[-1]


async def test_an_error_of_the_verifier_does_not_break_the_stream() -> None:
    """The preview stops; the error appears where the complete reply is verified."""

    async def fail(draft: DraftStatement) -> VerifiedStatement | None:
        await asyncio.sleep(0)
        raise ValueError(draft.text)

    seen: list[str] = []
    await grow(StreamedStatements(StatementPreview(seen.append), fail, trust, pause_s=0))
    assert [] == seen


async def test_verification_ends_with_the_stream() -> None:
    """A verification that still runs when the reply is complete is cancelled."""
    stopped: list[str] = []

    async def hang(draft: DraftStatement) -> VerifiedStatement | None:
        try:
            await asyncio.sleep(3600)
        finally:
            stopped.append(draft.text)
        return None

    await grow(StreamedStatements(StatementPreview(lambda _: None), hang, trust, pause_s=0))
    assert ["The tower is of granite."] == stopped


async def test_a_reply_is_not_parsed_with_each_piece() -> None:
    """Pieces that arrive within a pause are parsed together after it, because each parse reads the whole reply."""
    parsed: list[int] = []

    def mend(drafts: Sequence[DraftStatement]) -> list[DraftStatement]:
        parsed.append(len(drafts))
        return list(drafts)

    streamed = StreamedStatements(StatementPreview(lambda _: None), verify, trust, mend=mend, pause_s=0)
    async with streamed:
        for end in range(1, len(REPLY) + 1):
            streamed(REPLY[:end])
        for _ in range(8):
            await asyncio.sleep(0)
    assert [3] == parsed


async def test_drafts_that_stay_the_same_are_not_mended_again() -> None:
    """A statement that grows changes no draft, so nothing is mended or verified for it."""
    mended: list[int] = []

    def mend(drafts: Sequence[DraftStatement]) -> list[DraftStatement]:
        mended.append(len(drafts))
        return list(drafts)

    await grow(StreamedStatements(StatementPreview(lambda _: None), verify, trust, mend=mend, pause_s=0))
    assert len(mended) < len(REPLY) / 5
