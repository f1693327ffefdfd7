"""Load-tests the Telegram bot: many users ask at once while a model generates answers and an index job runs.

    python benchmarks/chat_load.py [--users 200] [--distinct N] [--spread-s 0] [--messages-per-s 30] [--work DIR]

Everything runs on loopback: the Bot API server of the tests, a model that takes a second for each answer, and a site of
fifty pages that an admin indexes meanwhile. The bot runs in a process of its own, which measures the lag of its event
loop. Telegram accepts 30 messages a second from a bot; a higher ``--messages-per-s`` removes that limit.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.botapi.botapi_server import BotApiServer

_SAMPLE = Path(__file__).parent.parent / "samples" / "atlantic-cable.html"
_QUESTIONS = Path(__file__).parent / "questions" / "atlantic-cable.jsonl"
_ENGLISH = 30  # the first questions of the file are English
_OPENINGS = (
    "",
    "According to the article, ",
    "In this article: ",
    "As far as the text says, ",
    "For my report: ",
    "My teacher asks: ",
    "In those days, ",
    "By the way, ",
)
ADMIN, _FIRST_USER = 1, 1_000
_PAGES = 50
_WINDS = ("north", "east", "south", "west")
_MODEL_S = 1.0
_PROBE_S = 0.005
_LONGEST_S = 300
_STOP = "x:"


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Log nothing."""

    def send(self, body: bytes, kind: str) -> None:
        """Send a response with this body."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class ModelHandler(_Quiet):
    """Answers with the first sentence of its prompt after a second, and with YES when it is asked to confirm."""

    def do_POST(self) -> None:
        """Answer a chat request with one streaming event."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        shown = re.findall(r"^\[1\] (.+)$", asked["messages"][-1]["content"], re.MULTILINE)
        text = f"{shown[-1].rstrip('.')} [1]." if shown else "YES"
        time.sleep(_MODEL_S)
        delta = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
        end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        usage = {"choices": [], "usage": {"prompt_tokens": 200, "completion_tokens": 30, "total_tokens": 230}}
        chunks = [
            {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "m"} | part
            for part in (delta, end, usage)
        ]
        body = b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks) + b"data: [DONE]\n\n"
        self.send(body, "text/event-stream")


class SiteHandler(_Quiet):
    """Fifty pages of some hundred words, and a page with links to them."""

    def do_GET(self) -> None:
        """Serve a page."""
        number = re.fullmatch(r"/page(\d+)\.html", self.path)
        if self.path == "/":
            items = "".join(f'<p>Log <a href="/page{n}.html">number {n}</a> of the keeper.</p>' for n in range(_PAGES))
            self.send(f"<html><title>Logs</title><body><article>{items}</article></body></html>".encode(), "text/html")
        elif number:
            self.send(_page(int(number[1])).encode(), "text/html")
        else:
            self.send_error(404)


def _page(n: int) -> str:
    said = [
        f"On day {day} of log {n} the keeper wrote that the wind came from the {_WINDS[day % len(_WINDS)]} "
        f"and that {day * 7 + n} ships passed the light before dusk."
        for day in range(1, 25)
    ]
    body = "".join(f"<p>{' '.join(said[at : at + 4])}</p>" for at in range(0, len(said), 4))
    return f"<html><title>Log {n}</title><body><article><h1>Log {n}</h1>{body}</article></body></html>"


@contextmanager
def serve_http(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Run a server on loopback; yield its address."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's
            """Ignore clients that close the connection early."""

    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Run the load test and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--spread-s", type=float, default=0.0, help="spread the questions over so many seconds")
    parser.add_argument("--distinct", type=int, default=0, help="number of distinct questions; 0: one for each user")
    parser.add_argument("--messages-per-s", type=float, default=30.0)
    parser.add_argument("--no-job", action="store_true", help="run no index job")
    parser.add_argument("--work", type=Path, default=Path(".cache/chat"))
    parser.add_argument("--bot", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        _run_bot(options.messages_per_s, options.work)
        return
    options.work.mkdir(parents=True, exist_ok=True)
    first_id = int(time.time() * 100)  # the bot knows updates by their ids, also those of the last measurement
    with (
        BotApiServer(first_update_id=first_id) as telegram,
        serve_http(ModelHandler) as model,
        serve_http(SiteHandler) as site,
    ):
        with _bot_process(options, telegram, model) as bot:
            figures = _measure(options, telegram, site, bot)
        figures["lag"] = json.loads((options.work / "lag.json").read_text())
    print(json.dumps(figures, indent=2))


def _measure(
    options: argparse.Namespace, telegram: BotApiServer, site: str, bot: "subprocess.Popen[bytes]"
) -> dict[str, Any]:
    users = range(_FIRST_USER, _FIRST_USER + options.users)
    telegram.add_user(ADMIN, "Admin")
    for user in users:
        telegram.add_user(user, f"User {user}")
    first, *questions = distinct_questions(1 + (options.distinct or options.users))
    telegram.send_text(ADMIN, first)  # warms the embedder
    telegram.wait_for(lambda: _answer_times(telegram, ADMIN), timeout_s=_LONGEST_S)
    bot.send_signal(signal.SIGUSR1)
    if not options.no_job:
        _start_job(telegram, site)
    busy = _processor_s(bot.pid), time.process_time()
    asked_at: dict[int, float] = {}
    for n, user in enumerate(users):
        asked_at[user] = time.monotonic()
        telegram.send_text(user, questions[n % len(questions)])
        time.sleep(options.spread_s / options.users)
    _wait_for_answers(telegram, users, 1)
    busy = _processor_s(bot.pid) - busy[0], time.process_time() - busy[1]
    took = sorted(_answer_times(telegram, user)[0] - asked_at[user] for user in users)
    job = telegram.messages(ADMIN)[-1].text if not options.no_job else "none"
    kept = _order_is_kept(telegram, users, questions[:3])
    return {
        "users": options.users,
        "different_questions": len(questions),
        "spread_s": options.spread_s,
        "messages_per_s": options.messages_per_s,
        "answer_s": {
            "p50": round(statistics.median(took), 2),
            "p95": round(took[int(0.95 * len(took)) - 1], 2),
            "max": round(took[-1], 2),
        },
        "processor_s": {"bot": round(busy[0], 1), "telegram, model and site": round(busy[1], 1)},
        "order_kept": kept,
        "job_then": job,
    }


def distinct_questions(count: int) -> list[str]:
    """Return ``count`` questions that the sample answers; no two share an entry of the answer cache."""
    lines = _QUESTIONS.read_text(encoding="utf-8").splitlines()[:_ENGLISH]
    asked = [json.loads(line)["question"] for line in lines]
    return [f"{opening}{question}" for opening in _OPENINGS for question in asked][:count]


def _processor_s(pid: int) -> float:
    """Return the processor time of a process in seconds."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _start_job(telegram: BotApiServer, site: str) -> None:
    telegram.send_text(ADMIN, f"/index {site}/")

    def offered() -> tuple[int, str] | None:
        """Return the message with the button that also indexes linked pages, and the button's label."""
        labels = ((one.message_id, row[0]["text"]) for one in telegram.messages(ADMIN) for row in one.buttons)
        return next((found for found in labels if "linked" in found[1]), None)

    message_id, label = telegram.wait_for(offered, timeout_s=_LONGEST_S) or (0, "")
    telegram.press(message_id, ADMIN, user_id=ADMIN, text=label)
    telegram.wait_for(lambda: "Pages: " in telegram.messages(ADMIN)[-1].text, timeout_s=_LONGEST_S)


def _is_reply(params: Mapping[str, Any]) -> bool:
    """Return whether a message is a reply, also "not found", and no preview, which has only a button that stops it."""
    buttons = [button for row in (params.get("reply_markup") or {}).get("inline_keyboard", ()) for button in row]
    return [button.get("callback_data") for button in buttons] != [_STOP]


def _answer_times(telegram: BotApiServer, user: int) -> list[float]:
    """Return the times at which the bot sent answers to a user."""
    calls = telegram.calls("sendMessage")
    return [call.time for call in calls if call.params["chat_id"] == user and _is_reply(call.params)]


def _wait_for_answers(telegram: BotApiServer, users: range, count: int) -> None:
    """Wait until each user has ``count`` answers."""
    ends = time.monotonic() + _LONGEST_S
    while time.monotonic() < ends:
        found = Counter(call.params["chat_id"] for call in telegram.calls("sendMessage") if _is_reply(call.params))
        if all(found[user] >= count for user in users):
            return
        time.sleep(0.25)
    raise SystemExit(f"Some users had no answer within {_LONGEST_S} s.")


def _order_is_kept(telegram: BotApiServer, users: range, questions: Sequence[str]) -> bool:
    """Return whether each user who sends all ``questions`` at once gets the answers in that order."""
    before = {user: len(telegram.messages(user)) for user in users}
    answers = [telegram.messages(user)[-1].text for user in users[: len(questions)]]
    for user in users:
        for question in questions:
            telegram.send_text(user, question)
    _wait_for_answers(telegram, users, 1 + len(questions))
    return all(answers == [message.text for message in telegram.messages(user)[before[user] :]] for user in users)


def bot_settings(work: Path, telegram: BotApiServer, model: str) -> dict[str, str]:
    """Return the environment of a bot about the sample article, which loopback servers serve."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    return kept | {
        "PINCITE_DATA_DIR": str((work / "data").absolute()),
        "PINCITE_ARTICLE": str(_SAMPLE),
        "PINCITE_FETCH_ALLOW_NETWORKS": "127.0.0.0/8",
        "PINCITE_FETCH_PAUSE_S": "0",
        "PINCITE_ADMINS": str(ADMIN),
        "PINCITE_TELEGRAM_TOKEN": telegram.token,
        "PINCITE_TELEGRAM_BASE_URL": telegram.base_url,
        "PINCITE_TELEGRAM_BASE_FILE_URL": telegram.base_file_url,
        "PINCITE_LLM_PROVIDER": "openai",
        "PINCITE_LLM_MODEL": "second",
        "PINCITE_LLM_BASE_URL": f"{model}/v1",
        "PINCITE_LLM_API_KEY": "none",
        "PINCITE_QUESTIONS_PER_MINUTE": "0",
    }


@contextmanager
def _bot_process(
    options: argparse.Namespace, telegram: BotApiServer, model: str
) -> Iterator["subprocess.Popen[bytes]"]:
    settings = bot_settings(options.work, telegram, model) | {
        "PINCITE_LINKED_PAGES_MAX": str(_PAGES),
        "PINCITE_LLM_CONCURRENCY": "100",
    }
    command = [sys.executable, __file__, "--bot", "--work", str(options.work)]
    command += ["--messages-per-s", str(options.messages_per_s)]
    with (options.work / "bot.log").open("w") as log:
        process = subprocess.Popen(command, env=settings, stdout=log, stderr=subprocess.STDOUT)
    try:
        telegram.wait_for(lambda: telegram.calls("getUpdates", in_progress=True), timeout_s=_LONGEST_S)
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()


# In the bot's process


def _run_bot(messages_per_s: float, work: Path) -> None:
    from bot.cli.serve import prepare_application  # noqa: PLC0415 - as above
    from bot.composition.container import Container  # noqa: PLC0415 - only in the bot's process
    from bot.telegram.application import run  # noqa: PLC0415 - as above
    from config.settings import Settings  # noqa: PLC0415 - as above

    application = prepare_application(Container(Settings(_env_file=None)), messages_per_s=messages_per_s)
    lags: list[float] = []
    signal.signal(signal.SIGUSR1, lambda *_: lags.clear())  # the measurement starts after the first answer
    begin = application.post_init

    async def begin_with_probe(started: Any) -> None:  # noqa: ANN401 - PTB's application
        if begin is not None:
            await begin(started)
        application.bot_data["probe"] = asyncio.create_task(_probe(lags))

    application.post_init = begin_with_probe
    try:
        run(application)
    finally:
        lags.sort()
        figures = {
            "p50_ms": round(statistics.median(lags) * 1000, 1),
            "p99_ms": round(lags[int(0.99 * len(lags))] * 1000, 1),
            "max_ms": round(lags[-1] * 1000, 1),
        }
        (work / "lag.json").write_text(json.dumps(figures))


async def _probe(lags: list[float]) -> None:
    """Record the lag of the event loop's wake-ups until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        before = loop.time()
        await asyncio.sleep(_PROBE_S)
        lags.append(max(0.0, loop.time() - before - _PROBE_S))


if __name__ == "__main__":
    main()
