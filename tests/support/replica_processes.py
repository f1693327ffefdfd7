"""Processes of ``pincite serve`` that share a database, and a proxy that delivers updates to them."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.support.botapi.botapi_server import BotApiServer
from tests.support.botapi.markup import JsonDict
from tests.support.shared_models import link_models

SECRET = "only-telegram-and-the-replicas-know-this"  # noqa: S105 - of a test
HOOK = "/hooks/pincite"
_START_S = 600.0
_PAUSE_S = 0.1
_STARTED = "Application started"


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass
class ReplicaProcess:
    """One ``pincite serve`` with a data folder of its own."""

    folder: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    _starts: int = 0

    @property
    def log(self) -> str:
        """What the process printed, in all its runs."""
        path = self.folder / "serve.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def start(self) -> None:
        """Start the process."""
        self._starts = self.log.count(_STARTED)
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._starts:
            link_models(self.folder / "data")
        own = {"PINCITE_DATA_DIR": str(self.folder / "data"), "PINCITE_WEB_PORT": str(self.port)}
        with (self.folder / "serve.log").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                env={**self.settings, **own},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_ready(self) -> None:
        """Wait until the process handles updates."""
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, self.log
            if self.log.count(_STARTED) > self._starts:
                return
            time.sleep(_PAUSE_S)
        raise AssertionError(self.log)

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End the process; return its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(number)
        try:
            return self.process.wait(timeout=60)
        finally:
            self.process.kill()
            self.process.wait()
            self.process = None


class Proxy:
    """Delivers updates as Telegram and a proxy do: each chat in order, to any replica that accepts."""

    def __init__(self, telegram: BotApiServer, replicas: Sequence[ReplicaProcess]) -> None:
        self._telegram = telegram
        self._replicas = replicas
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._turn = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join(30)

    async def _run(self) -> None:
        queues: dict[object, asyncio.Queue[JsonDict]] = {}
        tasks = []
        async with httpx.AsyncClient(timeout=10) as client:
            while not self._stopped.is_set():
                for update in self._telegram.take_updates():
                    chat = _chat_of(update)
                    if chat not in queues:
                        queues[chat] = asyncio.Queue()
                        tasks.append(asyncio.create_task(self._deliver(queues[chat], client)))
                    queues[chat].put_nowait(update)
                await asyncio.sleep(0.02)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, queue: "asyncio.Queue[JsonDict]", client: httpx.AsyncClient) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        while True:
            update = await queue.get()
            while True:
                self._turn += 1
                port = self._replicas[self._turn % len(self._replicas)].port
                with contextlib.suppress(httpx.TransportError):
                    reply = await client.post(f"http://127.0.0.1:{port}{HOOK}", json=update, headers=headers)
                    if reply.is_success:
                        break
                await asyncio.sleep(_PAUSE_S)


def _chat_of(update: JsonDict) -> object:
    message = update.get("message") or update.get("callback_query", {}).get("message") or {}
    return message.get("chat", {}).get("id")
