"""Users who ask two replicas, while one of them is killed.

Everything is on loopback; each wait and each number of rounds is bounded.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.state.engine import open_bot_database
from bot.state.job_queue import JobQueue
from bot.state.schema.operation_tables import jobs, outbox_messages, updates
from bot.telegram.messages.translations import translate
from index.catalog.database import Database
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.replica_processes import HOOK, SECRET, Proxy, ReplicaProcess
from tests.support.shell import Shell

ADMIN, FIRST_USER = 7, 100
LAMPS = 24
USERS, QUESTIONS = 4, 2
"""How many users ask before each kill, and how many questions each."""
_SETTLE_S = 400.0
_PAUSE_S = 0.1
_JOB_PAGE = (
    "<html><head><title>Page {n}</title></head><body><article><h1>Page {n}</h1><p>{text}</p></article></body></html>"
)


def lamp_page() -> str:
    """Return a page with a sentence about each lamp."""
    facts = "".join(
        f"<p>Lamp {n} was lit in {1800 + n} by the keeper of tower {n}. It burned oil for {n} hours a night.</p>"
        for n in range(1, LAMPS + 1)
    )
    return (
        f'<html lang="en"><head><title>Lamps</title></head><body><article><h1>Lamps</h1>{facts}</article></body></html>'
    )


@dataclass
class Replicas:
    """Two replicas on one database, with users who ask.

    Attributes:
        telegram: The Bot API server.
        processes: The replicas.
        database: Of the bot, opened by the test.
        asked: The questions of each user so far.
        jobs: The ids of the queued jobs.
    """

    folder: Path
    telegram: BotApiServer
    processes: Sequence[ReplicaProcess]
    database: Database
    asked: dict[int, int] = field(default_factory=dict)
    jobs: list[int] = field(default_factory=list)

    def ask(self, users: int, questions: int) -> None:
        """Let each user send so many questions, one right after the other."""
        for n in range(questions):
            for user in range(FIRST_USER, FIRST_USER + users):
                if user not in self.asked:
                    self.telegram.add_user(user, f"User {user}")
                    self.asked[user] = 0
                lamp = 1 + (user + 7 * self.asked[user] + n) % LAMPS
                self.telegram.send_text(user, f"When was lamp {lamp} lit?")
                self.asked[user] += 1

    def queue_job(self) -> None:
        """Queue the indexing of a page."""
        number = len(self.jobs)
        page = self.folder / "pages" / f"page{number}.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text(_JOB_PAGE.format(n=number, text=f"Buoy {number} rings its bell in fog. " * 20))
        queue = JobQueue(self.database)
        id_ = queue.propose(str(page), page.name, pages=1, user_id=ADMIN, chat_id=ADMIN, language="en")
        assert queue.enqueue(id_, follow=False)
        self.jobs.append(id_)

    def _read(self) -> tuple[list[Any], list[Any], list[str]]:
        with self.database.begin() as connection:
            received = connection.execute(select(updates.c.update_id, updates.c.body)).all()
            entries = connection.execute(
                select(
                    outbox_messages.c.state,
                    outbox_messages.c.update_id,
                    outbox_messages.c.chat_id,
                    outbox_messages.c.message_ids,
                ).where(outbox_messages.c.answer_id.is_not(None))
            ).all()
            states = connection.execute(select(jobs.c.state).order_by(jobs.c.id)).scalars()
            return list(received), list(entries), list(states)

    def wait_settled(self) -> None:
        """Wait until every question is answered, or its user was asked whether the answer arrived, and no job waits."""
        deadline, total = time.monotonic() + _SETTLE_S, sum(self.asked.values())
        while time.monotonic() < deadline:
            received, entries, states = self._read()
            handled = [row for row in received if row.body is None]
            settled = [row for row in entries if row.state in {"sent", "offered"}]
            if len(handled) >= total and len(settled) == total and not {"queued", "running"} & set(states):
                return
            time.sleep(_PAUSE_S)
        logs = "\n".join(one.log[-3_000:] for one in self.processes)
        raise AssertionError(f"{total} questions, {len(handled)} handled, {len(settled)} settled, {states}\n{logs}")

    def check(self) -> dict[str, int]:
        """Check that nothing was lost, doubled or out of order; return how many answers may have been lost."""
        _, entries, states = self._read()
        by_update = [row.update_id for row in entries]
        assert len(by_update) == len(set(by_update))
        assert sum(self.asked.values()) == len(by_update)
        assert ["done"] * len(self.jobs) == states, [one.text for one in self.telegram.messages(ADMIN)]
        offered = 0
        for user, questions in self.asked.items():
            mine = sorted((row for row in entries if row.chat_id == user), key=lambda row: row.update_id)
            assert questions == len(mine)
            ids = [int(id_) for row in mine for id_ in row.message_ids.strip("[]").split(",") if id_.strip()]
            assert sorted(ids) == ids
            shown = [one for one in self.telegram.messages(user) if not _is_notice(one)]
            unsure = sum(row.state == "offered" for row in mine)
            assert set(ids) <= {one.message_id for one in shown}
            assert len(ids) <= len(shown) <= len(ids) + unsure, (ids, [(one.message_id, one.text) for one in shown])
            offered += unsure
        assert [] == self.telegram.violations
        return {"questions": len(by_update), "jobs": len(states), "unsure": offered}


def _is_notice(message: SentMessage) -> bool:
    """Whether a message asks if an answer arrived, or is the preview that a killed process left."""
    labels = {button.get("text") for row in message.buttons for button in row}
    return translate("en", "show-again") in labels or message.text == translate("en", "working")


@contextmanager
def running_replicas(folder: Path, database_url: str, chroma_url: str) -> Iterator[Replicas]:
    """Run two replicas over an index of one page, behind a proxy."""
    (folder / "lamps.html").write_text(lamp_page(), encoding="utf-8")
    indexed = Shell(folder)("index", folder / "lamps.html", DATABASE_URL=database_url, CHROMA_URL=chroma_url)
    assert 0 == indexed.exit_code, indexed.output
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    with BotApiServer() as telegram:
        telegram.add_user(ADMIN, "Ada")
        settings = kept | {
            "PINCITE_DATABASE_URL": database_url,
            "PINCITE_CHROMA_URL": chroma_url,
            "PINCITE_ADMINS": str(ADMIN),
            "PINCITE_QUESTIONS_PER_MINUTE": "0",  # on a quick machine the users ask more than the default allows
            "PINCITE_TELEGRAM_TOKEN": telegram.token,
            "PINCITE_TELEGRAM_BASE_URL": telegram.base_url,
            "PINCITE_TELEGRAM_BASE_FILE_URL": telegram.base_file_url,
            "PINCITE_WEBHOOK_URL": f"https://example.org{HOOK}",
            "PINCITE_WEBHOOK_SECRET": SECRET,
        }
        processes = [ReplicaProcess(folder / name, settings) for name in ("one", "two")]
        database = open_bot_database(database_url)
        try:
            for one in processes:
                one.start()
            for one in processes:
                one.wait_ready()
            with Proxy(telegram, processes):
                yield Replicas(folder, telegram, processes, database)
        finally:
            for one in processes:
                one.stop(signal.SIGKILL)
            database.close()


def kill_under_load(
    replicas: Replicas,
    kills: int,
    *,
    seed: int = 1,
    report: Callable[[str], None] = lambda _: None,
) -> dict[str, int]:
    """Kill one of the two replicas so many times while users ask and a job waits; return what was checked."""
    random_ = random.Random(seed)  # noqa: S311 - of a test
    checked: dict[str, int] = {}
    for number in range(kills):
        victim = replicas.processes[number % 2]
        replicas.queue_job()
        replicas.ask(USERS, QUESTIONS)
        time.sleep(random_.uniform(0.2, 2.0))
        started = time.monotonic()
        victim.stop(signal.SIGKILL)
        try:
            replicas.wait_settled()
            checked = replicas.check()
        finally:  # the other tests need both
            victim.start()
            victim.wait_ready()
        report(f"kill {number + 1}: settled after {time.monotonic() - started:.1f} s, {checked}")
    return checked
