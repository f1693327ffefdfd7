"""Measures the memory of ``pincite serve`` with many passages, before and after questions.

    python benchmarks/serve_memory.py [--passages 10000] [--users 200] [--work DIR] [--beside TREE]

An index of synthetic pages with random vectors is built once, in DIR. One process serves it with its web server, and
gets twenty questions one after another, then one of each user at the same moment, all in quotes mode. TREE is another
checkout, which serves the same index next. Everything is on loopback and ends with the measurement.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from indexing import build_random_index

from tests.support.botapi.botapi_server import BotApiServer

_HERE = Path(__file__).resolve().parent.parent
_THINGS = ("lamp", "bell", "cable", "boat", "tower", "mast", "wheel", "anchor", "ledger", "clock", "chart", "rope")
_PLACES = ("Gull Reef", "Harrow", "Old Quay", "Fenwick", "Sandhead", "Marsh End", "Port Vale", "Cold Bay")
_QUESTIONS = [f"When was the {thing} of {place} finished?" for thing in _THINGS for place in _PLACES]
_FIRST_USER, _ONE_BY_ONE = 1_000, 20
_LONGEST_S, _PAUSE_S, _SETTLE_S = 180.0, 0.2, 4.0


def main() -> None:
    """Print the memory of each tree at each step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=200, choices=range(1, 201), metavar="1-200")
    parser.add_argument("--work", type=Path, default=Path(".cache/serve-memory"))
    parser.add_argument("--beside", type=Path, metavar="TREE", help="another checkout")
    options = parser.parse_args()
    built = options.work / f"data-{options.passages}"
    if not built.exists():
        build_random_index(built, options.passages)
    print(f"{'resident MB, ' + str(options.passages) + ' passages':<32}{'ready':>8}{'20 asked':>10}{'all asked':>11}")
    for tree in (_HERE, *([options.beside.resolve()] if options.beside else [])):
        with tempfile.TemporaryDirectory() as folder:
            data = shutil.copytree(built, Path(folder) / "data")
            ready, few, many = _measure(tree, data, options.users)
        print(f"{tree.name:<32}{ready:>8.0f}{few:>10.0f}{many:>11.0f}", flush=True)


def _measure(tree: Path, data: Path, users: int) -> tuple[float, float, float]:
    log = data.with_name("serve.log")
    with BotApiServer() as telegram, log.open("wb") as output:
        for user in range(users):
            telegram.add_user(_FIRST_USER + user, f"User {user}")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
        settings = {
            "DATA_DIR": str(data),
            "QUESTIONS_PER_MINUTE": "0",
            "TELEGRAM_BASE_FILE_URL": telegram.base_file_url,
            "TELEGRAM_BASE_URL": telegram.base_url,
            "TELEGRAM_TOKEN": telegram.token,
            "WEB_PORT": str(_find_free_port()),
        }
        environment = kept | {f"PINCITE_{name}": value for name, value in settings.items()} | {"PYTHONPATH": str(tree)}
        command = [sys.executable, "-m", "bot", "serve"]
        process = subprocess.Popen(command, cwd=tree, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            telegram.wait_for(
                lambda: bool(telegram.calls("getUpdates", in_progress=True)), timeout_s=_LONGEST_S, what="the bot"
            )
            time.sleep(_SETTLE_S)
            ready = _resident_mb(process.pid)
            for asked, question in enumerate(_QUESTIONS[:_ONE_BY_ONE], start=1):
                telegram.send_text(_FIRST_USER, question)
                _wait_for_answers(log, asked)
            few = _resident_mb(process.pid)
            for user in range(users):
                telegram.send_text(_FIRST_USER + user, _QUESTIONS[(_ONE_BY_ONE + user) % len(_QUESTIONS)])
            _wait_for_answers(log, _ONE_BY_ONE + users)
            return ready, few, _resident_mb(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for_answers(log: Path, count: int) -> None:
    end = time.monotonic() + _LONGEST_S
    while log.read_text("utf-8").count("outcome=") < count:
        if time.monotonic() > end:
            raise SystemExit(f"The bot did not answer {count} questions.")
        time.sleep(_PAUSE_S)


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _resident_mb(process_id: int) -> float:
    lines = Path(f"/proc/{process_id}/status").read_text("utf-8").splitlines()
    (size,) = [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
    return size / 1024


if __name__ == "__main__":
    main()
