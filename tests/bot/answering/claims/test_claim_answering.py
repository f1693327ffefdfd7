"""Claims: checked before they are answered."""

from dataclasses import replace

import pytest

from bot.answering.claims.claim_answering import ClaimAnswerer
from bot.answering.statement_errors import TooManyStatementsError
from bot.answering.types import Answer, Question, Statement, Verdict
from tests.support.lamp_article import LIT
from tests.support.sample_answers import TIMINGS

CLAIM = "The lamp was lit in 1911."
QUOTED = Answer(CLAIM, "answered", "quotes", (Statement(LIT.quote, (1,)),), (LIT,), TIMINGS)


class Services:
    """Answers each question alike, and checks each text with one verdict."""

    def __init__(self, verdict: Verdict, *, is_sure: bool = True, quoted: Answer = QUOTED) -> None:
        """Check with a verdict, and answer with ``quoted``."""
        self.checked = Answer(CLAIM, "answered", "check", (Statement(CLAIM, (1,), verdict),), (LIT,), TIMINGS)
        self.checked = replace(self.checked, is_sure=is_sure)
        self.quoted = quoted
        self.texts: list[str] = []

    async def answer(self, _question: Question) -> Answer:
        """Answer with a quote."""
        return self.quoted

    async def check(self, question: Question) -> Answer:
        """Check a text, and note it."""
        self.texts.append(question.text)
        return self.checked


async def ask(services: Services, text: str) -> Answer:
    """Send a message."""
    return await ClaimAnswerer(services, services.check).answer(Question(text))


async def test_a_surely_contradicted_claim_is_answered_with_its_check() -> None:
    """The user is told, instead of shown a quote that seems to agree."""
    services = Services("contradicted")
    assert services.checked is await ask(services, CLAIM)


@pytest.mark.parametrize(
    ("services", "is_sure"),
    [
        (Services("supported"), True),
        (Services("not said"), False),
        (Services("contradicted", is_sure=False), False),
        (Services("not said", quoted=replace(QUOTED, mode="model")), True),
    ],
)
async def test_quotes_of_an_unconfirmed_claim_may_answer(services: Services, is_sure: bool) -> None:  # noqa: FBT001 - pytest passes it
    """A supported claim is quoted as before; the statements of a model are verified anyway."""
    assert replace(services.quoted, is_sure=is_sure) == await ask(services, CLAIM)


@pytest.mark.parametrize("text", ["When was the lamp lit?", "when was the lamp lit", "lamp oil"])
async def test_a_question_is_not_checked(text: str) -> None:
    """The check costs a search, and only claims need it."""
    services = Services("contradicted")
    assert (QUOTED, []) == (await ask(services, text), services.texts)


async def test_a_text_that_is_too_long_to_check_is_answered() -> None:
    """The limit of checked sentences does not limit questions."""
    services = Services("supported")

    async def refuse(_text: Question) -> Answer:
        raise TooManyStatementsError(12)

    assert QUOTED is await ClaimAnswerer(services, refuse).answer(Question(CLAIM))
