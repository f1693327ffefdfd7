"""The process that reads documents: one at a time, within limits, until nobody asks any more.

Whatever a document does to its parser happens here. The process ends when its parent does (the pipe closes), when a
document takes too long (the alarm), or when it needs too much memory.
"""

import contextlib
import os
import queue
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from index.concurrency.niceness import lower_priority
from index.errors import SourceError, UnsupportedError
from index.parsing import wire_format
from index.types import Document, Raw
from index.urls import display_name

try:
    import resource
except ImportError:  # not on Windows, where only time is limited
    resource = None  # type: ignore[assignment]

READY = b"ready"
"""The frame that says that requests can be sent."""

TAKEN = b"taken"
"""The frame that says that a request is being read; what happens to the worker before is not the document's doing."""

OUT_OF_MEMORY = 77
"""The exit status of a worker whose document needed too much memory."""

_GRACE_S = 2.0
_LOOK_EVERY_S = 0.1
_PEAK = re.compile(rb"VmHWM:\s*(\d+) kB")
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024

_Read = Callable[[Raw], Document]
_Jobs = queue.SimpleQueue[tuple[bytes, bytes]]


def main(read: str, timeout_s: float, memory_bytes: float, idle_s: float) -> None:
    """Answer requests from stdin on stdout, and never return.

    Args:
        read: The function that reads one document, as ``module:name``.
        timeout_s: When the process ends itself over one document, should its parent not do so first.
        memory_bytes: How much memory the process may take.
        idle_s: How long to wait for a request before leaving.
    """
    lower_priority()
    inbox, outbox = _own_pipes()
    _limit_memory(int(memory_bytes))
    module, _, name = read.partition(":")
    function: _Read = getattr(import_module(module), name)
    jobs: _Jobs = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(inbox, jobs), daemon=True).start()
    wire_format.write(outbox, READY)
    while True:
        try:
            header, data = jobs.get(timeout=idle_s)
        except queue.Empty:
            os._exit(0)
        _set_alarm(timeout_s + _GRACE_S)
        wire_format.write(outbox, TAKEN)
        reply = _reply(function, wire_format.to_raw(header, data))
        _set_alarm(0)
        del header, data
        wire_format.write(outbox, reply)
        if _peak_memory() > memory_bytes / 2:
            os._exit(0)  # so that the next document has all the memory that it may take


def _reply(read: _Read, raw: Raw) -> bytes:
    try:
        return wire_format.of_document(read(raw))
    except SourceError as error:
        return wire_format.of_error(error)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - parsers fail in their own ways on what they did not expect
        kind = type(error).__name__
        return wire_format.of_error(
            UnsupportedError(
                f"{display_name(raw.location)} could not be parsed ({kind}); save it as plain text and index that."
            )
        )


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent; whatever a library prints goes nowhere."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return inbox, outbox


def _receive(inbox: BinaryIO, jobs: _Jobs) -> None:
    """Take requests until the pipe closes: then nobody waits for an answer, and the process ends at once."""
    while (header := wire_format.read(inbox)) is not None and (data := wire_format.read(inbox)) is not None:
        jobs.put((header, data))
    os._exit(0)


def _set_alarm(seconds: float) -> None:
    """End the process after so long, even in the middle of a C function that never returns; 0 takes it back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(limit: int) -> None:
    """Set the limit where the system keeps it, and look after it where it does not (macOS)."""
    if resource is None:
        return
    with contextlib.suppress(OSError, ValueError):  # not everywhere may a process bind itself
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    threading.Thread(target=_watch_memory, args=(limit,), daemon=True).start()


def _watch_memory(limit: int) -> None:
    while _peak_memory() < limit:
        time.sleep(_LOOK_EVERY_S)
    os._exit(OUT_OF_MEMORY)


def _peak_memory() -> int:
    """The most memory that this process has taken so far, in bytes."""
    with contextlib.suppress(OSError):
        found = _PEAK.search(Path("/proc/self/status").read_bytes())
        if found:
            return int(found[1]) * 1024  # not ru_maxrss, which on Linux starts with what the parent had taken
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT if resource else 0
