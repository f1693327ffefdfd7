"""Delivery over HTTP when requests fail: one answer or one apology."""

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.state.access import AccessPolicy
from bot.telegram.application import ALLOWED_UPDATES, BotLimits, Dependencies, build_application, run
from bot.telegram.errors import TokenError
from bot.telegram.messages.translations import translate
from bot.telegram.receiving.durable_updates import watch_polling
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import ANN, BEN, bot_messages, button_labels
from tests.support.fake_services import FakeAnswerer
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

BOT = 123456789
FIRST = 1001  # the server's first update
TEXT = "The lamp on Gull Reef was lit in October 1811. It burned whale oil."
LIT = make_citation(1, make_source(text=TEXT), TEXT, "The lamp on Gull Reef was lit in October 1811.")
WHEN = "When was it lit?"


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows when the lamp was lit."""
    return FakeAnswerer({WHEN: quote_answer(WHEN, LIT)})


def answers(server: BotApiServer, chat_id: int = ANN) -> list[SentMessage]:
    """Return the messages with the answer."""
    return [message for message in server.messages(chat_id) if LIT.quote in message.text]


def offers(server: BotApiServer, chat_id: int = ANN) -> list[SentMessage]:
    """Return the messages that ask whether a message arrived."""
    return [message for message in server.messages(chat_id) if translate("en", "show-again") in button_labels(message)]


@pytest.mark.parametrize(
    ("failure", "arrived"),
    [
        ({"status": 0}, 0),
        ({"status": 500}, 0),
        ({"status": 502, "description": "Bad Gateway"}, 0),
        ({"after_effect": True}, 1),
    ],
)
async def test_an_answer_that_may_be_lost_is_offered_and_not_sent_again(
    server: BotApiServer, dependencies: Dependencies, failure: dict[str, Any], arrived: int
) -> None:
    """If the bot does not know whether the answer arrived, it asks the reader; in the end the answer is there once."""
    server.fail_next("sendMessage", **failure)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (offer,) = await server.eventually(lambda: offers(server))
        before = len(answers(server))
        if not arrived:
            server.press(offer.message_id, ANN, user_id=ANN, text=translate("en", "show-again"))
            await server.eventually(lambda: answers(server))

    assert (arrived, 1) == (before, len(answers(server)))
    assert re.search(r"\(reference [0-9A-F]{6}\)", offer.text)


async def test_an_offer_brings_the_answer_once(server: BotApiServer, dependencies: Dependencies) -> None:
    """A second press on the same button sends nothing, and says that the button no longer works."""
    server.fail_next("sendMessage", status=0)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (offer,) = await server.eventually(lambda: offers(server))
        data = offer.buttons[0][0]["callback_data"]
        presses = [server.press(offer.message_id, ANN, user_id=ANN, data=data, stale=True) for _ in range(2)]
        answered = await server.eventually(
            lambda: found if len(found := server.answers_to_callbacks) == len(presses) else []
        )

    assert {"", translate("en", "stale-button")} == {answer.text for answer in answered}
    assert 1 == len(answers(server))
    assert [] == offers(server)


async def test_a_wait_that_telegram_asks_for_makes_one_answer(server: BotApiServer, dependencies: Dependencies) -> None:
    """When Telegram asks for a wait, the bot waits, and offers nothing."""
    server.fail_next("sendMessage", status=429, description="Too Many Requests: retry after 1", retry_after=1)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        await bot_messages(server, ANN)

    assert (1, []) == (len(answers(server)), offers(server))


async def test_refused_entities_make_one_plain_answer(server: BotApiServer, dependencies: Dependencies) -> None:
    """The answer is sent once, as plain text."""
    server.fail_next("sendMessage", status=400, description="Bad Request: can't parse entities: whatever")
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)

    assert (True, ()) == (LIT.quote in answer.text, answer.entities)


async def test_an_answer_that_is_refused_twice_makes_one_apology(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """An answer that Telegram refuses for good becomes an apology with a reference; the next question is answered."""
    server.fail_next("sendMessage", status=400, description="Bad Request: something new")
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (apology,) = await bot_messages(server, ANN)
        server.send_text(ANN, WHEN)
        await bot_messages(server, ANN, 2)

    assert re.search(r"\(reference [0-9A-F]{6}\)", apology.text)
    assert (1, []) == (len(answers(server)), offers(server))


async def test_a_chat_is_unreachable_while_its_user_blocks_the_bot(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A refused answer marks the chat as unreachable; Telegram's notice that the user is back unmarks it."""
    people = dependencies.stores.users
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, WHEN)
            await asyncio.to_thread(answerer.wait_until_asked, 1)
            server.block(ANN)
        await server.eventually(lambda: server.calls("sendMessage"))
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)
        gone = people.is_reachable(ANN)
        server.unblock(ANN)
        server.send_text(ANN, "/help")
        await bot_messages(server, ANN)
        back = people.is_reachable(ANN)

    assert (False, True) == (gone, back)


def left_over(dependencies: Dependencies, server: BotApiServer, text: str) -> None:
    """Leave what a killed run leaves: an update in the inbox, which Telegram delivers again."""
    user = {"id": ANN, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    chat = {"id": ANN, "type": "private", "first_name": "Ann"}
    message_id = server.send_text(ANN, text)
    message = {"message_id": message_id, "date": 2_000_000_000, "chat": chat, "from": user, "text": text}
    dependencies.stores.inbox.set_owner(BOT)
    dependencies.stores.inbox.receive({FIRST: json.dumps({"update_id": FIRST, "message": message})})


async def test_a_question_of_a_killed_run_is_answered_once(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, tmp_path: Path
) -> None:
    """The inbox has the question, so the next run answers it, and the run after that does not."""
    left_over(dependencies, server, WHEN)
    async with running_bot(dependencies, server):
        await bot_messages(server, ANN)
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)

    assert 1 == len(answers(server))


async def test_an_update_that_telegram_repeats_is_handled_once(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A killed run did not confirm a handled update; when Telegram repeats it, the bot does nothing."""
    dependencies.stores.inbox.set_owner(BOT)
    dependencies.stores.inbox.receive({FIRST: "{}"})
    dependencies.stores.inbox.mark_done(FIRST)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        server.send_text(ANN, "Who built the tower?")
        await bot_messages(server, ANN)

    assert ["Who built the tower?"] == answerer.asked


async def test_an_answer_that_was_being_sent_is_offered_by_the_next_run(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, tmp_path: Path
) -> None:
    """Killed while it sends an answer, the bot does not send it again, because it may have arrived."""
    left_over(dependencies, server, WHEN)
    server.delay("sendMessage", 3)
    application = build_application(
        dependencies, token=server.token, base_url=server.base_url, base_file_url=server.base_file_url
    )
    async with application:
        await application.resume_pending()  # type: ignore[attr-defined]  # the bot's own class
        update = application.update_queue.get_nowait()
        handling = asyncio.create_task(application.process_update(update))
        await server.eventually(lambda: server.calls("sendMessage", in_progress=True))
        handling.cancel()
        await asyncio.gather(handling, return_exceptions=True)
    dependencies.close()
    await server.eventually(lambda: server.messages(ANN))  # it arrived all the same
    server.delay("sendMessage", 0)
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        await server.eventually(lambda: offers(server))

    assert (1, [WHEN]) == (len(answers(server)), answerer.asked)


async def test_a_question_that_ends_every_run_gets_an_apology(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A question that was started three times and never finished is not started again."""
    left_over(dependencies, server, WHEN)
    for _ in range(3):
        dependencies.stores.inbox.take_pending()
    async with running_bot(dependencies, server):
        (apology,) = await bot_messages(server, ANN)

    assert re.search(r"\(reference [0-9A-F]{6}\)", apology.text)
    assert [] == answerer.asked


async def test_a_chat_hears_once_that_its_questions_are_too_old(
    server: BotApiServer, tmp_path: Path, answerer: FakeAnswerer
) -> None:
    """After an outage the bot answers recent questions; each chat hears once that older ones came too late."""
    dependencies = make_dependencies(tmp_path, answerer=answerer, limits=BotLimits(max_age_s=3_600))
    for ago_s in (7_200, 7_100, 60):
        server.send_text(ANN, WHEN if ago_s == 60 else "Old?", sent_ago_s=ago_s)
    async with running_bot(dependencies, server):
        late, _ = await bot_messages(server, ANN, 2)

    assert translate("en", "too-late", ago="2 hours ago") == late.text
    assert [WHEN] == answerer.asked


async def test_a_running_answer_is_finished_when_the_bot_stops(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A graceful stop waits for the answer that the model is writing."""
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, WHEN)
            await asyncio.to_thread(answerer.wait_until_asked, 1)

    assert 1 == len(answers(server))


def test_a_revoked_token_ends_the_run_with_a_sentence(
    server: BotApiServer, dependencies: Dependencies, caplog: pytest.LogCaptureFixture
) -> None:
    """When Telegram no longer knows the token, the run ends, and the log does not contain the token."""
    server.fail_next("getUpdates", status=401, description="Unauthorized")
    application = build_application(
        dependencies, token=server.token, base_url=server.base_url, base_file_url=server.base_file_url
    )
    with pytest.raises(TokenError, match="no longer knows this token"):
        run(application)

    assert server.token not in caplog.text


async def test_stalled_polling_is_restarted(server: BotApiServer, dependencies: Dependencies) -> None:
    """A stalled request is cancelled, and the next one brings the update; meanwhile there is no heartbeat."""
    silent: list[bool] = []

    async def beat() -> None:
        await asyncio.sleep(0)
        silent.append(application.bot.silent_s > 1.0)

    server.delay("getUpdates", 3_600)
    async with running_bot(dependencies, server) as application:
        await server.eventually(lambda: server.calls("getUpdates", in_progress=True))
        server.delay("getUpdates", 0)
        server.send_text(ANN, WHEN)
        watching = asyncio.create_task(
            watch_polling(application, beat, allowed_updates=ALLOWED_UPDATES, stall_s=1.0, every_s=0.3)
        )
        await bot_messages(server, ANN)
        watching.cancel()

    assert (1, True, set()) == (len(answers(server)), bool(silent), {True} & set(silent))


async def test_a_polling_bot_writes_its_heartbeat(server: BotApiServer, dependencies: Dependencies) -> None:
    """As soon as it polls, the bot writes a heartbeat."""
    beats: list[str] = []
    async with running_bot(replace(dependencies, beat=lambda: beats.append("well")), server):
        server.send_text(ANN, WHEN)
        await bot_messages(server, ANN)

    assert ["well"] == beats


# Access


async def test_a_stranger_is_refused_once_and_a_guest_is_let_in(server: BotApiServer, tmp_path: Path) -> None:
    """By invitation: a stranger is refused once a day and let in by a link, which is then used up."""
    dependencies = make_dependencies(tmp_path, policy=AccessPolicy("invited", admins=frozenset({BEN})))
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        server.send_text(ANN, WHEN)
        (refusal,) = await bot_messages(server, ANN)
        server.send_text(BEN, "/invite")
        (invitation,) = await bot_messages(server, BEN)
        link = re.search(r"start=(\S+)", invitation.text)
        assert link is not None
        server.send_text(ANN, f"/start {link[1]}")
        welcome = (await bot_messages(server, ANN, 2))[1]
        server.send_text(ANN, WHEN)
        last = (await bot_messages(server, ANN, 4))[3]

    assert translate("en", "not-invited", id=str(ANN)) == refusal.text
    assert translate("en", "welcome-guest") == welcome.text
    assert translate("en", "not-found") in last.text
    assert all(translate("en", "not-invited", id=str(ANN)) != message.text for message in server.messages(ANN)[1:])


async def test_a_group_that_does_not_ask_hears_no_refusal(server: BotApiServer, tmp_path: Path) -> None:
    """A user who may not ask is refused only when they address the bot."""
    server.add_chat(-1001, "supergroup", "Lamps")
    dependencies = make_dependencies(tmp_path, policy=AccessPolicy("listed"))
    async with running_bot(dependencies, server):
        server.send_text(ANN, "What do you all think?", -1001)
        asked = server.send_text(ANN, f"@{server.username} {WHEN}", -1001)
        (refusal,) = await bot_messages(server, -1001)

    assert (translate("en", "not-listed", id=str(ANN)), asked) == (refusal.text, refusal.reply_to)


async def test_the_limit_is_said_once(server: BotApiServer, tmp_path: Path, answerer: FakeAnswerer) -> None:
    """Of four questions with a limit of two, two are answered and the limit is named once; /help is no question."""
    dependencies = make_dependencies(tmp_path, answerer=answerer, policy=AccessPolicy(per_minute=2))
    async with running_bot(dependencies, server):
        for text in ("Who lit it?", "Who built it?", "Who sold it?", "Who saw it?", "/help"):
            server.send_text(ANN, text)
        found = await bot_messages(server, ANN, 4)

    assert ["Who lit it?", "Who built it?"] == answerer.asked
    assert 1 == sum("You can ask 2 questions a minute" in message.text for message in found)


async def test_a_blocked_user_is_refused_everything(
    server: BotApiServer, tmp_path: Path, answerer: FakeAnswerer
) -> None:
    """Messages, buttons and links of a blocked user are refused until an admin unblocks the user."""
    dependencies = make_dependencies(tmp_path, answerer=answerer, policy=AccessPolicy(admins=frozenset({BEN})))
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        server.send_text(BEN, f"/block {ANN}")
        await bot_messages(server, BEN)
        press = server.press(answer.message_id, ANN, user_id=ANN, text="1")
        alerts = await server.eventually(lambda: server.answers_to_callbacks)
        server.send_text(ANN, WHEN)
        refusal = (await bot_messages(server, ANN, 2))[1]
        server.send_text(BEN, f"/unblock {ANN}")
        await bot_messages(server, BEN, 2)
        server.send_text(ANN, WHEN)
        await bot_messages(server, ANN, 3)

    assert (press, translate("en", "you-are-blocked")) == (alerts[0].callback_query_id, alerts[0].text)
    assert translate("en", "you-are-blocked") == refusal.text
    assert [WHEN, WHEN] == answerer.asked


async def test_anybody_can_learn_their_id(server: BotApiServer, tmp_path: Path) -> None:
    """A user who may not ask can learn their id too, because the list of users needs it."""
    async with running_bot(make_dependencies(tmp_path, policy=AccessPolicy("listed")), server):
        server.send_text(ANN, "/whoami")
        (reply,) = await bot_messages(server, ANN)

    assert f"{translate('en', 'your-id', id=str(ANN))}\n{translate('en', 'you-may-not-ask')}" == reply.text
