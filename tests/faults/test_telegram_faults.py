"""Faults of Telegram and of the clock: users get one answer each, nothing is lost, and the bot recovers by itself."""

import json
from pathlib import Path

import pytest

from bot.state.heartbeat import STILL_S, Heartbeat
from bot.state.limits.question_limits import MinuteLimit
from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, bot_messages, button_labels
from tests.support.clock import Clock
from tests.support.fake_services import FakeAnswerer
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

pytestmark = pytest.mark.slow

TEXT = "The lamp was lit in 1811."
CITED = make_citation(1, make_source(text=TEXT), TEXT, TEXT)
QUESTIONS = [f"Question {n}: when was it lit?" for n in range(6)]


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows the answer to each question."""
    return FakeAnswerer({question: quote_answer(question, CITED) for question in QUESTIONS})


def answers(server: BotApiServer, user_id: int) -> int:
    """Count the answers in a user's chat."""
    return sum(TEXT in message.text for message in server.messages(user_id))


def ask_all(server: BotApiServer) -> None:
    """Let two users ask three questions each."""
    for n, question in enumerate(QUESTIONS):
        server.send_text((ANN, BEN)[n % 2], question)


@pytest.mark.parametrize(
    "failures",
    [
        [{"status": 429, "description": "Too Many Requests: retry after 1", "retry_after": 1}],
        [{"status": 500}, {"status": 502, "description": "Bad Gateway"}],
        [{"status": 0}, {"after_effect": True}],
        [{"status": 409, "description": "Conflict: terminated by other getUpdates request"}],
    ],
    ids=["429", "5xx", "reset", "conflict"],
)
async def test_failing_requests_for_updates_lose_no_question(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, failures: list[dict[str, int]]
) -> None:
    """Each question is answered once when requests for updates fail, also when a reply is lost on its way."""
    for failure in failures:
        server.fail_next("getUpdates", **failure)  # type: ignore[arg-type]  # as the server takes them
    ask_all(server)
    async with running_bot(dependencies, server):
        await server.eventually(lambda: answers(server, ANN) + answers(server, BEN) >= len(QUESTIONS))

    assert sorted(QUESTIONS) == sorted(answerer.asked)
    assert [] == make_pending(dependencies)


async def test_failing_answers_are_offered(server: BotApiServer, dependencies: Dependencies) -> None:
    """If the connection ends while answers are sent, each user gets each answer, or a button that brings it."""
    server.fail_next("sendMessage", status=500)
    server.fail_next("sendMessage", after_effect=True)
    server.fail_next("sendMessage", status=0)
    ask_all(server)

    def settled() -> bool:
        shown = [message for user in (ANN, BEN) for message in server.messages(user)]
        offers = sum(translate("en", "show-again") in button_labels(message) for message in shown)
        # One answer arrived although its reply was lost, so it is offered too.
        return (answers(server, ANN) + answers(server, BEN), offers) == (4, 3)

    async with running_bot(dependencies, server):
        await server.eventually(settled)
        for user in (ANN, BEN):
            for message in server.messages(user):
                if translate("en", "show-again") in button_labels(message):
                    server.press(message.message_id, user, user_id=user, text=translate("en", "show-again"))
        await server.eventually(lambda: answers(server, ANN) + answers(server, BEN) == len(QUESTIONS) + 1)


async def test_repeated_and_reordered_updates_are_handled_once(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, tmp_path: Path
) -> None:
    """Updates that arrive twice, in reverse, among broken ones, and again after a restart get one answer each."""
    ask_all(server)
    updates = server.take_updates()
    broken = {"update_id": updates[2]["update_id"] + 100, "message": {"message_id": 1}}
    server.repeat_updates([*reversed(updates), *updates, broken, *updates])
    async with running_bot(dependencies, server):
        await server.eventually(lambda: answers(server, ANN) + answers(server, BEN) >= len(QUESTIONS))
    server.take_updates()
    server.repeat_updates(updates)
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        server.repeat_updates([{**updates[0], "update_id": broken["update_id"] + 1}])
        await server.eventually(lambda: answers(server, ANN) + answers(server, BEN) > len(QUESTIONS))

    assert sorted([*QUESTIONS, QUESTIONS[0]]) == sorted(answerer.asked)


async def test_a_question_from_the_future_is_answered(server: BotApiServer, dependencies: Dependencies) -> None:
    """After the bot's clock was set back, messages come from its future, and are answered."""
    server.send_text(ANN, QUESTIONS[0], sent_ago_s=-7 * 86_400)
    async with running_bot(dependencies, server):
        await bot_messages(server, ANN)

    assert 1 == answers(server, ANN)


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    """A user at the limit can ask again at once when the clock goes back, instead of after the difference."""
    clock = Clock()
    limit = MinuteLimit(1, clock)
    before = [limit.spend(ANN), limit.spend(ANN)]
    clock.now -= 86_400
    after = [limit.spend(ANN), limit.spend(ANN)]

    assert [True, False, True, False] == [one is None for one in (*before, *after)]
    assert after[1] is not None
    assert (60, True) == (after[1].wait_s, after[1].is_first)


def test_a_heartbeat_from_the_future_is_no_sign_of_life(tmp_path: Path) -> None:
    """After the clock was set back, an old heartbeat does not make a dead bot look alive; the next beat does."""
    clock = Clock()
    heart = Heartbeat(tmp_path / "heartbeat", clock)
    heart.beat()
    clock.now -= 86_400
    future = heart.age_s()
    heart.beat()

    assert future is not None
    assert (True, 0.0) == (future > STILL_S, heart.age_s())


def make_pending(dependencies: Dependencies) -> list[str]:
    """Return the bodies of the updates that were not handled; the bot has closed its stores."""
    pending = dependencies.stores.inbox.take_pending()
    return [json.loads(one.body)["message"]["text"] for one in pending]
