"""What admins see, for the pictures: a source indexed, watched, removed and put back; what happened; an invitation."""

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
from tests.support.screenshots.page_layout import Said, Scene

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


class Halting(FakeSourceManager):
    """Stops to be looked at when it has indexed two pages."""

    def _index(self, page: str) -> Outcome:
        outcome = super()._index(page)
        if len(self.indexed) == 2:
            self.gate.clear()
        return outcome


async def play_admin(server: BotApiServer, folder: Path) -> list[Scene]:
    """Use the bot as its admin, and look at what it sent."""
    catalog = FakeCatalog()
    source_manager = Halting(catalog, dict(PAGES), {LIGHT: (*tuple(PAGES)[1:], GONE)})
    policy = AccessPolicy("invited", admins=frozenset({BOSS}))
    dependencies = make_dependencies(folder, catalog=catalog, source_manager=source_manager, policy=policy)
    _remember(dependencies, folder)
    async with running_bot(dependencies, server):
        return [
            *await _indexed(server, source_manager),
            await _removed(server),
            await _counted(server),
            await _asked(server),
            await _invited(server),
            await _listed(server, source_manager),
        ]


def _remember(dependencies: Dependencies, folder: Path) -> None:
    """Two weeks of questions, the same ones whenever they are made up."""
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


async def _now(server: BotApiServer, message_id: int, words: str) -> SentMessage:
    """A message of the bot's, as soon as it has these words."""

    def found() -> list[SentMessage]:
        return [one for one in server.messages(BOSS) if one.message_id == message_id and words in one.text]

    return (await server.eventually(found, what=words))[0]


async def _indexed(server: BotApiServer, source_manager: FakeSourceManager) -> list[Scene]:
    server.send_text(BOSS, LIGHT)
    (preview,) = await bot_messages(server, BOSS)
    server.press(preview.message_id, BOSS, user_id=BOSS, text=preview.buttons[1][0]["text"])
    progress = await _now(server, preview.message_id, "%")
    progress = await _now(server, preview.message_id, "40%")
    source_manager.gate.set()
    summary = await _now(server, preview.message_id, translate("en", "job-done"))
    offered = (await bot_messages(server, BOSS, 2))[1]
    return [
        Scene("admin-preview", "A link from an admin: what is there, before it is indexed", [Said(LIGHT), preview]),
        Scene("admin-progress", "How far it is, in the same message", [progress]),
        Scene("admin-summary", "What became of it, and questions to begin with", [summary, offered]),
    ]


async def _removed(server: BotApiServer) -> Scene:
    server.send_text(BOSS, "/remove")
    listed = (await bot_messages(server, BOSS, 3))[2]
    data = listed.buttons[1][1]["callback_data"]
    server.press(listed.message_id, BOSS, user_id=BOSS, data=data)
    asked = await _now(server, listed.message_id, translate("en", "remove-ask", title="Whale oil"))
    server.press(listed.message_id, BOSS, user_id=BOSS, text=translate("en", "remove"))
    removed = await _now(server, listed.message_id, translate("en", "is-removed", title="Whale oil"))
    shown: list[Said | SentMessage] = [Said("/remove"), listed, asked, removed]
    return Scene("admin-remove", "One message: the sources, the question, and the way back", shown)


async def _counted(server: BotApiServer) -> Scene:
    server.send_text(BOSS, "/stats")
    stats = (await bot_messages(server, BOSS, 4))[3]
    return Scene("admin-stats", "Two weeks, as a chart and in numbers", [Said("/stats"), stats])


async def _asked(server: BotApiServer) -> Scene:
    server.send_text(BOSS, "/unanswered")
    lacking = (await bot_messages(server, BOSS, 5))[4]
    return Scene("admin-unanswered", "What the sources lack", [Said("/unanswered"), lacking])


async def _invited(server: BotApiServer) -> Scene:
    server.send_text(BOSS, "/invite 20")
    invitation = (await bot_messages(server, BOSS, 6))[5]
    server.send_text(BOSS, "/forget")
    forgetting = (await bot_messages(server, BOSS, 7))[6]
    shown: list[Said | SentMessage] = [Said("/invite 20"), invitation, Said("/forget"), forgetting]
    return Scene("admin-invite", "A link that lets twenty people in; and what anybody can have forgotten", shown)


async def _listed(server: BotApiServer, source_manager: FakeSourceManager) -> Scene:
    source_manager.known_lists = [KnownList(source_id(FEED), FEED, "News from the lights", tuple(PAGES))]
    reason = f"There is no page at {GONE}; check the address."
    source_manager.failed_pages = [FailedPage(source_id(GONE), GONE, "document", FEED, reason)]
    server.send_text(BOSS, "/reindex")
    managed = (await bot_messages(server, BOSS, 8))[7]
    shown: list[Said | SentMessage] = [Said("/reindex"), managed]
    server.press(managed.message_id, BOSS, user_id=BOSS, text=managed.buttons[-1][0]["text"])
    await _now(server, managed.message_id, translate("en", "known-lists", count=1))
    server.press(managed.message_id, BOSS, user_id=BOSS, text="1")
    shown.append(await _now(server, managed.message_id, FEED))
    server.press(managed.message_id, BOSS, user_id=BOSS, data="a:missed:0", stale=True)
    shown.append(await _now(server, managed.message_id, reason))
    return Scene("admin-lists", "A feed that is looked through for new pages, and a page that could not be read", shown)
