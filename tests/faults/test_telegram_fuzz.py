"""Random input from Telegram: deep links, callback data, updates, bodies of the webhook; a bounded number of each."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.telegram.deep_links import link_to, parse_start
from tests.support.mutated_updates import mutated_body
from tests.support.offline_bot import OfflineBot
from tests.support.running_bot import make_dependencies

pytestmark = pytest.mark.slow

few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
FORMS = st.from_regex(
    r"(c:[\w-]{0,20}|n:\w{1,9}[+-]\d{1,9}|v:[+-]1\.\d{1,20}|q:\w*|s:\d{1,9}|t:[0-9a-f]*\.\d{1,9}|x:.?|g:\w+|"
    r"a:\w{0,9}:[\w-]{0,20}|f:\d{1,20}|r:[\w-]*)",
    fullmatch=True,
)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """Return an event loop for all examples of a test."""
    with asyncio.Runner() as found:
        yield found


@pytest.fixture
def offline(runner: asyncio.Runner, tmp_path: Path) -> Iterator[OfflineBot]:
    """Return a started bot without a network."""
    bot = OfflineBot(make_dependencies(tmp_path, admins=frozenset({7})))
    runner.run(bot.__aenter__())
    yield bot
    runner.run(bot.__aexit__())


@given(st.text(max_size=200))
@example("/start")
@example("/start p_")
def test_a_deep_link_is_read_or_not(text: str) -> None:
    """Any text after ``/start`` is a link with a token, or none."""
    link = parse_start(text)

    assert link is None or text.strip().endswith(link.token)


@given(st.from_regex(r"[\w-]{0,50}", fullmatch=True).filter(str.isascii))
def test_a_deep_link_comes_back(token: str) -> None:
    """The payload of a link that the bot makes is read as the same link."""
    payload = link_to("pincite_test_bot", "passage", token).partition("=")[2]
    link = parse_start(f"/start {payload}")

    assert link is not None
    assert ("passage", token) == (link.kind, link.token)


def test_each_press_is_answered(runner: asyncio.Runner, offline: OfflineBot, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever data a press carries, its button stops blinking, and there is no error."""

    @few
    @given(st.text(max_size=64) | FORMS)
    def press(data: str) -> None:
        assert 1 == runner.run(offline.press(data)).count("answerCallbackQuery")

    press()
    assert [] == [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


def test_no_update_stops_the_bot(runner: asyncio.Runner, offline: OfflineBot, caplog: pytest.LogCaptureFixture) -> None:
    """After any update the bot answers the next one; no error escapes its handlers."""

    @few
    @given(st.binary(max_size=8))
    def handle(seed: bytes) -> None:
        runner.run(offline.handle_mutated(seed))
        assert runner.run(offline.is_well())

    handle()
    assert [] == [record.getMessage() for record in caplog.records if "uncaught" in record.getMessage()]


def test_each_body_of_the_webhook_gets_a_status(runner: asyncio.Runner, offline: OfflineBot) -> None:
    """Any body is accepted or refused, and never an error of the server."""

    @few
    @given(st.binary(max_size=200) | st.binary(max_size=8).map(mutated_body))
    def deliver(body: bytes) -> None:
        assert runner.run(offline.deliver(body)) in {200, 400}

    deliver()
