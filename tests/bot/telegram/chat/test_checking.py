"""Scripted conversations over HTTP: statements are checked against the sources."""

from pathlib import Path

import pytest

from bot.answering.statement_errors import NoStatementError, TooManyStatementsError
from bot.answering.types import Answer, Statement
from bot.telegram.application import Dependencies
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, bot_messages, button_labels, entity_texts
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.lamp_article import LAMP, LIT, OIL, TEXT
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import TIMINGS

CLAIMS = "The lamp was lit in 1811. It burned gas. It is painted red."


@pytest.fixture
def dependencies(tmp_path: Path) -> Dependencies:
    """Return fakes that have checked a text of three statements."""
    statements = (
        Statement("The lamp was lit in 1811.", (1,), "supported"),
        Statement("It burned gas.", (2,), "contradicted"),
        Statement("It is painted red.", (), "not said"),
    )
    checked = Answer(CLAIMS, "answered", "check", statements, (LIT, OIL), TIMINGS, language="en")
    unsaid = Answer("It is painted red.", "not_found", "check", statements[2:], (), TIMINGS, language="en")
    answerer = FakeAnswerer(
        {
            CLAIMS: checked,
            "It is painted red.": unsaid,
            "Is it?": NoStatementError(),
            "A. " * 11 + "A.": TooManyStatementsError(12),
        }
    )
    return make_dependencies(tmp_path, answerer=answerer, catalog=FakeCatalog.containing((LAMP, TEXT)))


async def test_each_statement_is_shown_with_its_verdict(server: BotApiServer, dependencies: Dependencies) -> None:
    """A verdict in bold stands above each statement, and the quotes that decide stand below with their buttons."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"/check {CLAIMS}")
        [found] = await bot_messages(server, ANN)

    assert ["✅ Supported", "❌ Contradicted", "➖ Not said"] == entity_texts(found, "bold")[:3]
    assert [LIT.quote, OIL.quote] == entity_texts(found, "expandable_blockquote")
    assert "1" in " ".join(button_labels(found))


async def test_a_reply_checks_the_message_that_it_replies_to(server: BotApiServer, dependencies: Dependencies) -> None:
    """``/check`` alone takes the text of the replied message; alone without a reply it says what to write."""
    async with running_bot(dependencies, server):
        claimed = server.send_text(ANN, "It is painted red.")
        await bot_messages(server, ANN)
        server.send_text(ANN, "/check", reply_to=claimed)
        replied = (await bot_messages(server, ANN, 2))[-1]
        server.send_text(ANN, "/check")
        alone = (await bot_messages(server, ANN, 3))[-1]

    assert ["➖ Not said"] == entity_texts(replied, "bold")
    assert alone.text.startswith("Write the statement after /check")


async def test_what_cannot_be_checked_is_said(server: BotApiServer, dependencies: Dependencies) -> None:
    """A question and a text of many sentences get one sentence in the user's language."""
    server.add_user(BEN, "Ben", "de")
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/check Is it?")
        server.send_text(BEN, "/check " + "A. " * 11 + "A.")
        (question,), (many,) = await bot_messages(server, ANN), await bot_messages(server, BEN)

    assert "Write the statement" in question.text
    assert "Dieser Text hat 12 Sätze" in many.text
