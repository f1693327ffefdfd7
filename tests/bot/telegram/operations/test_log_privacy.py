"""What the log contains: references and reasons, but no question, no name and no id of a user."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.state.engine import open_bot_database
from bot.telegram.application import Dependencies
from index.errors import StoreError
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import bot_messages
from tests.support.fake_services import FakeAnswerer
from tests.support.running_bot import running_bot

USER, NAME, QUESTION = 7_654_321_987, "Annabella Quux", "Is the whistleblower in the lighthouse?"


def test_a_failing_statement_shows_no_values(tmp_path: Path) -> None:
    """The error of a SQL statement and its traceback have the statement without the values."""
    database = open_bot_database(tmp_path / "bot.sqlite")
    with pytest.raises(StoreError) as error, database.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:user, :question)"), {"user": USER, "question": QUESTION})
    shown = logging.Formatter().formatException((type(error.value), error.value, error.value.__traceback__))
    database.close()

    assert "no such table" in shown
    assert (False, False) == (str(USER) in shown, QUESTION in shown)


@pytest.mark.parametrize(
    ("method", "failure"),
    [
        ("sendMessage", {"status": 403, "description": "Forbidden: bot was blocked by the user"}),
        ("sendMessage", {"status": 500}),
        ("sendMessage", {"status": 400, "description": "Bad Request: something new"}),
        ("answerCallbackQuery", {"status": 500, "times": 3}),
    ],
)
async def test_no_question_and_no_user_reaches_the_log(  # noqa: PLR0913, PLR0917 - fixtures and parameters
    server: BotApiServer,
    dependencies: Dependencies,
    answerer: FakeAnswerer,
    caplog: pytest.LogCaptureFixture,
    method: str,
    failure: dict[str, object],
) -> None:
    """Questions, presses and inline queries of a user, failures and bugs leave no trace of the user in the log."""
    caplog.set_level(logging.DEBUG, "bot")
    server.add_user(USER, NAME, username="quux_a")
    answerer.prepared = {QUESTION: RuntimeError("a bug")}
    async with running_bot(dependencies, server):
        server.send_text(USER, "/start claim_x")
        (message, *_) = await bot_messages(server, USER)
        server.fail_next(method, **failure)  # type: ignore[arg-type]  # as the server takes them
        server.send_text(USER, QUESTION)
        server.press(message.message_id, USER, user_id=USER, data="c:unknown", stale=True)
        query = server.inline_query(USER, QUESTION)
        await server.eventually(
            lambda: [one for one in server.answers_to_inline_queries if one.inline_query_id == query]
        )
        server.send_text(USER, "/whoami")
        await server.eventually(lambda: [one for one in server.messages(USER) if str(USER) in one.text])

    logged = [logging.Formatter().format(record) for record in caplog.records if record.name.startswith("bot")]
    assert any("a bug" in line for line in logged)
    words = (str(USER), NAME, "quux_a", QUESTION, "whistleblower")
    assert [] == [line for line in logged if any(word in line for word in words)]
