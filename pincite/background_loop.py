"""An event loop in a thread of its own, which blocking and asynchronous callers share."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class BackgroundLoop:
    """Runs coroutines in one thread. Safe to use from several threads.

    So a blocking call works where another loop runs already, as in a notebook, and a model's connections stay in the
    loop that opened them, whichever loop awaits the answer.
    """

    def __init__(self) -> None:
        """Prepare a loop; the thread starts with the first coroutine."""
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Block until a coroutine ends; an interrupt cancels it."""
        future = self._submit(coroutine)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    async def run_async(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Await a coroutine; cancelling the caller cancels it."""
        return await asyncio.wrap_future(self._submit(coroutine))

    @property
    def is_closed(self) -> bool:
        """Whether no coroutine is accepted any more."""
        return self._is_closed

    def close(self) -> None:
        """Cancel what still runs and end the thread."""
        with self._lock:
            self._is_closed = True
            loop, thread = self._loop, self._thread
        if loop is None or thread is None or loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _submit(self, coroutine: Coroutine[Any, Any, T]) -> "Future[T]":
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise RuntimeError("A callback of this index called it and would wait for itself; call it from elsewhere.")
        with self._lock:
            if self._is_closed:
                coroutine.close()
                raise RuntimeError("This index is closed; call pincite.open again.")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # A program that forgets to close the index must still be able to end.
                self._thread = threading.Thread(target=self._loop.run_forever, name="pincite-loop", daemon=True)
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(coroutine, self._loop)


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
