"""The admins' handling of lists and failed pages, over HTTP."""

from functools import partial
from pathlib import Path

import pytest

from bot.state.job_queue import IndexJob
from bot.telegram.admin.job_messages import summary_message
from bot.telegram.admin.list_messages import failed_pages_message, list_message, lists_message, removal_message
from bot.telegram.dependencies import BotLimits
from bot.telegram.messages.rich_text import utf16_length
from bot.telegram.messages.translations import LANGUAGES, translate
from index.catalog.crawl_state import FailedPage, KnownList
from index.indexing.types import Outcome
from index.sources.list_contents import ListContents, find_list_contents
from index.types import source_id
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import ANN, BOSS, bot_messages, button_labels, callback_answer, entity_texts
from tests.support.fake_services import FakeCatalog, FakeSourceManager
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_source

FEED, ONE, TWO, GONE = (f"https://example.org/{name}" for name in ("feed", "1", "2", "gone"))
REASON = f"There is no page at {GONE}; check the address."
LONG = "Ω" * 5_000


def missing(location: str, parent: str = FEED, reason: str = REASON) -> FailedPage:
    """Make a page that could not be read."""
    return FailedPage(source_id(location), location, "document", parent, reason)


@pytest.fixture
def source_manager() -> FakeSourceManager:
    """Return a feed of three pages: one is indexed, one is new, one is gone."""
    first = make_source("Page one", location=ONE, kind="document", text="One.")
    found = FakeSourceManager(
        FakeCatalog.containing((first, "One.")), {ONE: ("Page one", "One."), TWO: ("Page two", "Two.")}
    )
    found.known_lists = [KnownList(source_id(FEED), FEED, "News of light", (ONE, TWO))]
    found.failed_pages = [missing(GONE)]
    return found


class AdminMessage:
    """The message that an admin manages sources with."""

    def __init__(self, server: BotApiServer, at: SentMessage) -> None:
        """Start at this message."""
        self._server = server
        self.at = at

    async def press(self, label: str, then: str) -> SentMessage:
        """Press a button, and wait until the message contains these words."""
        before = self.at

        def found() -> list[SentMessage]:
            return [
                one for one in self._server.messages(BOSS) if one.message_id == before.message_id and then in one.text
            ]

        self._server.press(self.at.message_id, BOSS, user_id=BOSS, text=label)
        (self.at,) = await self._server.eventually(found, what=then)
        return self.at

    async def callback_answer_of(self, label: str) -> str:
        """Press a button, and return the answer to the callback query."""
        return await callback_answer(
            self._server, self._server.press(self.at.message_id, BOSS, user_id=BOSS, text=label)
        )


async def open_management(server: BotApiServer) -> AdminMessage:
    """Let the admin open the list of managed sources."""
    before = {message.message_id for message in server.messages(BOSS)}
    server.send_text(BOSS, "/reindex")

    def found() -> list[SentMessage]:
        new = [message for message in server.messages(BOSS) if message.message_id not in before]
        return [message for message in new if any(label.startswith("1. ") for label in button_labels(message))]

    return AdminMessage(server, (await server.eventually(found))[0])


async def test_lists_are_shown_with_their_indexed_pages(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """Buttons lead from the sources to the lists, from a number to one list, and back."""
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        boss = await open_management(server)
        sources = boss.at
        lists = await boss.press("Lists: 1", "Folders, sitemaps and feeds: 1.")
        feed = await boss.press("1", FEED)
        await boss.press(translate("en", "back"), "Folders, sitemaps and feeds: 1.")
        again = await boss.press(translate("en", "to-sources"), translate("en", "manage-sources", count=1))

    assert ["Lists: 1", "Not read: 1"] == button_labels(sources)[-2:] == button_labels(again)[-2:]
    assert (["News of light"], "Entries: 3 · Indexed: 1 · Not read: 1") == (
        entity_texts(lists, "bold"),
        lists.text.splitlines()[-1],
    )
    assert ["News of light", FEED, "Entries: 3 · Indexed: 1 · Not read: 1"] == feed.text.splitlines()


async def test_a_list_is_checked_for_new_pages(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """New entries are indexed and counted; the second time the bot says that there is nothing new."""
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        boss = await open_management(server)
        await boss.press("Lists: 1", "Folders")
        await boss.press("1", FEED)
        found = await boss.press(translate("en", "look-for-new"), "Added: 1")
        boss = await open_management(server)
        await boss.press("Lists: 1", "Folders")
        await boss.press("1", FEED)
        await boss.press(translate("en", "look-for-new"), translate("en", "nothing-new"))

    assert (["News of light"], [TWO]) == (entity_texts(found, "bold"), source_manager.indexed)
    assert [(source_id(FEED),)] * 2 == [tuple(ids) for ids in source_manager.reindexed]


async def test_a_list_is_indexed_again_as_a_whole(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The indexed pages of the list are indexed again, and the new ones too."""
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        boss = await open_management(server)
        await boss.press("Lists: 1", "Folders")
        await boss.press("1", FEED)
        await boss.press(translate("en", "read-all-again"), "Added: 1 · Unchanged: 1")

    assert [ONE, TWO] == source_manager.indexed


@pytest.mark.parametrize(("label", "left"), [("Only the list", 1), ("With its pages (1)", 0)])
async def test_a_list_is_removed_alone_or_with_its_pages_and_restored(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path, label: str, left: int
) -> None:
    """The removal is confirmed first; undone in the next run, the list and its pages are back."""
    before = source_manager.get_lists()
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        boss = await open_management(server)
        await boss.press("Lists: 1", "Folders")
        await boss.press("1", FEED)
        asked = await boss.press("Remove", translate("en", "drop-ask", title="News of light"))
        await boss.press(translate("en", "keep"), "Entries")
        await boss.press("Remove", "News of light?")
        await boss.press(label, "News of light was removed.")
        between = (len(source_manager.catalog.list_sources()), source_manager.get_lists())
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        await boss.press("Undo", translate("en", "job-done"))

    assert ["Only the list", "With its pages (1)", "Keep"] == button_labels(asked)
    assert ((left, []), before, []) == (between, source_manager.get_lists(), source_manager.indexed)


async def test_failed_pages_are_shown_with_their_reasons_and_retried(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A page that fails again says why; once it can be read, it is indexed and disappears from the failed pages."""
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        boss = await open_management(server)
        shown = await boss.press("Not read: 1", "Pages that could not be read: 1.")
        await boss.press("↻ 1", translate("en", "job-failed", reason=f"There is no page at {GONE}."))
        source_manager.pages[GONE] = ("Page three", "Three.")
        boss = await open_management(server)
        await boss.press("Not read: 1", "Pages that could not be read: 1.")
        old = boss.at
        await boss.press(translate("en", "try-all-again"), "Added: 1")
        data = old.buttons[0][0]["callback_data"]
        query = server.press(boss.at.message_id, BOSS, user_id=BOSS, data=data, stale=True)
        told = await callback_answer(server, query)
        managed = (await open_management(server)).at

    assert f"1. {REASON}\nlinked from News of light" in shown.text
    assert (translate("en", "nothing-missed"), 2) == (told, len(source_manager.catalog.list_sources()))
    assert "Lists: 1" == button_labels(managed)[-1]


async def test_failed_pages_are_paginated(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A message shows six pages; the numbers continue, and a number retries its page."""
    source_manager.failed_pages = [missing(f"{GONE}/{n}", reason=f"Failure {n}.") for n in range(1, 9)]
    source_manager.pages[f"{GONE}/8"] = ("Page eight", "Eight.")
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        boss = await open_management(server)
        first = await boss.press("Not read: 8", "Failure 1.")
        second = await boss.press(translate("en", "more"), "Failure 8.")
        await boss.press("↻ 8", "Added: 1")

    assert (True, False, True) == ("Failure 6." in first.text, "Failure 7." in first.text, "7. " in second.text)
    assert [f"{GONE}/8"] == source_manager.indexed


async def test_a_list_that_was_removed_meanwhile_is_gone(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A button of an older message does nothing, and says so."""
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        boss = await open_management(server)
        await boss.press("Lists: 1", "Folders")
        source_manager.known_lists = []
        told = [await boss.callback_answer_of("1")]
        boss = await open_management(server)

    assert [translate("en", "source-gone")] == told
    assert "Not read: 1" == button_labels(boss.at)[-1]


async def test_a_stranger_does_nothing_with_lists(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The buttons work only for admins, in every chat."""
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        server.send_text(ANN, "/help")
        (help_,) = await bot_messages(server, ANN)
        told = [
            await callback_answer(
                server, server.press(help_.message_id, ANN, user_id=ANN, data=f"a:{action}", stale=True)
            )
            for action in (f"emptied:{source_id(FEED)}", "retryall:", f"look:{source_id(FEED)}", "lists:0")
        ]

    assert [translate("en", "admins-only")] * 4 == told
    assert (1, [], []) == (len(source_manager.known_lists), source_manager.reindexed, source_manager.removed)


async def test_a_list_is_shown_before_it_is_indexed(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The preview of a list has entries instead of words and links, and one button that indexes all of them."""
    source_manager.pages[FEED], source_manager.links[FEED], source_manager.list_locations = (
        ("News", ""),
        (ONE, TWO),
        frozenset({FEED}),
    )
    async with running_bot(
        make_dependencies(tmp_path, catalog=source_manager.catalog, source_manager=source_manager), server
    ):
        server.send_text(BOSS, FEED)
        boss = AdminMessage(server, (await bot_messages(server, BOSS))[0])
        shown = boss.at
        await boss.press("Index", translate("en", "job-done"))

    assert (["News", FEED, "Entries: 2"], ["Index", "Cancel"]) == (shown.text.splitlines(), button_labels(shown))
    assert {ONE, TWO} <= set(source_manager.indexed)


async def test_a_list_with_more_entries_than_are_indexed_says_so(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The preview names the limit before an admin decides."""
    source_manager.pages[FEED], source_manager.links[FEED], source_manager.list_locations = (
        ("News", ""),
        (ONE, TWO),
        frozenset({FEED}),
    )
    dependencies = make_dependencies(
        tmp_path, catalog=source_manager.catalog, source_manager=source_manager, limits=BotLimits(listed_pages=1)
    )
    async with running_bot(dependencies, server):
        server.send_text(BOSS, FEED)
        (preview,) = await bot_messages(server, BOSS)

    assert ["Entries: 2", translate("en", "preview-limit", most=1)] == preview.text.splitlines()[-2:]


def is_listed(server: BotApiServer, label: str) -> bool:
    """Return whether the admin's first message has a button."""
    return label in button_labels(server.messages(BOSS)[0])


@pytest.mark.parametrize("command", ["reindex", "remove"])
async def test_each_page_of_the_sources_says_what_they_are_listed_for(
    server: BotApiServer, tmp_path: Path, command: str
) -> None:
    """The heading is that of the command on the pages that follow, and on the way back."""
    sources = [make_source(f"Page {n}", location=f"{ONE}{n}", kind="document", text="One.") for n in range(10)]
    catalog = FakeCatalog.containing(*((source, "One.") for source in sources))
    heading = translate("en", f"manage-{command}", count=10)
    async with running_bot(make_dependencies(tmp_path, catalog=catalog), server):
        server.send_text(BOSS, f"/{command}")
        boss = AdminMessage(server, (await bot_messages(server, BOSS))[0])
        first = boss.at
        for label, shown in (("more", "9. Page 8"), ("back", "1. Page 0")):
            server.press(boss.at.message_id, BOSS, user_id=BOSS, text=translate("en", label))
            await server.eventually(partial(is_listed, server, shown))
            assert heading == server.messages(BOSS)[0].text

    assert heading == first.text


async def test_the_way_back_from_a_source_leads_to_its_page(server: BotApiServer, tmp_path: Path) -> None:
    """An admin who looked through the pages need not do so again for the next source."""
    sources = [make_source(f"Page {n}", location=f"{ONE}{n}", kind="document", text="One.") for n in range(10)]
    catalog = FakeCatalog.containing(*((source, "One.") for source in sources))
    async with running_bot(make_dependencies(tmp_path, catalog=catalog), server):
        server.send_text(BOSS, "/reindex")
        listed = (await bot_messages(server, BOSS))[0]
        steps = ((translate("en", "more"), "9. Page 8"), ("9. Page 8", translate("en", "to-sources")))
        for label, shown in (*steps, (translate("en", "to-sources"), "9. Page 8")):
            server.press(listed.message_id, BOSS, user_id=BOSS, text=label)
            await server.eventually(partial(is_listed, server, shown))


def test_the_way_back_from_a_list_leads_to_its_page() -> None:
    """The ninth list is on the second page."""
    chosen = find_list_contents([KnownList(source_id(FEED), FEED, "Feed", ())], [], ())[0]
    keyboard = list_message(chosen, 8, "en").keyboard

    assert keyboard is not None
    assert str(keyboard.inline_keyboard[-1][0].callback_data).endswith("lists:1")


def longest_lists() -> list[ListContents]:
    """Make lists with very long titles, addresses and reasons."""
    lists = [KnownList(source_id(str(n)), f"https://example.org/{n}/{LONG}", LONG, ()) for n in range(20)]
    return find_list_contents(lists, [missing(f"{n}/{LONG}", one.location, LONG) for n, one in enumerate(lists)], ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_about_lists_stay_within_limits(language: str) -> None:
    """However long titles, addresses and reasons are, a text has at most 4,096 units and a button 64 bytes of data."""
    lists = longest_lists()
    missed = [page for held in lists for page in held.failed_pages]
    titles = {held.known_list.location: held.known_list.title for held in lists}
    job = IndexJob(1, "done", "a", LONG, follow=False, pages=1, user_id=1, chat_id=1, message_id=1, language=language)
    failed = [Outcome("a", "", page.location, "document", 0, "failed", page.reason) for page in missed]
    messages = [
        *(lists_message(lists, page, language) for page in range(3)),
        list_message(lists[0], 0, language),
        removal_message(lists[0], language),
        *(failed_pages_message(missed, titles, page, language) for page in range(4)),
        summary_message(job, failed, stopped=False),
    ]
    data = [
        str(button.callback_data).encode()
        for message in messages
        if message.keyboard
        for row in message.keyboard.inline_keyboard
        for button in row
    ]

    assert 4_096 >= max(utf16_length(message.text) for message in messages)
    assert 64 >= max(map(len, data))


def test_a_page_that_is_no_longer_listed_is_no_failure() -> None:
    """The summary counts it apart, and shows its reason with another sign."""
    job = IndexJob(1, "done", FEED, "News", follow=False, pages=1, user_id=1, chat_id=1, message_id=1, language="en")
    gone = Outcome("a", "Page", ONE, "document", 1, "unlisted", "News does not list it any more; it stays.")
    said_ = summary_message(job, [gone], stopped=False).text

    assert ["News", "Done.", "No longer listed: 1", f"– {ONE}: {gone.error}"] == said_.splitlines()
