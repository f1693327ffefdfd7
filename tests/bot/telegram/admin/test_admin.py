"""The admins' chat over HTTP: sources, jobs, statistics, exports, users."""

import asyncio
import json
import re
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Bot

from bot.answering.types import Answer, Question
from bot.executors import Executors
from bot.state.access import AccessPolicy
from bot.state.job_queue import IndexJob, JobQueue
from bot.state.subscriptions.open_questions import OpenQuestion
from bot.state.users import User
from bot.telegram.admin.activity.open_question_handlers import open_questions_message
from bot.telegram.admin.job_messages import JobProgress, failed_message, progress_message, summary_message
from bot.telegram.application import BotLimits, Dependencies
from bot.telegram.messages.rich_text import MAX_UNITS, utf16_length
from bot.telegram.messages.translations import translate
from bot.telegram.operations.bot_profile import PROFILE_LANGUAGES, publish_profile
from bot.telegram.receiving.durable_updates import MOST_TRIES
from index.errors import LockedError, UnsupportedError
from index.indexing.types import Outcome, Preview, Progress, Stop, Watch
from index.sources.diff import SentenceChanges
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.botapi.server_state import ApiCall
from tests.support.chat_readers import ANN, BEN, BOSS, bot_messages, button_labels, entity_texts, say
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

LINK, NEXT, GONE = "https://example.org/lamp", "https://example.org/oil", "https://example.org/gone"
TEXT = "The lamp was lit in 1811."
CITED = make_citation(1, make_source(text=TEXT), TEXT, TEXT)
WHEN = "When was it lit?"


@pytest.fixture
def source_manager() -> FakeSourceManager:
    """Return a page that links to two others, of which one is gone."""
    pages = {LINK: ("The lamp", "one two three"), NEXT: ("The oil", "four")}
    return FakeSourceManager(FakeCatalog(), pages, {LINK: (NEXT, GONE)})


def serve(
    folder: Path,
    source_manager: FakeSourceManager,
    answerer: FakeAnswerer | None = None,
    *,
    is_new_bot: bool = False,
    **limits: int,
) -> Dependencies:
    """Make services in a folder."""
    found = BotLimits(**limits) if limits else None  # type: ignore[arg-type]  # whole numbers
    return make_dependencies(
        folder,
        catalog=source_manager.catalog,
        source_manager=source_manager,
        answerer=answerer,
        limits=found,
        is_new_bot=is_new_bot,
    )


async def shown(server: BotApiServer, words: str, chat_id: int = BOSS) -> SentMessage:
    """Wait for the message that contains these words."""
    found = await server.eventually(
        lambda: [message for message in server.messages(chat_id) if words in message.text], what=words
    )
    return found[0]


# Sources


@pytest.mark.parametrize("text", [LINK, f"/index {LINK}"])
async def test_a_link_is_shown_before_it_is_indexed(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path, text: str
) -> None:
    """A link, alone or after the command, is previewed with title, words and links; a button starts the indexing."""
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, text)
        (preview,) = await bot_messages(server, BOSS)

    assert ["The lamp"] == entity_texts(preview, "bold")
    assert preview.text.endswith(f"Words: 3 · Links: 2\n{translate('en', 'preview-short')}")
    assert ["Index", "Index with linked pages (2)", "Cancel"] == button_labels(preview)
    assert [] == source_manager.indexed


async def test_a_source_is_indexed_with_its_links_and_summed_up(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """One message changes from the preview to the progress and to the summary, with each failure and its reason."""
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Index with linked pages (2)")
        summary = await shown(server, translate("en", "job-done"))
        offered = (await bot_messages(server, BOSS, 2))[1]

    assert [LINK, NEXT, GONE] == source_manager.indexed
    assert preview.message_id == summary.message_id
    assert "Added: 2 · Failed: 1" in summary.text
    assert f"✕ There is no page at {GONE}." in summary.text
    assert ["What does The lamp say?"] == [button["text"] for row in offered.buttons for button in row]


async def test_progress_is_shown_and_a_job_can_be_stopped(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """While a page is indexed, the message shows a bar and the pages; a stopped job keeps what was finished."""
    source_manager.gate.clear()
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Index with linked pages (2)")
        progress = await shown(server, "░░░░░░░░░░░░ 0%")
        server.press(progress.message_id, BOSS, user_id=BOSS, text="Cancel")
        await shown(server, translate("en", "job-stopped"))

    assert "Pages: 0 of about 3" in progress.text
    assert [] == source_manager.indexed


async def test_users_who_ask_for_progress_ask_the_sources(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """They see no jobs, and an article may tell of the progress of something."""
    services = serve(tmp_path, source_manager)
    async with running_bot(services, server):
        answer = await say(server, "Progress?")

    assert translate("en", "no-jobs") != answer.text


def test_progress_counts_failed_and_unchanged_pages() -> None:
    """Failed and unchanged pages count as done; failures are also counted apart."""
    job = IndexJob(1, "running", LINK, "The lamp", True, 4, BOSS, BOSS, 1, "en")  # noqa: FBT003 - its fields in order
    progress = JobProgress(4, clock=iter([0.0, 30.0]).__next__)
    for step in (
        Progress(LINK, 0, 0),
        Progress(LINK, 2, 2),
        Progress(GONE, 0, 0, "failed"),
        Progress(NEXT, 0, 0, "unchanged"),
    ):
        progress.record(step)

    assert progress_message(job, progress).text.splitlines() == [
        "The lamp",
        "▓▓▓▓▓▓▓▓▓░░░ 75%",
        "Pages: 3 of about 4 · Failed: 1",
        "Time left: 10 seconds",
    ]


async def test_jobs_wait_for_each_other(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The second job says how many are ahead of it, and runs when the first one is done; an admin may ask how far."""
    source_manager.gate.clear()
    async with running_bot(serve(tmp_path, source_manager), server):
        for link in (LINK, NEXT):
            server.send_text(BOSS, link)
        first, second = await bot_messages(server, BOSS, 2)
        server.press(first.message_id, BOSS, user_id=BOSS, text="Index")
        await shown(server, "0%")
        server.press(second.message_id, BOSS, user_id=BOSS, text="Index")
        await shown(server, translate("en", "job-queued", count=1))
        told = await say(server, "Progress?", BOSS, sender=BOSS)
        source_manager.gate.set()
        await server.eventually(
            lambda: 2 == sum(translate("en", "job-done") in message.text for message in server.messages(BOSS))
        )
        server.send_text(BOSS, "are you done yet?")
        await server.eventually(
            lambda: any(translate("en", "no-jobs") == message.text for message in server.messages(BOSS))
        )

    assert [LINK, NEXT] == source_manager.indexed
    assert first.message_id == told.reply_to
    assert told.text.endswith(translate("en", "jobs-waiting", count=1))


async def test_a_job_survives_a_restart(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A job that the end of the bot interrupts finishes after the next start, in the same message."""
    source_manager.gate.clear()
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Index")
        await shown(server, "0%")
    source_manager.gate.set()
    async with running_bot(serve(tmp_path, source_manager), server):
        summary = await shown(server, translate("en", "job-done"))

    assert (preview.message_id, [LINK]) == (summary.message_id, source_manager.indexed)


async def test_a_job_that_ends_the_process_each_time_is_given_up(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """After three ends of the process the admin gets an apology, and the bot is not ended again."""
    services = serve(tmp_path, source_manager)
    jobs = services.stores.jobs
    id_ = jobs.propose(LINK, "The lamp", pages=1, user_id=BOSS, chat_id=BOSS, language="en")
    jobs.enqueue(id_, follow=False)
    for _ in range(MOST_TRIES):
        jobs.start_next()
        jobs.requeue_running()
    async with running_bot(services, server):
        await shown(server, "It could not be indexed")

    assert [] == source_manager.begun


class SlowJobQueue(JobQueue):
    """Takes its time to tell whether a job should stop."""

    asked, may_tell = threading.Event(), threading.Event()

    def should_stop(self, id_: int) -> bool:
        """Tell once it may."""
        told = super().should_stop(id_)
        self.asked.set()
        self.may_tell.wait(30)
        return told


class LateSourceManager(FakeSourceManager):
    """Looks whether to stop some time after the queue told."""

    def index(self, location: str, *, follow: bool, watch: Watch, stop: Stop) -> list[Outcome]:
        """Index a page."""
        watch(Progress(location, 0, 0))
        SlowJobQueue.may_tell.wait(30)
        time.sleep(0.5)
        return super().index(location, follow=follow, watch=watch, stop=stop)


async def test_the_end_of_the_bot_is_not_forgotten_while_the_queue_is_asked(
    server: BotApiServer, tmp_path: Path
) -> None:
    """The job ends with the bot, although the queue says just then that nobody stopped it."""
    source_manager = LateSourceManager(FakeCatalog(), {LINK: ("The lamp", "one two three")})
    source_manager.gate.clear()
    services = serve(tmp_path, source_manager)
    jobs = SlowJobQueue(services.stores.database)
    services = replace(services, stores=replace(services.stores, jobs=jobs, executors=Executors(4)))
    async with asyncio.timeout(60), running_bot(services, server):
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Index")
        await asyncio.to_thread(SlowJobQueue.asked.wait, 30)
        threading.Timer(3, SlowJobQueue.may_tell.set).start()

    assert ([LINK], []) == (source_manager.stopped, source_manager.indexed)


async def test_a_job_that_fails_on_a_bug_gets_an_apology_and_the_next_one_runs(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The message ends with a reference that the log has too, and the next job runs."""
    source_manager.failure = RuntimeError("a mistake of ours")
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Index")
        apology = await shown(server, "It could not be indexed")
        source_manager.failure = None
        server.send_text(BOSS, NEXT)
        next_ = (await bot_messages(server, BOSS, 2))[1]
        server.press(next_.message_id, BOSS, user_id=BOSS, text="Index")
        await shown(server, translate("en", "job-done"))

    reference = re.search(r"reference ([0-9A-F]{6})", apology.text)
    assert reference is not None
    assert f"Reference {reference[1]}: job 1 failed" in caplog.text
    assert ([NEXT], False) == (source_manager.indexed, "mistake" in apology.text)


async def test_a_job_waits_until_the_index_is_unlocked(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The message says so instead of a guess how long it takes; then the job runs, unless it was cancelled."""
    source_manager.failure = LockedError("Another process is indexing; wait until it is done, then try again.")
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Index")
        waiting = await shown(server, translate("en", "job-waits"))
        source_manager.failure = None
        await shown(server, translate("en", "job-done"))

    assert ["Cancel"] == button_labels(waiting)
    assert [LINK] == source_manager.indexed


async def test_a_job_that_was_cancelled_cannot_be_started(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The old buttons of a cancelled job do nothing, and say so."""
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        data = preview.buttons[0][0]["callback_data"]
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Cancel")
        await shown(server, translate("en", "not-indexed"))
        server.press(preview.message_id, BOSS, user_id=BOSS, data=data, stale=True)
        answers = await server.eventually(lambda: server.answers_to_callbacks[1:])

    assert (translate("en", "stale-button"), []) == (answers[0].text, source_manager.indexed)


async def test_a_file_keeps_the_name_that_it_was_sent_under(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A file stays in the data folder whatever its name is; indexed again under its name, it replaces the older one."""
    async with running_bot(serve(tmp_path, source_manager), server):
        await index_file(server, source_manager, "../../Étude: N° 5 ?.txt", b"one")
        await index_file(server, source_manager, "../../Étude: N° 5 ?.txt", b"one two")

    (kept,) = stored_files(tmp_path)
    assert ("Étude_ N° 5 _.txt", b"one two") == (kept.name, kept.read_bytes())
    assert [str(kept)] * 2 == source_manager.indexed


async def index_file(server: BotApiServer, source_manager: FakeSourceManager, name: str, data: bytes) -> None:
    """Send a file, press its button, and wait until it is indexed."""
    done = len(source_manager.indexed)
    preview = await send_file(server, name, data)
    server.press(preview.message_id, BOSS, user_id=BOSS, text="Index")
    await server.eventually(lambda: len(source_manager.indexed) > done)


async def send_file(server: BotApiServer, name: str, data: bytes) -> SentMessage:
    """Send a file, and return its preview."""
    seen = {message.message_id for message in server.messages(BOSS)}
    server.send_document(BOSS, name, data, "text/plain")
    found = await server.eventually(
        lambda: [
            one for one in server.messages(BOSS) if one.message_id not in seen and button_labels(one)[-1:] == ["Cancel"]
        ]
    )
    return found[0]


def stored_files(folder: Path) -> list[Path]:
    """Return the files in the folder of uploads."""
    return [path for path in (folder / "uploads").rglob("*") if path.is_file()]


async def test_a_file_replaces_the_older_one_only_when_its_job_starts(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A cancelled file and one that cannot be read change nothing; another is indexed after a restart of the bot."""
    services = serve(tmp_path, source_manager)
    async with running_bot(services, server):
        await index_file(server, source_manager, "lamp.txt", b"one")
        (kept,) = stored_files(tmp_path)
        cancelled = await send_file(server, "lamp.txt", b"one two")
        server.press(cancelled.message_id, BOSS, user_id=BOSS, text="Cancel")
        await shown(server, translate("en", "not-indexed"))
    unreadable = replace(serve(tmp_path, source_manager), preview=_fail_to_read)
    async with running_bot(unreadable, server):
        server.send_document(BOSS, "lamp.txt", b"damaged", "text/plain")
        await shown(server, "damaged")
        before = kept.read_bytes()
        assert b"damaged" not in [path.read_bytes() for path in stored_files(tmp_path)]
    async with running_bot(serve(tmp_path, source_manager), server):
        confirmed = await send_file(server, "lamp.txt", b"one two three")
    async with running_bot(serve(tmp_path, source_manager), server):
        server.press(confirmed.message_id, BOSS, user_id=BOSS, text="Index")
        await server.eventually(lambda: len(source_manager.indexed) > 1)

    assert (b"one", b"one two three") == (before, kept.read_bytes())
    assert [str(kept)] * 2 == source_manager.indexed


def _fail_to_read(_location: str) -> Preview:
    raise UnsupportedError("The file is damaged; save it again, then send it.")


async def test_the_preview_of_a_file_knows_its_source(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The job of a file that is sent again has the location of the source, and the preview says that it is known."""
    services = serve(tmp_path, source_manager)
    async with running_bot(services, server):
        await index_file(server, source_manager, "lamp.txt", b"one")
        again = await send_file(server, "lamp.txt", b"one two")

    job = services.stores.jobs.get(2)
    assert job is not None
    assert source_manager.indexed == [job.location]
    assert translate("en", "known-already") in again.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (("lamp.exe", b"x"), f"lamp.exe\n{translate('en', 'file-kind', kinds='.htm .html .md .txt')}"),
        (("oil", b"x"), f"oil\n{translate('en', 'file-kind', kinds='.htm .html .md .txt')}"),
        (("lamp.txt", b"x" * 2_001), f"lamp.txt\n{translate('en', 'file-size', most='0.002 MB')}"),
    ],
)
async def test_a_file_is_checked_before_it_is_downloaded(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path, sent: tuple[str, bytes], sentence: str
) -> None:
    """A file of another kind, or too large a file, is refused before the download; its name tells it from others."""
    async with running_bot(serve(tmp_path, source_manager, upload_max_bytes=2_000), server):
        server.send_document(BOSS, *sent, "text/plain")
        (refusal,) = await bot_messages(server, BOSS)

    assert (sentence, []) == (refusal.text, server.calls("getFile"))


async def test_a_stranger_administers_nothing(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A user who is no admin changes nothing, neither with links, files and commands nor with an admin's button."""
    refused = [
        "/index https://example.org/lamp",
        LINK,
        "/reindex",
        "/remove",
        "/stats",
        "/export",
        "/invite",
        "/block 1",
    ]
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        data = preview.buttons[0][0]["callback_data"]
        server.send_text(ANN, "/help")
        (help_,) = await bot_messages(server, ANN)
        server.press(help_.message_id, ANN, user_id=ANN, data=data, stale=True)
        alerts = await server.eventually(lambda: server.answers_to_callbacks)
        for text in refused:
            server.send_text(ANN, text)
        server.send_document(ANN, "a.txt", b"x", "text/plain")
        found = await bot_messages(server, ANN, 2 + len(refused))

    told = [alerts[0].text, *(message.text for message in found[1:])]
    assert {translate("en", "admins-only"), translate("en", "admins-add-sources")} == set(told)
    assert 2 == told.count(translate("en", "admins-add-sources"))
    assert ([LINK], [], []) == (source_manager.previewed, source_manager.indexed, server.calls("getFile"))


async def test_removing_asks_first_and_can_be_undone(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A removal is confirmed first, and undone in the next run: the source is back without being read again."""
    source_manager.catalog.add(make_source("The lamp", location=LINK, kind="document", text="one"), "one")
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, "/remove")
        (listed,) = await bot_messages(server, BOSS)
        assert listed.text == translate("en", "manage-remove", count=1)
        server.press(listed.message_id, BOSS, user_id=BOSS, text="1. The lamp")
        await shown(server, "document · 12 passages")
        server.press(listed.message_id, BOSS, user_id=BOSS, text="✕ Remove")
        await shown(server, "Remove The lamp?")
        server.press(listed.message_id, BOSS, user_id=BOSS, text=translate("en", "keep"))
        await shown(server, "document · 12 passages")
        server.press(listed.message_id, BOSS, user_id=BOSS, text="✕ Remove")
        await shown(server, "Remove The lamp?")
        before = source_manager.catalog.list_sources()
        server.press(listed.message_id, BOSS, user_id=BOSS, text="Remove")
        await shown(server, "The lamp was removed.")
        after = source_manager.catalog.list_sources()
    async with running_bot(serve(tmp_path, source_manager), server):
        server.press(listed.message_id, BOSS, user_id=BOSS, text="Undo")
        await shown(server, translate("en", "job-done"))

    assert (1, [], before) == (len(before), after, source_manager.catalog.list_sources())
    assert ([], []) == (source_manager.previewed, source_manager.indexed)


async def test_the_list_of_sources_leads_admins_to_managing_them(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """An admin has one button more under the list of sources than other users."""
    source_manager.catalog.add(make_source("The lamp", location=LINK, text="one"), "one")
    async with running_bot(serve(tmp_path, source_manager), server):
        for user in (BOSS, ANN):
            server.send_text(user, "/sources")
        (mine,), (theirs,) = await bot_messages(server, BOSS), await bot_messages(server, ANN)
        server.press(mine.message_id, BOSS, user_id=BOSS, text=translate("en", "manage"))
        managed = await shown(server, translate("en", "manage-sources", count=1))

    assert [translate("en", "manage")] == button_labels(mine)[len(button_labels(theirs)) :]
    assert ["1. The lamp"] == button_labels(managed)


async def test_a_source_is_indexed_again(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A source is indexed again with its linked pages."""
    lamp = make_source("The lamp", location=LINK, kind="article", text="one")
    source_manager.catalog.add(lamp, "one")
    source_manager.catalog.add(
        make_source("The oil", location=NEXT, kind="linked", text="two", linked_from=(lamp.id,)), "two"
    )
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, "/reindex")
        (listed,) = await bot_messages(server, BOSS)
        assert listed.text == translate("en", "manage-reindex", count=2)
        server.press(listed.message_id, BOSS, user_id=BOSS, text="1. The lamp")
        await shown(server, "Links: 1")
        server.press(listed.message_id, BOSS, user_id=BOSS, text="↻ Index again")
        await shown(server, translate("en", "job-done"))

    assert [LINK, NEXT, GONE] == source_manager.indexed


@pytest.mark.parametrize(
    ("text", "sentence"), [("/index lamp", "Which link?"), (f"/index {GONE}", "There is no page at")]
)
async def test_an_unreadable_link_gets_a_sentence(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path, text: str, sentence: str
) -> None:
    """A text that is no link, and a link without a page, each get a sentence."""
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, text)
        (reply,) = await bot_messages(server, BOSS)

    assert reply.text.startswith(sentence)


# Statistics and exports


async def test_numbers_come_with_a_chart(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The numbers are questions, unanswered questions and votes; the chart is a PNG."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, CITED)})
    async with running_bot(serve(tmp_path, source_manager, answerer), server):
        for text in (WHEN, "Why?"):
            server.send_text(ANN, text)
        await bot_messages(server, ANN, 2)
        server.send_text(BOSS, "/stats")
        (stats,) = await bot_messages(server, BOSS)

    assert stats.file is not None
    assert stats.file.data.startswith(b"\x89PNG")
    assert ["Questions in 14 days: 2", "Without an answer: 1", "👍 0 · 👎 0"] == stats.text.splitlines()[:3]


async def test_without_matplotlib_the_chart_is_text(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text has a row of fixed width for each day, today last, between the numbers and the key of the signs."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(ANN, "When was the lamp lit?")
        await bot_messages(server, ANN)
        server.send_text(BOSS, "/stats")
        (stats,) = await bot_messages(server, BOSS)

    assert stats.file is None
    assert stats.text.startswith("Questions in 14 days: 1\n")
    assert stats.text.endswith("▼ Disliked")
    (rows,) = entity_texts(stats, "pre")
    assert (14, "▒" * 12 + " 1") == (len(rows.split("\n")), rows.split("\n")[-1].strip().split(" ", 1)[1])


async def test_unanswered_questions_and_disliked_answers_are_listed(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """Questions without an answer, and answers with 👎, are listed with their questions."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, CITED)})
    dependencies = serve(tmp_path, source_manager, answerer)
    async with running_bot(dependencies, server):
        for text in (WHEN, "Why?"):
            server.send_text(ANN, text)
        await bot_messages(server, ANN, 2)
        dependencies.conversations.vote(1, ANN, -1)
        for text in ("/unanswered", "/feedback"):
            server.send_text(BOSS, text)
        unanswered, disliked = await bot_messages(server, BOSS, 2)

    assert (["Why?"], [WHEN]) == (entity_texts(unanswered, "bold"), entity_texts(disliked, "bold"))
    assert [f"{TEXT} [1]"] == entity_texts(disliked, "expandable_blockquote")


async def test_blocked_users_have_pages(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A message lists twenty, and each page has the heading; nobody is out of reach."""
    dependencies = serve(tmp_path, source_manager)
    for user_id in range(100, 125):
        dependencies.stores.access.block(user_id, BOSS)
    async with running_bot(dependencies, server):
        server.send_text(BOSS, "/unblock")
        (first,) = await bot_messages(server, BOSS)
        server.press(first.message_id, BOSS, user_id=BOSS, text=translate("en", "more"))
        await server.eventually(lambda: len(server.messages(BOSS)[0].buttons) == 6)
        second = server.messages(BOSS)[0]

    assert [translate("en", "blocked", count=25)] * 2 == [first.text, second.text]
    assert 25 == sum(label.startswith("✕ ") for label in (*button_labels(first), *button_labels(second)))


def test_a_button_of_an_open_question_leads_back_to_its_page() -> None:
    """An admin who dismisses a question, or goes back from it, sees the page that it was on."""
    asked = [OpenQuestion(n, f"Why number {n}?", 1, datetime(2026, 5, 4, tzinfo=UTC), 0) for n in range(1, 12)]
    second = open_questions_message(asked, 1, "en")

    assert second.keyboard is not None
    assert ["a:fill:9-1", "a:dismissed:9-1"] == [one.callback_data for one in second.keyboard.inline_keyboard[0]]


async def test_conversations_are_exported(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The export is a file with one JSON document a line; without conversations, a sentence says so."""
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(BOSS, "/export")
        (nothing,) = await bot_messages(server, BOSS)
        server.send_text(ANN, "When was the lamp lit?")
        await bot_messages(server, ANN)
        server.send_text(BOSS, "/export")
        exported = (await bot_messages(server, BOSS, 2))[1]

    assert translate("en", "nothing-to-export") == nothing.text
    assert exported.file is not None
    assert ["When was the lamp lit?"] == [json.loads(line)["question"] for line in exported.file.data.splitlines()]


async def test_a_user_is_forgotten_on_request(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The bot asks for confirmation; no other user can confirm it."""
    dependencies = serve(tmp_path, source_manager)
    async with running_bot(dependencies, server):
        server.send_text(ANN, "When was the lamp lit?")
        await bot_messages(server, ANN)
        server.send_text(ANN, "/forget")
        asked = (await bot_messages(server, ANN, 2))[1]
        server.press(asked.message_id, ANN, user_id=BOSS, text=translate("en", "forget-all"))
        await server.eventually(lambda: server.answers_to_callbacks)
        kept = len(list(dependencies.stores.activity.export()))
        server.press(asked.message_id, ANN, user_id=ANN, text=translate("en", "forget-all"))
        await shown(server, translate("en", "all-forgotten", count=1), ANN)
        left = list(dependencies.stores.activity.export())

    assert (1, []) == (kept, left)


# Users


async def test_an_admin_invites_another_and_can_be_dismissed(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The link makes one admin; the list of admins dismisses them once that is confirmed."""
    dependencies = serve(tmp_path, source_manager)
    async with running_bot(dependencies, server):
        server.send_text(BOSS, "/inviteadmin")
        (invitation,) = await bot_messages(server, BOSS)
        link = re.search(r"start=(\S+)", invitation.text)
        assert link is not None
        server.send_text(ANN, f"/start {link[1]}")
        (welcome, _) = await bot_messages(server, ANN, 2)
        server.send_text(BOSS, "/admins")
        listed = (await bot_messages(server, BOSS, 2))[1]
        both = dependencies.stores.access.admins()
        for answer in ("Keep", "Remove"):
            await shown(server, translate("en", "admins", count=2))
            server.press(listed.message_id, BOSS, user_id=BOSS, text=f"✕ Ann · @ann · {ANN}")
            await shown(server, translate("en", "dismiss-ask", name=f"Ann · @ann · {ANN}"))
            both &= dependencies.stores.access.admins()
            server.press(listed.message_id, BOSS, user_id=BOSS, text=answer)
        await shown(server, "is no longer an admin")
        one = dependencies.stores.access.admins()

    assert translate("en", "welcome-admin") == welcome.text
    assert ({BOSS, ANN}, {BOSS}) == (set(both), set(one))


async def test_the_last_admin_stays(server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path) -> None:
    """A bot without an admin could be claimed only on its server, so the last one is told to invite another."""
    dependencies = make_dependencies(tmp_path, source_manager=source_manager, policy=AccessPolicy())
    access = dependencies.stores.access
    access.claim(access.new_claim(), BOSS)
    async with running_bot(dependencies, server):
        server.send_text(BOSS, "/admins")
        (listed,) = await bot_messages(server, BOSS)
        server.press(listed.message_id, BOSS, user_id=BOSS, data=f"a:revoke:{BOSS}", stale=True)
        await shown(server, translate("en", "last-admin", name=f"Boss · {BOSS}"))

        assert {BOSS} == set(access.admins())


class WeeklyReindex:
    """A schedule that is due in two days."""

    async def run(
        self, on_failures: Callable[[Sequence[Outcome]], Awaitable[None]], on_error: Callable[[str], Awaitable[None]]
    ) -> None:
        """Wait."""

    def due_in_s(self) -> float:
        """Return two days."""
        return 2 * 86_400.0


async def test_admins_see_when_the_web_sources_are_indexed_again(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The list for re-indexing says so; without web sources or a schedule it does not."""
    source_manager.catalog.add(make_source("The lamp", location=LINK, text=TEXT), TEXT)
    async with running_bot(replace(serve(tmp_path, source_manager), scheduled_reindex=WeeklyReindex()), server):
        server.send_text(BOSS, "/reindex")
        (listed,) = await bot_messages(server, BOSS)

    assert f"{translate('en', 'manage-reindex', count=1)}\nI index the web sources again in 2 days." == listed.text


async def test_a_user_is_blocked_by_name(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A user is blocked by the last known username; an admin cannot be blocked."""
    dependencies = serve(tmp_path, source_manager)
    async with running_bot(dependencies, server):
        server.send_text(ANN, "When was the lamp lit?")
        await bot_messages(server, ANN)
        for text in ("/block @Ann", f"/block {BOSS}", "/block @nobody"):
            server.send_text(BOSS, text)
        found = await bot_messages(server, BOSS, 3)
        blocked = dependencies.stores.access.blocked_users()

    assert [ANN] == blocked
    assert ["is blocked", "cannot be blocked", "Which user?"] == [
        next(words for words in ("is blocked", "cannot be blocked", "Which user?") if words in message.text)
        for message in found
    ]


# Profile and alerts


def _published(server: BotApiServer) -> list[ApiCall]:
    """The calls that publish something, without those that may finish long after their arrival."""
    return [call for call in server.calls() if call.method.startswith("setMy")]


async def test_the_profile_is_published_once(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """Commands and descriptions are published in each language; a second start repeats at most the last one."""
    async with running_bot(serve(tmp_path, source_manager, is_new_bot=True), server):
        await server.eventually(lambda: len(server.calls("setMyShortDescription")) == len(PROFILE_LANGUAGES))
        told = len(_published(server))
    async with running_bot(serve(tmp_path, source_manager), server):
        server.send_text(ANN, "/help")
        await bot_messages(server, ANN)
        again = _published(server)[told:]
    commands = server.commands

    assert {"setMyShortDescription"} >= {call.method for call in again}
    assert 1 >= len(again)
    assert {(f"chat:{BOSS}", code) for code in ("", *PROFILE_LANGUAGES[1:])} <= set(commands)
    assert "stats" in [command["command"] for command in commands[f"chat:{BOSS}", "de"]]
    assert "stats" not in [command["command"] for command in commands["all_private_chats", "de"]]
    assert "askers" in [command["command"] for command in commands["all_chat_administrators", ""]]


async def test_a_new_admin_gets_the_commands_of_admins(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A new admin has the commands in the menu soon after; a part that failed is published again."""
    dependencies = serve(tmp_path, source_manager, is_new_bot=True)
    server.fail_next("setMyDescription", status=500)
    async with Bot(server.token, base_url=server.base_url) as bot:
        telling = asyncio.create_task(publish_profile(bot, dependencies.stores, 0.05))
        await server.eventually(lambda: len(server.calls("setMyShortDescription")) == len(PROFILE_LANGUAGES))
        before = set(server.commands)
        dependencies.stores.access.claim(dependencies.stores.access.new_claim(), ANN)
        await server.eventually(lambda: (f"chat:{ANN}", PROFILE_LANGUAGES[-1]) in server.commands)
        await server.eventually(lambda: len(server.calls("setMyDescription")) == len(PROFILE_LANGUAGES) + 1)
        telling.cancel()
    dependencies.close()

    assert ({f"chat:{BOSS}"}, True) == (
        {scope for scope, _ in before if ":" in scope},
        "stats" in [command["command"] for command in server.commands[f"chat:{ANN}", ""]],
    )


async def test_a_former_admin_gets_the_commands_of_users(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """A dismissed admin, or one whom the settings no longer name, loses the commands; a failure is retried."""
    dependencies = make_dependencies(
        tmp_path,
        catalog=source_manager.catalog,
        policy=AccessPolicy(admins=frozenset({BOSS, BEN})),
        is_new_bot=True,
    )
    async with Bot(server.token, base_url=server.base_url) as bot:
        dependencies.stores.access.claim(dependencies.stores.access.new_claim(), ANN)
        telling = asyncio.create_task(publish_profile(bot, dependencies.stores, 0.05))
        await server.eventually(lambda: len(server.calls("setMyShortDescription")) == len(PROFILE_LANGUAGES))
        before = admins_listed(server)
        server.fail_next("deleteMyCommands", status=500)
        dependencies.stores.access.revoke_admin(ANN)
        await server.eventually(lambda: admins_listed(server) == {BOSS, BEN})
        telling.cancel()
        dependencies.close()
        dependencies = serve(tmp_path, source_manager)
        telling = asyncio.create_task(publish_profile(bot, dependencies.stores, 0.05))
        await server.eventually(lambda: admins_listed(server) == {BOSS})
        dependencies.stores.access.claim(dependencies.stores.access.new_claim(), ANN)
        await server.eventually(lambda: admins_listed(server) == {BOSS, ANN})
        telling.cancel()
    dependencies.close()

    assert {BOSS, ANN, BEN} == before
    assert {ANN, BEN} == {call.params["scope"]["chat_id"] for call in server.calls("deleteMyCommands")}


def admins_listed(server: BotApiServer) -> set[int]:
    """Return the users who have commands of their own in some language."""
    scopes = {scope.partition(":") for scope, _ in server.commands}
    return {int(user) for kind, _, user in scopes if kind == "chat"}


KEY_REFUSED = "The language model m refused the key; check PINCITE_LLM_API_KEY."


class FailingModel(FakeAnswerer):
    """Answers with quotes, because its model fails."""

    async def answer(self, question: Question) -> Answer:
        """Return a quote and the notice that the model failed."""
        return replace(quote_answer(question.text), notice="model_failed", failure=KEY_REFUSED)


async def test_admins_hear_once_that_the_model_fails(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The admins are alerted with the reason after three failures in a row, and not again after the fourth."""
    async with running_bot(serve(tmp_path, source_manager, FailingModel()), server):
        server.send_text(BOSS, "/help")
        await bot_messages(server, BOSS)
        for n in range(5):
            server.send_text(ANN, f"Question {n}?")
        await bot_messages(server, ANN, 5)
        await shown(server, "The language model failed")
        alerts = [message for message in server.messages(BOSS) if "model" in message.text]

    assert [translate("en", "alert-model", count=3, reason=KEY_REFUSED)] == [message.text for message in alerts]


def test_a_failed_source_says_that_its_earlier_version_stays() -> None:
    """A job that failed as a whole and one that failed in part both say so; a new source has no earlier version."""
    job = IndexJob(
        1, "done", LINK, "The lamp", follow=False, pages=1, user_id=1, chat_id=1, message_id=1, language="en"
    )
    kept, new = (Outcome(LINK, "The lamp", LINK, "document", count, "failed", "It is gone.") for count in (3, 0))
    stays = translate("en", "version-stays")
    assert failed_message(job, "It is gone.", is_kept=True).text.endswith(f"It is gone.\n{stays}")
    assert summary_message(job, [kept, new], stopped=False).text.endswith(stays)
    assert stays not in summary_message(job, [new], stopped=False).text


def test_a_list_that_is_too_long_is_named_before_its_entries() -> None:
    """An admin learns that entries were left out, however many of the others failed."""
    job = IndexJob(
        1, "done", LINK, "The lamp", follow=True, pages=20, user_id=1, chat_id=1, message_id=1, language="en"
    )
    gone = [Outcome(str(n), "", f"{NEXT}/{n}", "document", 0, "failed", "It is gone.") for n in range(20)]
    over = Outcome("list", "The lamp", LINK, "document", 0, "failed", "20 of 30 pages are indexed.")
    lines = summary_message(job, [*gone, over], stopped=False).text.splitlines()

    assert lines[3].endswith("20 of 30 pages are indexed.")
    assert translate("en", "and-more", count=13) == lines[-1]


def test_a_summary_shows_the_sentences_that_changed() -> None:
    """Each updated page has its counts and its first sentences, cut; they fit in one message beside failures."""
    job = IndexJob(
        1, "done", LINK, "The lamp", follow=True, pages=20, user_id=1, chat_id=1, message_id=1, language="en"
    )
    changes = SentenceChanges(12, 1, ("Four keepers live there.", "w" * 200, "It burns oil."), ("Three keepers left.",))
    updated = [Outcome(str(n), "", f"{NEXT}/{n}", "linked", 3, "updated", changes=changes) for n in range(5)]
    failed = [Outcome(str(n), "", "a" * 300, "linked", 0, "failed", "b" * 300) for n in range(9)]
    alone = Outcome("id", "", LINK, "document", 3, "updated", changes=changes)

    assert ["↻ +12 −1", "− Three keepers left.", "+ Four keepers live there."] == summary_message(
        job, [alone], stopped=False
    ).text.splitlines()[3:6]
    said = summary_message(job, [*failed, *updated], stopped=False).text
    assert utf16_length(said) <= MAX_UNITS
    assert 3 == said.count("− Three keepers left.")
    assert translate("en", "and-more", count=5) in said
    assert said.endswith(translate("en", "and-more", count=2))


@dataclass
class FailingReindex:
    """A scheduled re-index that runs twice, and fails for the same sources each time, or as a whole if for none."""

    count: int

    async def run(
        self, on_failures: Callable[[Sequence[Outcome]], Awaitable[None]], on_error: Callable[[str], Awaitable[None]]
    ) -> None:
        """Report the failures."""
        if not self.count:
            await on_error("It is gone.")
            await on_error("It is gone.")
            return
        about = [(str(n), f"Page {n}", f"{LINK}/{n}") for n in range(self.count)]
        failed = [Outcome(*each, "document", 3, "failed", "It is gone.") for each in about]
        await on_failures(failed)
        await on_failures(failed)

    def due_in_s(self) -> float:
        """Return a minute."""
        return 60.0


@pytest.mark.parametrize(
    ("count", "listed"),
    [
        (1, " Page 0: It is gone."),
        (2, "\n✕ Page 0: It is gone.\n✕ Page 1: It is gone."),
        (11, "".join(f"\n✕ Page {n}: It is gone." for n in range(8)) + "\n… (+3)"),
    ],
)
async def test_admins_hear_which_sources_could_not_be_indexed_again(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path, count: int, listed: str
) -> None:
    """One alert names the failed sources, each with its reason, and is not repeated soon."""
    dependencies = serve(tmp_path, source_manager)
    dependencies.stores.users.save(User(BOSS, "Boss", None, "en"))
    async with running_bot(replace(dependencies, scheduled_reindex=FailingReindex(count)), server):
        await shown(server, "could not be indexed again")
        server.send_text(BOSS, "/help")
        found = await bot_messages(server, BOSS, 2)

    assert translate("en", "alert-renewal", count=count, reason="").rstrip() + listed == found[0].text
    assert 2 == len(found)


async def test_admins_hear_that_the_schedule_fails(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """One alert gives the reason, and is not repeated soon."""
    dependencies = serve(tmp_path, source_manager)
    dependencies.stores.users.save(User(BOSS, "Boss", None, "en"))
    async with running_bot(replace(dependencies, scheduled_reindex=FailingReindex(0)), server):
        await shown(server, "could not be indexed again")
        server.send_text(BOSS, "/help")
        found = await bot_messages(server, BOSS, 2)

    assert translate("en", "alert-schedule", reason="It is gone.") == found[0].text
    assert 2 == len(found)


async def test_other_admins_hear_that_indexing_failed(
    server: BotApiServer, source_manager: FakeSourceManager, tmp_path: Path
) -> None:
    """The admin who asked sees the failure in the message of the job; the others get an alert."""
    dependencies = make_dependencies(
        tmp_path,
        catalog=source_manager.catalog,
        source_manager=source_manager,
        policy=AccessPolicy(admins=frozenset({BOSS, ANN})),
    )
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/help")
        await bot_messages(server, ANN)
        server.send_text(BOSS, LINK)
        (preview,) = await bot_messages(server, BOSS)
        del source_manager.pages[LINK]
        server.press(preview.message_id, BOSS, user_id=BOSS, text="Index")
        await shown(server, translate("en", "job-failed", reason=f"There is no page at {LINK}."))
        alert = await shown(server, "could not be indexed", ANN)

    assert translate("en", "alert-index", title="The lamp", reason=f"There is no page at {LINK}.") == alert.text
