"""Reading documents in worker processes: a hostile file costs one error, and never this process.

A worker is started when the first document comes, takes one document after another, and leaves when none comes for a
while. One that takes too long or too much memory is killed, and the next document gets another.
"""

import threading
from types import TracebackType
from typing import Self

from index.errors import SourceError, TooLargeError, UnreachableError, UnsupportedError
from index.parsing import wire_format
from index.parsing.worker_main import OUT_OF_MEMORY
from index.parsing.worker_process import LeftError, WorkerProcess
from index.types import Document, Raw
from index.urls import display_name

_PATIENCE_S = 3.0  # a worker takes a second to start, which another one would only lengthen
_TRIES = 3


class ParserPool:
    """Reads documents apart from this process. Safe to use from several threads."""

    def __init__(
        self,
        *,
        timeout_s: float,
        memory_bytes: int,
        idle_s: float = 30.0,
        workers: int = 2,
        read: str = "index.parsing.extraction:extract",
    ) -> None:
        """Set the limits for each document; nothing is started yet.

        Args:
            timeout_s: How long one document may take.
            memory_bytes: How much memory a worker may take. Linux grants no more, on macOS a worker that has more ends
                itself within a tenth of a second, and on Windows there is no limit.
            idle_s: How long a worker without work stays.
            workers: How many may work at once; another is started when a document waits for three seconds.
            read: What reads a document, as ``module:name``.
        """
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._workers = workers
        self._arguments = (read, str(timeout_s), str(memory_bytes), str(idle_s))
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
        """The ids of the worker processes that are there now."""
        with self._changed:
            return [worker.pid for worker in (*self._idle, *self._busy) if worker.is_alive]

    def parse(self, raw: Raw) -> Document:
        """Read one document.

        Raises:
            SourceError: It cannot be read, or not within the limits; the message says what to do next.
        """
        for _ in range(_TRIES):
            worker = self._take()
            try:
                reply = worker.ask(raw, self._timeout_s)
            except LeftError:
                continue
            except TimeoutError:
                raise TooLargeError(
                    f"{display_name(raw.location)} takes longer than {self._timeout_s:g} seconds to read; split it, or "
                    "raise PINCITE_PARSE_TIMEOUT_S."
                ) from None
            finally:
                self._give_back(worker)
            if reply is None:
                raise self._verdict(raw, worker.status)
            return _document(raw, reply)
        raise UnreachableError(
            f"{display_name(raw.location)} could not be read, since no reader stayed; try again later."
        )

    def close(self) -> None:
        """End all workers; who waits for one of them gets an error."""
        with self._changed:
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.end()

    def _take(self) -> WorkerProcess:
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
                waited = not self._changed.wait(_PATIENCE_S)

    def _give_back(self, worker: WorkerProcess) -> None:
        with self._changed:
            self._busy.discard(worker)
            if worker.is_alive:
                self._idle.append(worker)
            self._changed.notify()

    def _verdict(self, raw: Raw, status: int) -> SourceError:
        """Why a worker ended over a document."""
        name = display_name(raw.location)
        if status == OUT_OF_MEMORY:
            return TooLargeError(
                f"{name} takes more than {self._memory_bytes / 1e6:g} MB of memory to read; split it, or raise "
                "PINCITE_PARSE_MEMORY_BYTES."
            )
        return _broken(name)


def _document(raw: Raw, reply: bytes) -> Document:
    try:
        return wire_format.to_document(reply)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _broken(display_name(raw.location)) from None


def _broken(name: str) -> UnsupportedError:
    return UnsupportedError(
        f"{name} broke the program that reads it: it is damaged, or made to do harm; if you trust it, save its text "
        "as a plain text file and index that."
    )
