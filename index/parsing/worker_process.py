"""A parsing worker as its parent sees it: it gets requests over a pipe, and is killed if it does not reply in time."""

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
from index.parsing.wire_format import Task, encode_request, read_frame, write_frames
from index.parsing.worker_main import READY, STARTED
from index.types import Raw

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from index.parsing.worker_main import main; main(sys.argv[2], *map(float, sys.argv[3:6]), sys.argv[6])"
)
_START_TIMEOUT_S = 60.0
_MAX_REPLY_BYTES = 500_000_000
# The variables that a parser needs, and no more: the rest of the environment contains tokens and keys.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG", "LC_ALL", "TZ")
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class WorkerExitedError(Exception):
    """The process ended before it started on the document; another one can parse it."""


class WorkerProcess:
    """One worker process, for one thread at a time."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Start the process with the arguments of ``index.parsing.worker_main.main``; raises ``UnreachableError``."""
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
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process is running."""
        return self._process.poll() is None

    @property
    def status(self) -> int:
        """The exit status; waits for the end of the process."""
        return self._process.wait()

    def request(self, raw: Raw, timeout_s: float, task: Task | None = None) -> bytes | None:
        """Let the process parse a document, or do a task with it; returns its reply.

        Returns:
            None if the process ended while it parsed the document.

        Raises:
            WorkerExitedError: It ended before, or did not get ready.
            TimeoutError: It did not reply in time, and was killed.
        """
        reply = None
        try:
            if not self._send(raw, task):
                raise WorkerExitedError
            reply = self._replies.get(timeout=timeout_s)
        except queue.Empty:
            raise TimeoutError from None
        finally:
            if reply is None:
                self.kill()
        return reply

    def _send(self, raw: Raw, task: Task | None) -> bool:
        """Send a request; whether the process started to parse the document."""
        with contextlib.suppress(queue.Empty):
            if not self._ready:
                self._ready = self._replies.get(timeout=_START_TIMEOUT_S) == READY
            if self._ready:
                with contextlib.suppress(OSError):  # it has ended, and _listen ends the replies
                    write_frames(self._stdin, *encode_request(raw, task))
                return self._replies.get(timeout=_START_TIMEOUT_S) == STARTED
        return False

    def kill(self) -> None:
        """Kill the process and wait for its end."""
        self._process.kill()
        self._process.wait()

    @property
    def _stdin(self) -> IO[bytes]:
        if self._process.stdin is None:
            raise ValueError("a worker was started without a pipe to it")
        return self._process.stdin

    def _listen(self) -> None:
        """Queue the frames of the process until its pipe closes."""
        stream = self._process.stdout
        with contextlib.suppress(OSError, ValueError):
            while stream and (frame := read_frame(stream, _MAX_REPLY_BYTES)) is not None:
                self._replies.put(frame)
        self.kill()
        for pipe in (stream, self._process.stdin):
            with contextlib.suppress(OSError):  # bytes may be left that were never sent
                if pipe:
                    pipe.close()
        self._replies.put(None)
