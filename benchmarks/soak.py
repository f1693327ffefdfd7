"""Soak test: askers, groups, index jobs and faults, on loopback, for a bounded time.

    python benchmarks/soak.py [--minutes 30] [--users 8] [--work DIR] [--plot FILE]

The bot runs as ``pincite serve`` with the Bot API server of the tests, a model endpoint and a site of fifty pages.
Users in private chats and in a group ask all the time. Commands index, re-index and remove pages beside the bot. Faults
come in turn: a model that fails, a command that is killed, the bot that is killed, and a lock on ``bot.sqlite``. Every
two seconds the script records the bot's memory, open files, threads and write-ahead logs. At the end
``pincite doctor --deep`` checks the data folder. It prints the figures as JSON and draws a plot.
"""

import argparse
import itertools
import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chat_load import ADMIN, ModelHandler, SiteHandler, bot_settings, serve_http

from tests.support.botapi.botapi_server import BotApiServer

_QUESTIONS = Path(__file__).parent / "questions" / "atlantic-cable.jsonl"
_MOST_MINUTES = 60.0
_FIRST_USER, _GROUP = 1_000, -1_001
_SAMPLE_S, _JOB_S, _FAULT_S = 2.0, 15.0, 30.0
_START_S, _COMMAND_S = 300.0, 300.0
_MEGABYTE = 1_000_000


class _SickModel(ModelHandler):
    """A model endpoint that fails while it is sick."""

    is_sick = False

    def do_POST(self) -> None:  # noqa: N802 - the name that http.server calls
        """Answer, or fail with status 500."""
        if type(self).is_sick:
            self.send_error(500)
        else:
            super().do_POST()


@dataclass
class _Soak:
    """One run: its processes, counts and samples."""

    work: Path
    telegram: BotApiServer
    settings: dict[str, str]
    site: str
    ends: float
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    process: "subprocess.Popen[bytes] | None" = None
    counts: dict[str, int] = field(default_factory=dict)
    samples: list[dict[str, float]] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self.ends

    def count(self, name: str) -> None:
        """Count an event."""
        self.counts[name] = self.counts.get(name, 0) + 1

    def start_bot(self) -> None:
        """Start the bot, and wait until it asks for updates."""
        begun = len(self.telegram.calls("getUpdates"))
        with (self.work / "bot.log").open("ab") as log:
            command = [sys.executable, "-m", "bot", "serve"]
            self.process = subprocess.Popen(command, env=self.settings, stdout=log, stderr=subprocess.STDOUT)
        self.telegram.wait_for(lambda: len(self.telegram.calls("getUpdates")) > begun, timeout_s=_START_S)

    def stop_bot(self, how: signal.Signals) -> None:
        """Stop the bot."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)

    def command(self, *arguments: str, kill_after_s: float | None = None) -> "subprocess.CompletedProcess[str] | None":
        """Run a command of ``pincite``; None if it was killed."""
        command = [sys.executable, "-m", "bot", *arguments]
        try:
            return subprocess.run(
                command,
                env=self.settings,
                capture_output=True,
                text=True,
                timeout=kill_after_s or _COMMAND_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None

    def repeat(self, every_s: float, act: Callable[[int], None]) -> threading.Thread:
        """Call ``act`` with 0, 1, 2, … until the time is over, in a thread."""

        def run() -> None:
            for turn in itertools.count():
                if self.is_over:
                    return
                act(turn)
                time.sleep(max(0.0, min(every_s, self.ends - time.monotonic())))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    # What goes on meanwhile

    def ask(self, users: range, questions: list[str]) -> None:
        """Let one user ask, in a private chat or in the group."""
        user, question = self.chance.choice(users), self.chance.choice(questions)
        if self.chance.random() < 1 / 4:
            self.telegram.send_text(user, f"/ask {question}", chat_id=_GROUP)
            self.count("questions in the group")
        else:
            self.telegram.send_text(user, question)
            self.count("questions")

    def run_job(self, turn: int) -> None:
        """Index a page, re-index everything, or remove a page; every fourth command is killed."""
        kill_after_s = self.chance.uniform(1, 6) if turn % 4 == 3 else None  # noqa: PLR2004 - the fourth
        if turn % 3 == 0:
            ran = self.command("index", f"{self.site}/page{turn % 50}.html", "--depth", "0", kill_after_s=kill_after_s)
        elif turn % 3 == 1:
            ran = self.command("reindex", "--all", kill_after_s=kill_after_s)
        else:
            found = self.command("sources", "--json")
            known = json.loads(found.stdout)["sources"] if found and found.stdout else []
            ids = [one["id"] for one in known if "/page" in one["location"]]
            ran = self.command("remove", ids[0], kill_after_s=kill_after_s) if ids else found
        self.count("commands killed" if ran is None else "commands" if ran.returncode == 0 else "commands refused")

    def make_fault(self, turn: int) -> None:
        """Make one fault after the other."""
        match turn % 3:
            case 0:
                _SickModel.is_sick = True
                time.sleep(5)
                _SickModel.is_sick = False
                self.count("model failures")
            case 1:
                with closing(sqlite3.connect(self.work / "data" / "bot.sqlite", timeout=5)) as holder:
                    with suppress(sqlite3.OperationalError):
                        holder.execute("BEGIN IMMEDIATE")
                    time.sleep(2)
                    holder.rollback()
                self.count("locks on bot.sqlite")
            case _:
                self.stop_bot(signal.SIGKILL)
                self.start_bot()
                self.count("kills of the bot")

    def sample(self, _turn: int) -> None:
        """Record the resources of the bot."""
        if self.process is None:
            return
        proc, data = Path("/proc") / str(self.process.pid), self.work / "data"
        with suppress(OSError, ValueError, KeyError):  # a killed process has no memory
            status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
            self.samples.append(
                {
                    "minute": (time.monotonic() - self.begun) / 60,
                    "memory_mb": int(status["VmRSS"].split()[0]) / 1_000,
                    "threads": int(status["Threads"]),
                    "files": len(list((proc / "fd").iterdir())),
                    "wal_mb": sum(path.stat().st_size for path in data.glob("*.sqlite-wal")) / _MEGABYTE,
                }
            )


def main() -> None:
    """Run the soak test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0, help=f"at most {_MOST_MINUTES:.0f}")
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--work", type=Path, default=Path(".cache/soak"))
    parser.add_argument("--plot", type=Path, default=Path(".cache/soak/soak.svg"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    first_id = int(time.time() * 100)  # the bot knows updates by their ids, also those of the last run
    with (
        BotApiServer(first_update_id=first_id) as telegram,
        serve_http(_SickModel) as model,
        serve_http(SiteHandler) as site,
    ):
        seconds = 60 * min(options.minutes, _MOST_MINUTES)
        soak = _Soak(
            options.work,
            telegram,
            bot_settings(options.work, telegram, model) | {"PINCITE_LINK_DEPTH": "0"},
            site,
            time.monotonic(),
        )
        try:
            figures = _run(soak, options.users, seconds)
        finally:
            if soak.process is not None:
                soak.process.kill()
                soak.process.wait()
    _draw(soak.samples, options.plot)
    print(json.dumps(figures, indent=2))


def _run(soak: _Soak, user_count: int, seconds: float) -> dict[str, Any]:
    questions = [json.loads(line)["question"] for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    users = range(_FIRST_USER, _FIRST_USER + user_count)
    for user in (ADMIN, *users):
        soak.telegram.add_user(user, f"User {user}")
    soak.telegram.add_chat(_GROUP, "supergroup", "Cables")
    soak.start_bot()
    soak.begun = time.monotonic()
    soak.ends = soak.begun + seconds
    threads = [
        soak.repeat(1.5, lambda _: soak.ask(users, questions)),
        soak.repeat(_JOB_S, soak.run_job),
        soak.repeat(_FAULT_S, soak.make_fault),
        soak.repeat(_SAMPLE_S, soak.sample),
    ]
    for thread in threads:
        thread.join(timeout=seconds + _START_S + _COMMAND_S)
    time.sleep(10)  # the last answers
    soak.stop_bot(signal.SIGTERM)
    wal = sum(path.stat().st_size for path in (soak.work / "data").glob("*.sqlite-wal"))
    checked = soak.command("doctor", "--deep", "--fast", "--json")
    findings = json.loads(checked.stdout)["findings"] if checked else []
    sent = [call.params for call in soak.telegram.calls("sendMessage")]
    return {
        "minutes": round(seconds / 60, 1),
        "counts": soak.counts,
        "messages_sent": len(sent),
        "violations_of_the_bot_api": len(soak.telegram.violations),
        "wal_bytes_after_the_end": wal,
        "peak": {name: round(max(one[name] for one in soak.samples), 1) for name in soak.samples[0]},
        "doctor_exit_code": checked.returncode if checked else None,
        "doctor": [one for one in findings if one["part"].startswith("deep") or one["level"] == "problem"],
    }


def _draw(samples: list[dict[str, float]], path: Path) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - of the extra eval

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of its backend

    figure, axes = plt.subplots(4, 1, figsize=(7, 7), sharex=True, layout="constrained")
    names = {"memory_mb": "memory, MB", "files": "open files", "threads": "threads", "wal_mb": "WAL, MB"}
    for axis, (name, label) in zip(axes, names.items(), strict=True):
        axis.plot([one["minute"] for one in samples], [one[name] for one in samples], linewidth=1)
        axis.set_ylabel(label)
        axis.set_ylim(bottom=0)
        axis.grid(alpha=0.3)
    axes[-1].set_xlabel("minutes; each fall of the memory is a kill of the bot")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


if __name__ == "__main__":
    main()
