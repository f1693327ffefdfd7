"""Scripted conversations over HTTP with recordings, which an endpoint on loopback transcribes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.llm.transcriber import Transcriber
from bot.telegram.dependencies import BotLimits, Dependencies
from bot.telegram.messages.translations import LANGUAGES, reaction_text, translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, GROUP, bot_messages, button_labels
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.lamp_article import LAMP, LIT, TEXT
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import quote_answer
from tests.support.transcription_server import TranscriptionApi, transcription_api

WHEN = "When was the lamp lit?"


@pytest.fixture
def api() -> Iterator[TranscriptionApi]:
    """Run an endpoint that hears when the lamp was lit."""
    with transcription_api() as running:
        running.words = f" {WHEN}\n"
        yield running


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows when the lamp was lit."""
    return FakeAnswerer({WHEN: quote_answer(WHEN, LIT)})


@pytest.fixture
def dependencies(tmp_path: Path, answerer: FakeAnswerer, api: TranscriptionApi) -> Dependencies:
    """Return the fakes with the endpoint, and limits of 70 seconds a recording and two minutes a day."""
    limits = BotLimits(voice_s=70, voice_s_per_day=120)
    made = make_dependencies(tmp_path, answerer=answerer, catalog=FakeCatalog.containing((LAMP, TEXT)), limits=limits)
    return replace(made, transcribe=Transcriber(api.base_url, "tiny", "secret").transcribe)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_recording_is_heard_and_answered(
    server: BotApiServer, dependencies: Dependencies, api: TranscriptionApi, language: str
) -> None:
    """The bot repeats the words with a button that copies them, and answers them like a text."""
    server.add_user(ANN, "Ann", language)
    async with running_bot(dependencies, server):
        server.send_voice(ANN)
        heard, answer = await bot_messages(server, ANN, 2)

    ((path, key, body),) = api.received
    assert translate(language, "i-heard", words=WHEN) == heard.text
    assert [translate(language, "copy-to-correct")] == button_labels(heard)
    assert {"text": WHEN} == heard.buttons[0][0]["copy_text"]
    assert LIT.quote in answer.text
    assert ("/v1/audio/transcriptions", "Bearer secret") == (path, key)
    assert b"OggS" in body
    assert b"tiny" in body


async def test_small_talk_and_numbers_are_heard_too(
    server: BotApiServer, dependencies: Dependencies, api: TranscriptionApi
) -> None:
    """Thanks get no citation, a number shows that quote, and a recording for the bot in a group is answered there."""
    async with running_bot(dependencies, server):
        server.send_voice(ANN)
        await bot_messages(server, ANN, 2)
        for words in ("Thanks!", "Quote 1."):
            api.words = words
            server.send_voice(ANN)
            await bot_messages(server, ANN, 4 if words == "Thanks!" else 6)
        shown = server.messages(ANN)
        api.words = WHEN
        server.send_text(BEN, f"@{server.username} {WHEN}", GROUP)
        (first,) = await bot_messages(server, GROUP)
        voice = server.send_voice(BEN, GROUP, reply_to=first.message_id)
        *_, heard, answer = await bot_messages(server, GROUP, 3)

    assert reaction_text("en", "thanks") == shown[3].text
    assert "Paraffin replaced the oil" in shown[5].text
    assert [voice, voice] == [heard.reply_to, answer.reply_to]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_recordings_have_limits(
    server: BotApiServer, dependencies: Dependencies, api: TranscriptionApi, language: str
) -> None:
    """A long recording and one beyond the minutes of a day cost one sentence and are not sent."""
    server.add_user(ANN, "Ann", language)
    async with running_bot(dependencies, server):
        server.send_voice(ANN, seconds=71)
        (too_long,) = await bot_messages(server, ANN)
        for _ in range(2):
            server.send_voice(ANN, seconds=70)
        *_, over = await bot_messages(server, ANN, 4)

    assert translate(language, "voice-too-long", most=70) == too_long.text
    assert translate(language, "voice-over-day", most=2) == over.text
    assert 1 == len(api.received)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_sick_endpoint_costs_one_sentence(
    server: BotApiServer, dependencies: Dependencies, api: TranscriptionApi, answerer: FakeAnswerer, language: str
) -> None:
    """An error, a web page, JSON without a text and silence have a kind reply each, and nothing is asked."""
    server.add_user(ANN, "Ann", language)
    replies = ((500, b"{}"), (200, b"<html>"), (200, b"{}"), (200, b'{"text": 5}'), (200, b'{"text": " "}'))
    async with running_bot(dependencies, server):
        for count, (status, body) in enumerate(replies, start=1):
            api.status, api.reply = status, body
            server.send_voice(ANN)
            await bot_messages(server, ANN, count)
        shown = server.messages(ANN)

    failed, unheard = translate(language, "voice-failed"), translate(language, "voice-unheard")
    assert [failed, failed, failed, failed, unheard] == [one.text for one in shown]
    assert [] == answerer.asked


async def test_without_an_endpoint_the_bot_asks_for_text(server: BotApiServer, dependencies: Dependencies) -> None:
    """Nobody listens, so the recording counts as no question."""
    async with running_bot(replace(dependencies, transcribe=None), server):
        server.send_voice(ANN)
        (sentence,) = await bot_messages(server, ANN)

    assert translate("en", "no-voice") == sentence.text
