"""Chroma's own server, started on loopback and stopped by its process id."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_STARTS = 3
_WAIT_S = 60.0
# The program `chroma` does the same, after a second in which it imports the client.
_CHROMA = "import sys, chromadb_rust_bindings; chromadb_rust_bindings.cli(['chroma', *sys.argv[1:]])"


@dataclass
class RunningChroma:
    """A server over a folder, which keeps its port when it starts again."""

    folder: Path
    port: int
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> bool:
        """Start the server; returns whether it replies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = (self.folder / "server.log").open("ab")
        command = [
            sys.executable,
            "-c",
            _CHROMA,
            "run",
            "--path",
            str(self.folder / "data"),
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        with log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        deadline = time.monotonic() + _WAIT_S
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/api/v2/heartbeat", timeout=5).is_success:
                    return True
            except httpx.TransportError:
                time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Stop the server."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_chroma(folder: Path) -> Iterator[RunningChroma]:
    """Run a server over a folder until the context ends."""
    for _ in range(_STARTS):  # another program may take the port first
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            server = RunningChroma(folder, free.getsockname()[1])
        try:
            if server.start():
                yield server
                return
        finally:
            server.stop()
    raise RuntimeError((folder / "server.log").read_text(encoding="utf-8", errors="replace")[-2_000:])
