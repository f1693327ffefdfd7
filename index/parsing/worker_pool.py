"""A pool of parsing workers: a hostile file costs one error, and never this process.

The first document starts a worker, which parses one document after another and ends when it is idle for long. A worker
that needs too much time or memory is killed, and the next document gets another one.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from index.errors import SourceError, TooLargeError, UnreachableError, UnsupportedError
from index.parsing.wire_format import Task, check_task_reply, decode_reply
from index.parsing.worker_main import OUT_OF_MEMORY
from index.parsing.worker_process import WorkerExitedError, WorkerProcess
from index.types import Parsed, Raw
from index.urls import display_name

T = TypeVar("T")

_SECOND_WORKER_AFTER_S = 3.0  # a worker starts in a second; another one would only delay it
_ATTEMPTS = 3


class ParserPool:
    """Parses documents outside this process. Safe to use from several threads."""

    def __init__(  # noqa: PLR0913 - the limits of a worker
        self,
        *,
        timeout_s: float,
        memory_bytes: int,
        idle_s: float = 30.0,
        workers: int = 2,
        parse_function: str = "index.parsing.extraction:parse",
        models_dir: Path | None = None,
    ) -> None:
        """Set the limits for each document; the first document starts a worker.

        Args:
            timeout_s: How long one document may take.
            memory_bytes: How much memory a worker may use. Linux grants no more; on macOS a worker with more ends
                itself within a tenth of a second; on Windows there is no limit.
            idle_s: How long an idle worker stays.
            workers: How many may run at once; another one starts when a document waits for three seconds.
            parse_function: The function that parses bytes, or does tasks with them, as ``module:name``.
            models_dir: The folder that may have the unpacked classifier of languages; workers only read it.
        """
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._workers = workers
        self._arguments = (parse_function, str(timeout_s), str(memory_bytes), str(idle_s), str(models_dir or ""))
        self._changed = threading.Condition()
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pids(self) -> list[int]:
        """The process ids of the present workers."""
        with self._changed:
            return [worker.pid for worker in (*self._idle, *self._busy) if worker.is_alive]

    def parse(self, raw: Raw) -> Parsed:
        """Parse one document or list.

        Raises:
            SourceError: It cannot be parsed, or not within the limits; the message says what to do next.
        """
        return _decode(raw, self._request(raw, None), decode_reply)

    def run_task(self, raw: Raw, task: Task) -> bytes:
        """Let the function of the workers do a task with bytes; returns its reply.

        Raises:
            SourceError: As ``parse``.
        """
        return _decode(raw, self._request(raw, task), check_task_reply)

    def _request(self, raw: Raw, task: Task | None) -> bytes:
        for _ in range(_ATTEMPTS):
            worker = self._acquire()
            try:
                reply = worker.request(raw, self._timeout_s, task)
            except WorkerExitedError:
                continue
            except TimeoutError:
                raise TooLargeError(
                    f"{display_name(raw.location)} takes longer than {self._timeout_s:g} seconds to read; split it, or "
                    "raise PINCITE_PARSE_TIMEOUT_S."
                ) from None
            finally:
                self._release(worker)
            if reply is None:
                raise self._explain_exit(raw, worker.status)
            return reply
        raise UnreachableError(
            f"{display_name(raw.location)} could not be read, since no reader stayed; try again later."
        )

    def close(self) -> None:
        """End all workers; a call that waits for one of them gets an error."""
        with self._changed:
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.kill()

    def _acquire(self) -> WorkerProcess:
        with self._changed:
            waited = False
            while True:
                while self._idle:
                    worker = self._idle.pop()
                    if worker.is_alive:
                        self._busy.add(worker)
                        return worker
                if not self._busy or (waited and len(self._busy) < self._workers):
                    worker = WorkerProcess(self._arguments)
                    self._busy.add(worker)
                    return worker
                waited = not self._changed.wait(_SECOND_WORKER_AFTER_S)

    def _release(self, worker: WorkerProcess) -> None:
        with self._changed:
            self._busy.discard(worker)
            if worker.is_alive:
                self._idle.append(worker)
            self._changed.notify()

    def _explain_exit(self, raw: Raw, status: int) -> SourceError:
        """The error for a worker that ended while it parsed a document."""
        name = display_name(raw.location)
        if status == OUT_OF_MEMORY:
            return TooLargeError(
                f"{name} takes more than {self._memory_bytes / 1e6:g} MB of memory to read; split it, or raise "
                "PINCITE_PARSE_MEMORY_BYTES."
            )
        return _crash_error(name)


def _decode(raw: Raw, reply: bytes, decode: Callable[[bytes], T]) -> T:
    try:
        return decode(reply)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _crash_error(display_name(raw.location)) from None


def _crash_error(name: str) -> UnsupportedError:
    return UnsupportedError(
        f"{name} broke the program that reads it: it is damaged, or made to do harm; if you trust it, save its text "
        "as a plain text file and index that."
    )
