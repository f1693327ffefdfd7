"""A thread pool that never holds up the end of the process, also if one of its calls never returns."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_Task = tuple[Future[Any], Callable[[], Any]]


class DaemonPool:
    """Runs calls on daemon threads, in the order of ``submit``.

    Python waits at its end for the threads of a ``ThreadPoolExecutor``. A parser of others, a download or a native
    library can block such a thread for minutes, and the process would ignore ``SIGTERM`` for as long.
    """

    def __init__(self, threads: int, name: str, initializer: Callable[[], None] | None = None) -> None:
        """Run calls on at most ``threads`` threads, which start when they are needed, with ``initializer``."""
        self._limit = threads
        self._name = name
        self._initializer = initializer
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._unfinished: set[Future[Any]] = set()
        self._started = 0
        self._is_closed = False

    def submit(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run a call on a thread; raises ``RuntimeError`` after ``close``."""
        future: Future[R] = Future()
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the pool is closed")
            self._unfinished.add(future)
            if self._started < min(self._limit, len(self._unfinished)):
                self._started += 1
                threading.Thread(target=self._run, name=f"{self._name}_{self._started}", daemon=True).start()
        self._tasks.put((future, lambda: call(*args, **kwargs)))
        return future

    @property
    def unfinished(self) -> int:
        """How many calls wait or run."""
        return len(self._unfinished)

    def close(self, wait_s: float | None = 0.0) -> bool:
        """Drop the calls that have not started, and wait for the others.

        Args:
            wait_s: How long to wait; None waits for the end of all calls.

        Returns:
            Whether all calls have ended.
        """
        with self._lock:
            self._is_closed = True
            unfinished = list(self._unfinished)
            started, self._started = self._started, 0
        for future in unfinished:
            future.cancel()
        for _ in range(started):
            self._tasks.put(None)
        return not wait(unfinished, wait_s).not_done

    def _run(self) -> None:
        if self._initializer is not None:
            self._initializer()
        while (task := self._tasks.get()) is not None:
            self._run_task(*task)
            del task  # an idle thread keeps no result in memory

    def _run_task(self, future: Future[Any], call: Callable[[], Any]) -> None:
        try:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as error:  # noqa: BLE001 - the caller of result() gets it
                    future.set_exception(error)
        finally:
            with self._lock:
                self._unfinished.discard(future)
