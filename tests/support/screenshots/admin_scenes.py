"""Scenes of the admins' chat, for the pictures: a source indexed, removed and restored; statistics; an invitation."""

import random
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import update

from bot.state.access import AccessPolicy
from bot.state.engine import open_bot_database
from bot.state.schema.answer_tables import answers
from bot.state.schema.operation_tables import feedback
from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from index.catalog.crawl_state import FailedPage, KnownList
from index.indexing.types import Outcome
from index.types import source_id
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import BOSS, bot_messages
from tests.support.fake_services import FakeCatalog, FakeSourceManager
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer
from tests.support.screenshots.page_layout import Scene, UserMessage

LIGHT = "https://example.org/lights/gull-reef"
TEXT = "The lamp on Gull Reef was lit in October 1811. It burned whale oil, a gallon a night, until paraffin came."
PAGES = {
    LIGHT: ("The lamp on Gull Reef", TEXT),
    "https://example.org/lights/whale-oil": ("Whale oil", "Whale oil burned bright and smelled of fish. " * 30),
    "https://example.org/lights/paraffin": ("Paraffin comes ashore", "Paraffin cost a third of that. " * 40),
    "https://example.org/lights/keepers": ("Four keepers and a cat", "Four keepers kept the log. " * 50),
}
GONE = "https://example.org/lights/wreck-of-1790"
FEED = "https://example.org/lights/feed.xml"
DAY_S = 86_400
SEED = 1858

WHEN = "When was the lamp lit?"
LACKING = ("Who paid for the lamp?", "How tall is the tower?", "Can I visit the light?", "Who paid for the lamp?")


class PausingSourceManager(FakeSourceManager):
    """Pauses after two pages, so that the progress can be shown."""

    def _index(self, page: str) -> Outcome:
        outcome = super()._index(page)
        if len(self.indexed) == 2:
            self.gate.clear()
        return outcome


async def play_admin(server: BotApiServer, folder: Path) -> list[Scene]:
    """Use the bot as its admin, and return what it sent."""
    catalog = FakeCatalog()
    source_manager = PausingSourceManager(catalog, dict(PAGES), {LIGHT: (*tuple(PAGES)[1:], GONE)})
    policy = AccessPolicy("invited", admins=frozenset({BOSS}))
    dependencies = make_dependencies(folder, catalog=catalog, source_manager=source_manager, policy=policy)
    _store_activity(dependencies, folder)
    async with running_bot(dependencies, server):
        return [
            *await _index_scenes(server, source_manager),
            await _removal_scene(server),
            await _statistics_scene(server),
            await _unanswered_scene(server),
            await _invitation_scene(server),
            await _list_scene(server, source_manager),
        ]


def _store_activity(dependencies: Dependencies, folder: Path) -> None:
    """Store two weeks of questions, the same ones in every run."""
    chance = random.Random(SEED)  # noqa: S311 - a sample wants a seed, not secrecy
    now, store = int(time.time()), open_bot_database(folder / "bot.sqlite")
    cited = make_citation(1, make_source(text=TEXT), TEXT, "The lamp on Gull Reef was lit in October 1811.")

    def ask(question: str, *, found: bool, ago_days: int) -> int:
        answer = quote_answer(question, cited) if found else quote_answer(question)
        answer = replace(answer, timings=replace(answer.timings, total=chance.uniform(60, 240)))
        id_ = dependencies.answers.save_answer(answer, chat_id=2, thread_id=None, user_id=chance.randint(2, 40)).id
        with store.begin() as connection:
            asked_at = now - ago_days * DAY_S
            connection.execute(update(answers).where(answers.c.id == id_).values(created_at=asked_at))
        return id_

    for ago in range(13, -1, -1):
        for _ in range(chance.randint(4, 26)):
            id_ = ask(WHEN, found=True, ago_days=ago)
            if chance.random() < 0.3:
                dependencies.conversations.vote(id_, 2, 1 if chance.random() < 0.8 else -1)
                with store.begin() as connection:
                    voted = update(feedback).where(feedback.c.answer_id == id_)
                    connection.execute(voted.values(created_at=now - ago * DAY_S))
    for ago, question in enumerate(LACKING):
        ask(question, found=False, ago_days=3 * ago)
    store.close()


async def _wait_for(server: BotApiServer, message_id: int, words: str) -> SentMessage:
    """Wait until a message of the bot contains these words."""

    def found() -> list[SentMessage]:
        return [one for one in server.messages(BOSS) if one.message_id == message_id and words in one.text]

    return (await server.eventually(found, what=words))[0]


async def _index_scenes(server: BotApiServer, source_manager: FakeSourceManager) -> list[Scene]:
    server.send_text(BOSS, LIGHT)
    (preview,) = await bot_messages(server, BOSS)
    server.press(preview.message_id, BOSS, user_id=BOSS, text=preview.buttons[1][0]["text"])
    progress = await _wait_for(server, preview.message_id, "%")
    progress = await _wait_for(server, preview.message_id, "40%")
    source_manager.gate.set()
    summary = await _wait_for(server, preview.message_id, translate("en", "job-done"))
    offered = (await bot_messages(server, BOSS, 2))[1]
    return [
        Scene("admin-preview", "The preview of a link from an admin", [UserMessage(LIGHT), preview]),
        Scene("admin-progress", "The progress of the job, in the same message", [progress]),
        Scene("admin-summary", "The summary, with suggested questions", [summary, offered]),
    ]


async def _removal_scene(server: BotApiServer) -> Scene:
    server.send_text(BOSS, "/remove")
    listed = (await bot_messages(server, BOSS, 3))[2]
    server.press(listed.message_id, BOSS, user_id=BOSS, text="2. Whale oil")
    card = await _wait_for(server, listed.message_id, "whale-oil")
    server.press(listed.message_id, BOSS, user_id=BOSS, text=f"✕ {translate('en', 'remove')}")
    asked = await _wait_for(server, listed.message_id, translate("en", "remove-ask", title="Whale oil"))
    server.press(listed.message_id, BOSS, user_id=BOSS, text=translate("en", "remove"))
    removed = await _wait_for(server, listed.message_id, translate("en", "is-removed", title="Whale oil"))
    shown: list[UserMessage | SentMessage] = [UserMessage("/remove"), listed, card, asked, removed]
    return Scene(
        "admin-remove",
        "A removal in one message: the list, the card of a source, the confirmation, and the undo button",
        shown,
    )


async def _statistics_scene(server: BotApiServer) -> Scene:
    server.send_text(BOSS, "/stats")
    stats = (await bot_messages(server, BOSS, 4))[3]
    return Scene("admin-stats", "Statistics of two weeks", [UserMessage("/stats"), stats])


async def _unanswered_scene(server: BotApiServer) -> Scene:
    server.send_text(BOSS, "/unanswered")
    lacking = (await bot_messages(server, BOSS, 5))[4]
    return Scene("admin-unanswered", "Questions without an answer", [UserMessage("/unanswered"), lacking])


async def _invitation_scene(server: BotApiServer) -> Scene:
    server.send_text(BOSS, "/invite 20")
    invitation = (await bot_messages(server, BOSS, 6))[5]
    server.send_text(BOSS, "/forget")
    forgetting = (await bot_messages(server, BOSS, 7))[6]
    shown: list[UserMessage | SentMessage] = [UserMessage("/invite 20"), invitation, UserMessage("/forget"), forgetting]
    return Scene("admin-invite", "An invitation for twenty users; and the deletion of a user's own data", shown)


async def _list_scene(server: BotApiServer, source_manager: FakeSourceManager) -> Scene:
    source_manager.known_lists = [KnownList(source_id(FEED), FEED, "News from the lights", tuple(PAGES))]
    reason = f"There is no page at {GONE}; check the address."
    source_manager.failed_pages = [FailedPage(source_id(GONE), GONE, "document", FEED, reason)]
    server.send_text(BOSS, "/reindex")
    managed = (await bot_messages(server, BOSS, 8))[7]
    shown: list[UserMessage | SentMessage] = [UserMessage("/reindex"), managed]
    server.press(managed.message_id, BOSS, user_id=BOSS, text=managed.buttons[-1][0]["text"])
    await _wait_for(server, managed.message_id, translate("en", "known-lists", count=1))
    server.press(managed.message_id, BOSS, user_id=BOSS, text="1")
    shown.append(await _wait_for(server, managed.message_id, FEED))
    server.press(managed.message_id, BOSS, user_id=BOSS, data="a:missed:0", stale=True)
    shown.append(await _wait_for(server, managed.message_id, reason))
    return Scene("admin-lists", "A feed that the bot checks for new pages, and a page that could not be read", shown)
