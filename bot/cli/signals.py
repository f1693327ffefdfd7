"""Signals that end a command: Ctrl-C, a stopped service, a closed terminal. None of them prints a traceback."""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False  # `typing` takes longer to import than all the rest, and no signal has a handler meanwhile
if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from types import FrameType
    from typing import NoReturn

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_BASE = 128  # a shell adds it to the number of the signal that ended a process

_received: list[int] = []


def leave_on_signals() -> None:
    """Let a signal end the process at once: before a command has begun, and when it has ended."""
    _handle(dict.fromkeys(_list_signals(), _leave))


def interrupt_on_signals() -> None:
    """Let a signal interrupt the command with ``KeyboardInterrupt``, so that it closes what it has opened.

    A process that is the first one of a container gets no signal for which it has no handler.
    """
    sys.unraisablehook = _end_interrupted
    # asyncio replaces this very handler by one that cancels the running task.
    _handle(dict.fromkeys(_list_signals(), _interrupt) | {signal.SIGINT: signal.default_int_handler})


def list_stop_signals() -> tuple[int, ...]:
    """Return the signals that stop a bot. A signal that the parent ignores, as ``nohup`` does, is none of them."""
    return (*_list_signals(), signal.SIGABRT)


def is_interruption(error: BaseException | None) -> bool:
    """Return whether an interrupt caused an error: a library may raise an error of its own for it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def exit_code() -> int:
    """Return the exit code of an interrupted command: 130 after Ctrl-C."""
    return _BASE + (_received[0] if _received else signal.SIGINT)


def has_running_threads() -> bool:
    """Return whether threads still work for which Python does not wait at the end of a process."""
    import threading  # noqa: PLC0415 - see TYPE_CHECKING

    return any(thread.daemon for thread in threading.enumerate())


def end_process(code: int) -> NoReturn:
    """End the process without ending the interpreter, which would unwind threads in the middle of a model's C++ code.

    C++ aborts the process then.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads them
        pass
    finally:
        os._exit(code)


def _list_signals() -> list[int]:
    known = (getattr(signal, name) for name in _NAMES if hasattr(signal, name))
    return [one for one in known if signal.getsignal(one) is not signal.SIG_IGN]


def _handle(handlers: dict[int, signal._HANDLER]) -> None:
    for number in _list_signals():
        signal.signal(number, handlers[number])


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(_BASE + number)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Do what Ctrl-C would do now."""
    _received.append(number)
    on_interrupt = signal.getsignal(signal.SIGINT)
    if not callable(on_interrupt):
        raise KeyboardInterrupt
    on_interrupt(signal.SIGINT, frame)


def _end_interrupted(unraisable: UnraisableHookArgs) -> None:
    """End the process if Python drops an interrupt, because it came in a destructor."""
    if not is_interruption(unraisable.exc_value):
        sys.__unraisablehook__(unraisable)
        return
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write("\x1b[?25h")  # a progress bar hides the cursor
    end_process(exit_code())
