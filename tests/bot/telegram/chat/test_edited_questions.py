"""Scripted conversations over HTTP in which users edit their questions."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.types import Statement
from bot.state.access import AccessPolicy
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.translations import LANGUAGES, translate
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import ANN, BEN, GROUP, TOPIC, bot_messages, callback_answer
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.lamp_article import LAMP, LIT, OIL, TEXT
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import quote_answer
from tests.support.setups import SETUP

TYPO, WHEN, WHAT = "When was teh lamp lit?", "When was the lamp lit?", "What did the lamp burn?"


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows when the lamp was lit, and what it burned."""
    return FakeAnswerer({WHEN: quote_answer(WHEN, LIT), WHAT: quote_answer(WHAT, OIL)})


@pytest.fixture
def dependencies(tmp_path: Path, answerer: FakeAnswerer) -> Dependencies:
    """Return the fakes, with stores in the test's folder."""
    return make_dependencies(tmp_path, answerer=answerer, catalog=FakeCatalog.containing((LAMP, TEXT)))


async def edited(server: BotApiServer, message_id: int, chat_id: int = ANN) -> SentMessage:
    """Wait until a message of the bot was edited, and return it."""

    def found() -> list[SentMessage]:
        return [one for one in server.messages(chat_id) if one.message_id == message_id and one.edited]

    return (await server.eventually(found, what="an edit"))[0]


async def test_an_edit_of_the_latest_question_is_answered_in_the_same_message(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """The new answer replaces the old one, in the chat and in the conversation that later questions see."""
    async with running_bot(dependencies, server):
        asked = server.send_text(ANN, TYPO)
        (first,) = await bot_messages(server, ANN)
        server.edit_text(ANN, asked, WHEN)
        second = await edited(server, first.message_id)
        open_questions = dependencies.stores.open_questions.list_open()
        server.send_text(ANN, "And how long was the cable?")
        await bot_messages(server, ANN, 2)

    assert translate("en", "not-found") in first.text
    assert LIT.quote in second.text
    assert [] == open_questions
    assert [TYPO, WHEN, "And how long was the cable?"] == answerer.asked
    assert [[], [], [WHEN]] == [[turn.question for turn in question.history] for question in answerer.questions]


@pytest.mark.skipif(SETUP.replicas > 1, reason="a replica sees an edit when it is the turn of the edit")
async def test_an_edit_stops_the_answer_to_the_question_before(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """The new question does not wait for the old answer, which is not sent."""
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            asked = server.send_text(ANN, WHAT)
            await asyncio.to_thread(answerer.wait_until_asked, 1)
            server.edit_text(ANN, asked, WHEN)
            await asyncio.to_thread(answerer.wait_until_asked, 2)
        await server.eventually(lambda: [one for one in server.messages(ANN) if LIT.quote in one.text])
        server.send_text(ANN, "And how long was the cable?")
        texts = [one.text for one in await bot_messages(server, ANN, 2)]

    assert [WHAT, WHEN, "And how long was the cable?"] == answerer.asked
    assert not any(OIL.quote in text or translate("en", "stopped") in text for text in texts)


async def test_buttons_of_the_replaced_answer_are_safe(server: BotApiServer, dependencies: Dependencies) -> None:
    """A press that crosses the edit shows the passage that the button promised, and changes nothing else."""
    async with running_bot(dependencies, server):
        asked = server.send_text(ANN, WHEN)
        (first,) = await bot_messages(server, ANN)
        old = [button["callback_data"] for row in first.buttons for button in row if "callback_data" in button]
        server.edit_text(ANN, asked, WHAT)
        await edited(server, first.message_id)
        passage, vote = next(data for data in old if data[0] == "c"), next(data for data in old if data[0] == "v")
        pressed = server.press(first.message_id, ANN, user_id=ANN, data=passage, stale=True)
        shown = (await bot_messages(server, ANN, 2))[1]
        voted = server.press(first.message_id, ANN, user_id=ANN, data=vote, stale=True)
        answers = [await callback_answer(server, query) for query in (pressed, voted)]
        answer = server.messages(ANN)[0]

    assert ["", translate("en", "noted")] == answers
    assert LIT.quote in shown.text
    assert OIL.quote in answer.text


async def test_an_answer_of_several_messages_is_replaced_whole(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A shorter answer deletes the messages that are left over, and a longer one adds some."""
    prose = " ".join(f"The lamp burned whale oil in the winter of {year}." for year in range(1811, 2011))
    long = replace(quote_answer(TYPO, OIL), mode="model", statements=(Statement(prose, (1,)),))
    answerer.prepared = {**answerer.prepared, TYPO: long}
    async with running_bot(dependencies, server):
        asked = server.send_text(ANN, TYPO)
        several = await bot_messages(server, ANN, 3)
        server.edit_text(ANN, asked, WHEN)
        await edited(server, several[0].message_id)
        (short,) = await server.eventually(
            lambda: found if len(found := server.messages(ANN)) == 1 else [], what="one message"
        )
        server.edit_text(ANN, asked, TYPO)
        again = await bot_messages(server, ANN, len(several))

    assert LIT.quote in short.text
    assert [one.text for one in several] == [one.text for one in again]
    assert short.message_id == again[0].message_id


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_older_question_is_not_answered_again(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, language: str
) -> None:
    """The bot says so in the user's language; in a group it says nothing."""
    server.add_user(ANN, "Ann", language)
    mention = f"@{server.username}"
    async with running_bot(dependencies, server):
        older = server.send_text(ANN, TYPO)
        server.send_text(ANN, WHAT)
        await bot_messages(server, ANN, 2)
        server.edit_text(ANN, older, WHEN)
        note = (await bot_messages(server, ANN, 3))[2]
        in_group = server.send_text(ANN, f"{mention} {TYPO}", GROUP)
        server.send_text(ANN, f"{mention} {WHAT}", GROUP)
        await bot_messages(server, GROUP, 2)
        server.edit_text(GROUP, in_group, f"{mention} {WHEN}")
        server.send_text(ANN, f"{mention} {WHAT}", GROUP)
        await bot_messages(server, GROUP, 3)
        shown = server.messages(GROUP)

    assert translate(language, "edited-late") == note.text
    assert 3 == len(shown)
    assert WHEN not in answerer.asked


async def test_an_edit_without_another_question_changes_nothing(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """Telegram reports edits that change no word; thanks instead of a question leave the answer as it is."""
    async with running_bot(dependencies, server):
        asked = server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        for text in (WHEN, "thanks", f"  {WHEN}", "2"):
            server.edit_text(ANN, asked, text)
        server.send_text(ANN, WHAT)
        shown = await bot_messages(server, ANN, 2)

    assert [WHEN, WHAT] == answerer.asked
    assert (2, answer.text, False) == (len(shown), shown[0].text, shown[0].edited)


async def test_in_a_group_only_an_edit_for_the_bot_counts(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """Each user's latest question in a topic is answered again; a message that did not ask the bot is not."""
    mention = f"@{server.username}"
    async with running_bot(dependencies, server):
        chatter = server.send_text(ANN, "I like lamps", GROUP, TOPIC)
        asked = server.send_text(ANN, f"{mention} {TYPO}", GROUP, TOPIC)
        (first,) = await bot_messages(server, GROUP)
        server.send_text(BEN, f"/ask@{server.username} {WHAT}", GROUP, TOPIC)
        await bot_messages(server, GROUP, 2)
        server.edit_text(GROUP, chatter, f"{mention} what do you like?")
        server.edit_text(GROUP, asked, WHAT)
        server.edit_text(GROUP, asked, f"{mention} {WHEN}")
        second = await edited(server, first.message_id, GROUP)
        shown = server.messages(GROUP)

    assert [TYPO, WHAT, WHEN] == answerer.asked
    assert (2, asked, TOPIC) == (len(shown), second.reply_to, second.thread_id)
    assert LIT.quote in second.text


async def test_a_message_that_becomes_a_question_is_answered(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A user who forgot the mention adds it, or corrects what was no question; older messages stay as they are."""
    async with running_bot(dependencies, server):
        forgotten = server.send_text(ANN, WHEN, GROUP)
        server.edit_text(GROUP, forgotten, f"@{server.username} {WHEN}")
        (in_group,) = await bot_messages(server, GROUP)
        thanks = server.send_text(ANN, "thanks")
        await bot_messages(server, ANN)
        server.edit_text(ANN, thanks, WHAT)
        (_, corrected) = await bot_messages(server, ANN, 2)

    assert [WHEN, WHAT] == answerer.asked
    assert (LIT.quote in in_group.text, in_group.reply_to) == (True, forgotten)
    assert OIL.quote in corrected.text


async def test_a_reply_without_an_answer_is_replaced_too(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A question that asked nothing, or was too long, is answered in place of the sentence about it."""
    async with running_bot(dependencies, server):
        asked = server.send_text(ANN, "why?")
        (first,) = await bot_messages(server, ANN)
        server.edit_text(ANN, asked, f"/check {WHAT}")
        checked = await edited(server, first.message_id)
        server.edit_text(ANN, asked, "x" * 3_000)
        too_long = await server.eventually(
            lambda: [one for one in server.messages(ANN) if one.text.startswith("Your question has")]
        )

    assert OIL.quote in checked.text
    assert [first.message_id] == [one.message_id for one in too_long]
    assert 1 == len(answerer.asked)


async def test_edits_count_as_questions(server: BotApiServer, tmp_path: Path, answerer: FakeAnswerer) -> None:
    """An edit beyond the limit is refused like a question, and a blocked user's edit gets no reply."""
    catalog = FakeCatalog.containing((LAMP, TEXT))
    policy = AccessPolicy(admins=frozenset({1}), per_minute=1)
    dependencies = make_dependencies(tmp_path, answerer=answerer, catalog=catalog, policy=policy)
    async with running_bot(dependencies, server):
        asked = server.send_text(ANN, TYPO)
        await bot_messages(server, ANN)
        server.edit_text(ANN, asked, WHEN)
        refused = (await bot_messages(server, ANN, 2))[1]
        of_ben = server.send_text(BEN, TYPO)
        await bot_messages(server, BEN)
        assert dependencies.stores.access.block(BEN, 1)
        server.edit_text(BEN, of_ben, WHEN)
        server.send_text(BEN, WHEN)
        await bot_messages(server, BEN, 2)

    assert refused.text.startswith("You can ask 1 question a minute.")
    assert [TYPO, TYPO] == answerer.asked


async def test_a_slow_answer_to_an_edit_is_announced_in_its_message(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """Its states are edits of the message with the old answer, which may be stopped, and no draft is left over."""
    async with running_bot(dependencies, server):
        asked = server.send_text(ANN, TYPO)
        (first,) = await bot_messages(server, ANN)
        answerer.partial_texts = ["The lamp was lit"]
        with answerer.pause_answers():
            server.edit_text(ANN, asked, WHEN)
            preview = await edited(server, first.message_id)
        final = await server.eventually(lambda: [one for one in server.messages(ANN) if LIT.quote in one.text])

    assert ("The lamp was lit", "x:") == (preview.text, preview.buttons[0][0]["callback_data"])
    assert [first.message_id] == [one.message_id for one in final]
    assert [] == server.drafts
