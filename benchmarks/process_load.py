"""Compares one process and two replicas, on files, on PostgreSQL and on a Chroma server, under questions at once.

    python benchmarks/process_load.py [--users 100] [--rounds 2]

Each user asks another question in quotes mode, all at the same moment. A set-up is one or two ``pincite serve`` with a
webhook; updates reach them in turn. All set-ups run in each round, one after the other, over the sample article.
Everything is on loopback and ends with the measurement.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chat_load import distinct_questions

from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chroma_server import running_chroma
from tests.support.postgresql_server import PostgresqlServer
from tests.support.replica_processes import HOOK, SECRET, Proxy, ReplicaProcess

_SAMPLE = Path(__file__).parent.parent / "samples" / "atlantic-cable.html"
_FIRST_USER, _WARM_UP = 1_000, 4
_LONGEST_S, _PAUSE_S = 180.0, 0.05


@dataclass
class Setup:
    """A set-up and what was measured of it, an entry a round."""

    name: str
    processes: int
    on_servers: bool
    rates: list[float] = field(default_factory=list)
    p95_s: list[float] = field(default_factory=list)
    bot_ms: list[float] = field(default_factory=list)
    server_ms: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)

    def line(self) -> str:
        """Return the line of the table: medians of the rounds."""
        measured = (self.rates, self.p95_s, self.bot_ms, self.server_ms, self.memory_mb)
        rate, p95, bot, server, memory = map(statistics.median, measured)
        return f"{self.name:<44}{rate:>8.1f}{p95:>8.1f}{bot:>9.0f}{server:>9.0f}{memory:>11.0f}"


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=100, choices=range(1, 201), metavar="1-200")
    parser.add_argument("--rounds", type=int, default=2, choices=range(1, 6), metavar="1-5")
    options = parser.parse_args()
    setups = (
        Setup("one process, SQLite, vectors in the folder", 1, on_servers=False),
        Setup("one process, PostgreSQL and Chroma server", 1, on_servers=True),
        Setup("two replicas, PostgreSQL and Chroma server", 2, on_servers=True),
    )
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before, {options.users} users", flush=True)
    for _ in range(options.rounds):
        for setup in setups:
            _measure(setup, options.users)
            print(f"  {setup.name}: {setup.rates[-1]:.1f} a second, load {os.getloadavg()[0]:.1f}", flush=True)
    print(f"{'':<44}{'q/s':>8}{'p95, s':>8}{'bot, ms':>9}{'DB, ms':>9}{'bots, MB':>11}")
    for setup in setups:
        print(setup.line())


def _measure(setup: Setup, users: int) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, servers = Path(name), {}
        if setup.on_servers:
            database = stack.enter_context(PostgresqlServer())
            chroma = stack.enter_context(running_chroma(folder / "chroma"))
            servers = {"PINCITE_DATABASE_URL": database.address(), "PINCITE_CHROMA_URL": chroma.url}
        telegram = stack.enter_context(BotApiServer())
        replicas = stack.enter_context(_running(setup, folder, telegram, servers))
        bots = [one.process.pid for one in replicas if one.process]
        stack.enter_context(Proxy(telegram, replicas))
        questions = distinct_questions(_WARM_UP * 2 + users)
        _ask(telegram, range(_FIRST_USER - _WARM_UP * 2, _FIRST_USER), questions)  # warms every process
        before = _processor_s(bots), _processor_s(_find_servers(bots))
        asked_at = time.monotonic()
        took = _ask(telegram, range(_FIRST_USER, _FIRST_USER + users), questions[_WARM_UP * 2 :])
        setup.rates.append(users / (max(took) - asked_at))
        setup.p95_s.append(sorted(took)[int(0.95 * users) - 1] - asked_at)
        setup.bot_ms.append(1000 * (_processor_s(bots) - before[0]) / users)
        setup.server_ms.append(1000 * (_processor_s(_find_servers(bots)) - before[1]) / users)
        setup.memory_mb.append(sum(map(_memory_mb, bots)))


@contextmanager
def _running(
    setup: Setup, folder: Path, telegram: BotApiServer, servers: dict[str, str]
) -> Iterator[Sequence[ReplicaProcess]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    settings = (
        kept
        | servers
        | {
            "PINCITE_ADMINS": "1",
            "PINCITE_QUESTIONS_PER_MINUTE": "0",
            "PINCITE_TELEGRAM_TOKEN": telegram.token,
            "PINCITE_TELEGRAM_BASE_URL": telegram.base_url,
            "PINCITE_TELEGRAM_BASE_FILE_URL": telegram.base_file_url,
            "PINCITE_WEBHOOK_URL": f"https://example.org{HOOK}",
            "PINCITE_WEBHOOK_SECRET": SECRET,
        }
    )
    replicas = [ReplicaProcess(folder / str(n), settings) for n in range(setup.processes)]
    command = [sys.executable, "-m", "bot", "index", str(_SAMPLE)]
    data = {"PINCITE_DATA_DIR": str(replicas[0].folder / "data")}
    subprocess.run(command, env=settings | data, check=True, stdout=subprocess.DEVNULL, timeout=_LONGEST_S)
    try:
        for one in replicas:
            one.start()
        for one in replicas:
            one.wait_ready()
        yield replicas
    finally:
        for one in replicas:
            one.stop(signal.SIGTERM)


def _ask(telegram: BotApiServer, users: range, questions: Sequence[str]) -> list[float]:
    """Let each user ask a question at once; return the times of the answers."""
    for user, question in zip(users, questions, strict=False):
        telegram.add_user(user, f"User {user}")
        telegram.send_text(user, question)
    deadline = time.monotonic() + _LONGEST_S
    while time.monotonic() < deadline:
        calls = telegram.calls("sendMessage")
        first = {call.params["chat_id"]: call.time for call in reversed(calls) if call.params["chat_id"] in users}
        if len(first) == len(users):
            return list(first.values())
        time.sleep(_PAUSE_S)
    raise SystemExit(f"Some users had no answer within {_LONGEST_S:.0f} s.")


def _find_servers(bots: Sequence[int]) -> list[int]:
    """Return the ids of the processes below this one, except the bots and theirs."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:  # it ended
            continue

    def is_below(pid: int) -> bool:
        while pid in parents and pid not in bots:
            if parents[pid] == os.getpid():
                return True
            pid = parents[pid]
        return False

    return [pid for pid in parents if is_below(pid)]


def _processor_s(pids: Sequence[int]) -> float:
    """Return the processor time of processes and of their ended children."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    """Return the memory of a process; pages that it shares with others count in part."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1_000


if __name__ == "__main__":
    main()
