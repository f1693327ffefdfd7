"""One event loop for blocking and asynchronous callers."""

import asyncio
import threading

import pytest

from pincite.background_loop import BackgroundLoop


async def where() -> str:
    """The name of the thread that runs this."""
    return threading.current_thread().name


async def test_blocking_and_asynchronous_calls_run_in_one_thread() -> None:
    """A blocking call works although this test has a loop that runs."""
    loop = BackgroundLoop()
    assert ("pincite-loop", "pincite-loop") == (loop.run(where()), await loop.run_async(where()))
    loop.close()


def test_an_error_reaches_the_caller() -> None:
    """The exception is the coroutine's own."""
    loop = BackgroundLoop()

    async def fail() -> None:
        raise KeyError("lamp")

    with pytest.raises(KeyError, match="lamp"):
        loop.run(fail())
    loop.close()


async def test_cancelling_the_caller_cancels_the_coroutine() -> None:
    """What a user no longer waits for does not go on."""
    loop, is_cancelled = BackgroundLoop(), threading.Event()

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            is_cancelled.set()
            raise

    task = asyncio.create_task(loop.run_async(wait()))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(is_cancelled.wait, 5)
    loop.close()


def test_closing_cancels_what_runs_and_may_be_repeated() -> None:
    """A caller in another thread gets an error and does not wait for ever; the thread is gone then."""
    loop, errors = BackgroundLoop(), list[BaseException]()

    def wait() -> None:
        try:
            loop.run(asyncio.sleep(60))
        except BaseException as error:  # noqa: BLE001 - a cancelled future is no Exception
            errors.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not any(thread.name == "pincite-loop" for thread in threading.enumerate()):
        pass
    loop.close()
    loop.close()
    waiting.join(5)
    assert ["CancelledError"] == [type(error).__name__ for error in errors]
    assert not any(thread.name == "pincite-loop" for thread in threading.enumerate())
    assert loop.is_closed
    with pytest.raises(RuntimeError, match="closed"):
        loop.run(where())


def test_a_loop_that_ran_nothing_closes() -> None:
    """No thread was started."""
    loop = BackgroundLoop()
    loop.close()
    assert loop.is_closed


def test_a_call_from_within_is_refused() -> None:
    """A callback that asks the loop to wait for itself would wait for ever."""
    loop = BackgroundLoop()

    async def call_again() -> str:
        return loop.run(where())

    with pytest.raises(RuntimeError, match="wait for itself"):
        loop.run(call_again())
    loop.close()
