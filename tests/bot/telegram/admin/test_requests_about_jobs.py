"""Admins cancel jobs and undo removals in words, and misspell commands, over HTTP."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import language_of_words, translate
from index.indexing.types import Outcome, Stop, Watch
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import ANN, BOSS, GROUP, bot_messages, button_labels, say
from tests.support.fake_services import FakeCatalog, FakeSourceManager
from tests.support.lamp_article import LAMP, TEXT
from tests.support.running_bot import make_dependencies, running_bot

PAGES = {f"https://example.org/{name}": (f"The {name}", "one two") for name in ("lamp", "oil", "reef")}
LINKS = tuple(PAGES)


class _HeldSourceManager(FakeSourceManager):
    """Indexes once it may go on, or ends when it must stop."""

    def __init__(self) -> None:
        super().__init__(FakeCatalog.containing((LAMP, TEXT)), PAGES)
        self.goes_on = threading.Event()

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        while not (self.goes_on.wait(0.02) or stop()):
            pass
        return [] if stop() else super().index(location, follow=follow, watch=watch, stop=stop)


@pytest.fixture
def held() -> _HeldSourceManager:
    """Return an indexer that waits."""
    return _HeldSourceManager()


@pytest.fixture
def dependencies(tmp_path: Path, held: _HeldSourceManager) -> Dependencies:
    """Return a bot with an article, and with two admins."""
    made = make_dependencies(tmp_path, catalog=held.catalog, source_manager=held)
    made.stores.access.claim(made.stores.access.new_claim(), ANN)
    return made


async def queue(server: BotApiServer, links: Sequence[str]) -> list[SentMessage]:
    """Let the admin index links, of which the first one runs; return the messages of the jobs."""
    server.send_text(BOSS, "\n".join(links))
    previews = await bot_messages(server, BOSS, len(links))
    for preview in previews:
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Index")
    await server.eventually(lambda: all(button_labels(one) == ["Cancel"] for one in server.messages(BOSS)))
    return server.messages(BOSS)


def find(server: BotApiServer, chat_id: int, message_id: int) -> str:
    """Return the text that a message has now."""
    return next(one.text for one in server.messages(chat_id) if one.message_id == message_id)


@pytest.mark.parametrize("words", ["cancel", "/cancel", "stop it", "abbrechen", "отмена"])
async def test_an_admin_who_cancels_in_words_gets_a_button_for_each_job(
    server: BotApiServer, dependencies: Dependencies, held: _HeldSourceManager, words: str
) -> None:
    """Another admin cancels a waiting job and the running one; the messages of both jobs say so."""
    async with running_bot(dependencies, server):
        running, waiting, _ = await queue(server, LINKS)
        listed = await say(server, words)
        server.press(listed.message_id, ANN, user_id=ANN, text="✕ The oil")
        waited = translate("en", "not-indexed")
        await server.eventually(lambda: waited == find(server, BOSS, waiting.message_id))
        again = await say(server, words)
        server.press(again.message_id, ANN, user_id=ANN, text="✕ The lamp")
        stopped = await server.eventually(
            lambda: [text] if translate("en", "job-stopped") in (text := find(server, BOSS, running.message_id)) else []
        )
        held.goes_on.set()

    assert ["✕ The lamp", "✕ The oil", "✕ The reef"] == button_labels(listed)
    assert waited == find(server, ANN, listed.message_id)
    assert ["✕ The lamp", "✕ The reef"] == button_labels(again)
    assert stopped[0].startswith("The lamp\n")


async def test_cancelling_without_a_job_or_an_answer_says_so(server: BotApiServer, dependencies: Dependencies) -> None:
    """Also users who are no admins hear nothing of jobs."""
    async with running_bot(dependencies, server):
        told = await say(server, "cancel", BOSS, sender=BOSS)

    assert translate("en", "nothing-to-stop") == told.text


@pytest.mark.parametrize("words", ["undo", "undo that please", "/undo", "mach das rückgängig", "верни"])
async def test_an_admin_who_undoes_in_words_gets_the_button_again(
    server: BotApiServer, dependencies: Dependencies, held: _HeldSourceManager, words: str
) -> None:
    """The button restores what this admin removed last; another admin has nothing to undo."""
    held.goes_on.set()
    async with running_bot(dependencies, server):
        listed = await say(server, "/remove", BOSS, sender=BOSS)
        server.press(listed.message_id, BOSS, user_id=BOSS, text=f"1. {LAMP.title}")
        await server.eventually(lambda: "✕ Remove" in button_labels(server.messages(BOSS)[0]))
        server.press(listed.message_id, BOSS, user_id=BOSS, text="✕ Remove")
        await server.eventually(lambda: "Remove" in button_labels(server.messages(BOSS)[0]))
        server.press(listed.message_id, BOSS, user_id=BOSS, text="Remove")
        await server.eventually(lambda: "was removed" in find(server, BOSS, listed.message_id))
        offered = await say(server, words, BOSS, sender=BOSS)
        server.press(offered.message_id, BOSS, user_id=BOSS, text=translate(language_of_words(words, "en"), "undo"))
        await server.eventually(lambda: translate("en", "job-done") in find(server, BOSS, offered.message_id))
        await bot_messages(server, BOSS, 3)  # the third suggests questions about the restored source
        none_left = await say(server, words, BOSS, sender=BOSS)
        other = await say(server, words)

    assert translate(language_of_words(words, "en"), "is-removed", title=LAMP.title) == offered.text
    assert [LAMP.id] == [source.id for source in held.catalog.list_sources()]
    assert none_left.text == other.text != offered.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("/stast", "stats"), ("/remov", "remove"), ("/source", "sources"), ("/Indx", "index"), ("/privcy", "privacy")],
)
async def test_a_misspelt_command_is_named(
    server: BotApiServer, dependencies: Dependencies, typed: str, meant: str
) -> None:
    """The bot does not guess and run it."""
    async with running_bot(dependencies, server):
        told = await say(server, typed, BOSS, sender=BOSS)

    assert translate("en", "use-command", command=f"/{meant}") == told.text


async def test_commands_of_admins_are_not_named_to_others(server: BotApiServer, dependencies: Dependencies) -> None:
    """Another user has no such command, and one unlike all others is unknown; in a group it needs the bot's name."""
    async with running_bot(dependencies, server):
        private = [(await say(server, typed, 8, sender=8)).text for typed in ("/unanswerd", "/zzz", "/hlp")]
        group = await say(server, f"/sourcs@{server.username}", GROUP)

    assert [translate("en", "unknown-command")] * 2 == private[:2]
    assert translate("en", "use-command", command="/help") == private[2]
    assert translate("en", "use-command", command="/sources") == group.text
