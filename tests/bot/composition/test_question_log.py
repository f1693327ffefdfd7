"""The log of questions: one line for each, with the reference of the apology, and no word of a user."""

import asyncio
import logging
import re
from dataclasses import replace
from typing import Any

import pytest

from bot.answering.types import Generation, Question, Usage
from bot.composition.question_log import QuestionLog
from bot.error_reference import bound_reference
from bot.log_format import log_formatter
from bot.telegram.dependencies import Dependencies
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, bot_messages
from tests.support.fake_services import FakeAnswerer
from tests.support.running_bot import running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The lamp burned whale oil until 1868."
WHEN = "Until when did it burn oil?"
ANSWER = quote_answer(WHEN, make_citation(1, make_source(text=TEXT), TEXT, TEXT))


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the values of the lines for questions."""
    usual = vars(logging.makeLogRecord({})).keys() | {"message", "asctime"}
    records = [record for record in caplog.records if record.name == "bot.composition.question_log"]
    return [
        {"event": record.getMessage()} | {key: value for key, value in vars(record).items() if key not in usual}
        for record in records
    ]


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


async def test_an_answer_is_one_line_without_words(caplog: pytest.LogCaptureFixture) -> None:
    """The line has the outcome, the counts and the times."""
    generation = Generation("small", usage=Usage(2, 300, 40), asked=WHEN)
    answerer = FakeAnswerer({WHEN: replace(ANSWER, mode="model", notice="model_failed", generation=generation)})
    log = QuestionLog(answerer, answerer.check, with_text=False)
    await log.answer(Question(WHEN))
    (line,) = lines(caplog)
    assert {"event": "question", "outcome": "answered", "mode": "model", "notice": "model_failed", "citations": 1} | {
        "model": "small", "calls": 2, "prompt_tokens": 300, "completion_tokens": 40, "withheld": 0,
    } == {key: value for key, value in line.items() if not key.endswith("_ms") and key != "language"}  # fmt: skip
    assert {"retrieve_ms", "answer_ms", "total_ms"} < line.keys()
    assert "burn" not in str(line)


async def test_the_text_is_shown_where_a_setting_allows_it(caplog: pytest.LogCaptureFixture) -> None:
    """Also that of a check."""
    answerer = FakeAnswerer({WHEN: ANSWER})
    log = QuestionLog(answerer, answerer.check, with_text=True)
    await log.answer(Question(WHEN))
    await log.check(Question("It burned oil."))
    assert [("question", WHEN), ("check", "It burned oil.")] == [(one["event"], one["text"]) for one in lines(caplog)]


async def test_a_failure_and_a_cancelled_question_are_lines_too(caplog: pytest.LogCaptureFixture) -> None:
    """The line names the type of the error, whose message may have words of the user."""
    answerer = FakeAnswerer({WHEN: RuntimeError(WHEN)})
    log = QuestionLog(answerer, answerer.check, with_text=False)
    with pytest.raises(RuntimeError):
        await log.answer(Question(WHEN))

    async def never(_: Question) -> Any:  # noqa: ANN401 - it returns nothing
        await asyncio.Event().wait()

    task = asyncio.ensure_future(QuestionLog(answerer, never, with_text=False).check(Question(WHEN)))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [
        {"event": "question", "outcome": "failed", "error": "RuntimeError"},
        {"event": "check", "outcome": "cancelled"},
    ] == lines(caplog)


async def test_a_question_of_a_program_has_a_reference_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    """Without an update the line gets a new reference; inside of one it has that of the update."""
    answerer, shown = FakeAnswerer({WHEN: ANSWER}), list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: shown.append(log_formatter("console").format(record))  # type: ignore[method-assign]
    logging.getLogger("bot.composition.question_log").addHandler(handler)
    log = QuestionLog(answerer, answerer.check, with_text=False)
    await log.answer(Question(WHEN))
    with bound_reference() as reference:
        await log.answer(Question(WHEN))
    logging.getLogger("bot.composition.question_log").removeHandler(handler)
    assert re.search(r" reference=[0-9A-F]{6}\b", shown[0])
    assert f" reference={reference}" in shown[1]
    assert 2 == len(lines(caplog))


async def test_the_apology_shows_the_reference_of_the_line(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A user sends the reference to the operator, who finds the question's line and the traceback with it."""
    answerer.prepared = {WHEN: RuntimeError("a bug")}
    shown = list[str]()
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: shown.append(log_formatter("console").format(record))  # type: ignore[method-assign]
    logging.getLogger("bot").addHandler(handler)
    log = QuestionLog(answerer, answerer.check, with_text=False)
    async with running_bot(replace(dependencies, answerer=log), server):
        server.send_text(ANN, WHEN)
        (apology,) = await bot_messages(server, ANN)
    logging.getLogger("bot").removeHandler(handler)
    found = re.search(r"reference ([0-9A-F]{6})", apology.text)
    assert found is not None
    about = [line for line in shown if f"reference={found[1]}" in line]
    assert ["question", f"Reference {found[1]}: a bug"] == [
        re.sub(r"^\S+ \[\w+\] (.*?) +\[.*", r"\1", line.splitlines()[0]) for line in about
    ]
