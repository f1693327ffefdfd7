"""A worker process as its parent sees it: asked over a pipe, ended when it does not answer in time."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from index.errors import UnreachableError
from index.parsing import wire_format
from index.parsing.worker_main import READY, TAKEN
from index.types import Raw

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from index.parsing.worker_main import main; main(sys.argv[2], *map(float, sys.argv[3:]))"
)
_START_TIMEOUT_S = 60.0
_MAX_REPLY_BYTES = 500_000_000
# What a parser needs of the environment, and no more: the rest holds tokens and keys.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG", "LC_ALL", "TZ")
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class LeftError(Exception):
    """The process ended before it took the request, which another one may take."""


class WorkerProcess:
    """One worker process. One thread at a time may ask it."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Start it with the arguments of ``index.parsing.worker_main.main``; raises ``UnreachableError``."""
        paths = json.dumps([str(Path(path).absolute()) for path in sys.path])
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _ONE_THREAD
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very Python, with arguments of our own
                [sys.executable, "-I", "-c", _START, paths, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the parent, which ends its workers in its own time
            )
        except OSError as error:
            raise UnreachableError(
                f"No process could be started to read documents ({error.strerror}); try again later."
            ) from error
        self._replies: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._ready = False
        # A thread, since no other way to wait for a pipe with a time limit works on every system.
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    @property
    def status(self) -> int:
        """Its exit status; waits until there is one."""
        return self._process.wait()

    def ask(self, raw: Raw, timeout_s: float) -> bytes | None:
        """What the process replies to a request.

        Returns:
            None if the process ended while it read the document.

        Raises:
            LeftError: It ended before, or did not get ready.
            TimeoutError: It did not reply in time, and has been ended.
        """
        reply = None
        try:
            if not self._takes(raw):
                raise LeftError
            reply = self._replies.get(timeout=timeout_s)
        except queue.Empty:
            raise TimeoutError from None
        finally:
            if reply is None:
                self.end()
        return reply

    def _takes(self, raw: Raw) -> bool:
        """Send a request; whether the process began to read the document."""
        with contextlib.suppress(queue.Empty):
            if not self._ready:
                self._ready = self._replies.get(timeout=_START_TIMEOUT_S) == READY
            if self._ready:
                with contextlib.suppress(OSError):  # it is gone, and so is its reply
                    wire_format.write(self._stdin, *wire_format.of_raw(raw))
                return self._replies.get(timeout=_START_TIMEOUT_S) == TAKEN
        return False

    def end(self) -> None:
        """Kill the process, and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    @property
    def _stdin(self) -> IO[bytes]:
        if self._process.stdin is None:
            raise ValueError("a worker was started without a pipe to it")
        return self._process.stdin

    def _listen(self) -> None:
        """Hand on what the process says until its pipe closes."""
        stream = self._process.stdout
        with contextlib.suppress(OSError, ValueError):
            while stream and (frame := wire_format.read(stream, _MAX_REPLY_BYTES)) is not None:
                self._replies.put(frame)
        self.end()
        for pipe in (stream, self._process.stdin):
            with contextlib.suppress(OSError):  # what could not be sent before it was gone
                if pipe:
                    pipe.close()
        self._replies.put(None)
