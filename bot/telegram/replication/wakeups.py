"""Wakeups: notifications of other replicas, for the coroutines that wait for work."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Collection

from index.catalog.database import Database
from index.errors import StoreError

_log = logging.getLogger(__name__)

_WAIT_S = 1.0


class Wakeups:
    """Listens on a thread of its own. A lost connection is opened again; then everything counts as notified."""

    def __init__(self, database: Database) -> None:
        """Listen to ``database`` once started."""
        self._database = database
        self._listeners: dict[str, Callable[[], None]] = {}
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def on(self, topic: str, wake: Callable[[], None]) -> None:
        """Call ``wake`` in the event loop for each notification of a topic."""
        self._listeners[topic] = wake

    def start(self) -> None:
        """Start the thread; in the event loop."""
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, args=(loop,), name="notifications", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread, within about a second. Blocking."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self._stopped.is_set():
            try:
                with self._database.listen() as wait:
                    self._ring(loop, list(self._listeners))
                    while not self._stopped.is_set():
                        self._ring(loop, wait(_WAIT_S))
            except StoreError as error:
                _log.warning("Notifications of other replicas are delayed: %s", error)
                self._stopped.wait(_WAIT_S)

    def _ring(self, loop: asyncio.AbstractEventLoop, topics: Collection[str]) -> None:
        with contextlib.suppress(RuntimeError):  # the event loop is closed
            for topic in topics:
                if topic in self._listeners:
                    loop.call_soon_threadsafe(self._listeners[topic])
