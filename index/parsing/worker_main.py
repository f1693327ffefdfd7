"""The parsing worker: parses one document at a time, within limits, until it is idle for long.

A hostile document can only harm this process. The process ends with its parent, because the pipe closes. It
also ends with a document that takes too long (the alarm) or needs too much memory.
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
from typing import BinaryIO, cast

from index.concurrency.niceness import lower_priority
from index.errors import SourceError, UnsupportedError
from index.parsing.wire_format import Task, decode_request, encode_error, encode_parsed, read_frame, write_frames
from index.text import language
from index.types import Parsed, Raw
from index.urls import display_name

try:
    import resource
except ImportError:  # not on Windows, where only time is limited
    resource = None  # type: ignore[assignment]

READY = b"ready"
"""The frame of a worker that waits for requests."""

STARTED = b"started"
"""The frame of a worker that parses a document; if it ends before this frame, the document is not the cause."""

OUT_OF_MEMORY = 77
"""The exit status of a worker whose document needed too much memory."""

_GRACE_S = 2.0
_MEMORY_CHECK_S = 0.1
_PEAK = re.compile(rb"VmHWM:\s*(\d+) kB")
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024

_Parse = Callable[[Raw], Parsed]
_DoTask = Callable[[Raw, Task], bytes]
_Requests = queue.SimpleQueue[tuple[bytes, bytes]]


def main(parse_function: str, timeout_s: float, memory_bytes: float, idle_s: float, models_dir: str) -> None:
    """Answer requests from stdin on stdout, and never return.

    Args:
        parse_function: The function that parses bytes, or does tasks with them, as ``module:name``.
        timeout_s: How long one document may take; the process ends itself if its parent has not ended it by then.
        memory_bytes: How much memory the process may use.
        idle_s: How long to wait for a request before the process ends.
        models_dir: The folder that may have the unpacked classifier of languages; empty without one.
    """
    lower_priority()
    if models_dir:
        language.keep_classifier_in(Path(models_dir), may_write=False)
    requests_pipe, replies_pipe = _take_over_pipes()
    _limit_memory(int(memory_bytes))
    module, _, name = parse_function.partition(":")
    function = getattr(import_module(module), name)
    requests: _Requests = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests_pipe, requests), daemon=True).start()
    write_frames(replies_pipe, READY)
    while True:
        try:
            header, data = requests.get(timeout=idle_s)
        except queue.Empty:
            os._exit(0)
        _set_alarm(timeout_s + _GRACE_S)
        write_frames(replies_pipe, STARTED)
        reply = _make_reply(function, *decode_request(header, data))
        _set_alarm(0)
        del header, data
        write_frames(replies_pipe, reply)
        if _peak_memory() > memory_bytes / 2:
            os._exit(0)  # so that the next document has the whole memory limit


def _make_reply(function: _Parse | _DoTask, raw: Raw, task: Task | None) -> bytes:
    try:
        if task is not None:
            return cast("_DoTask", function)(raw, task)
        return encode_parsed(cast("_Parse", function)(raw))
    except SourceError as error:
        return encode_error(error)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - parsers fail on unexpected bytes in their own ways
        kind = type(error).__name__
        return encode_error(
            UnsupportedError(
                f"{display_name(raw.location)} could not be parsed ({kind}); save it as plain text and index that."
            )
        )


def _take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes from and to the parent; output that a library prints is discarded."""
    requests_pipe, replies_pipe = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return requests_pipe, replies_pipe


def _receive(pipe: BinaryIO, requests: _Requests) -> None:
    """Queue requests until the parent closes the pipe, then end the process at once."""
    while (header := read_frame(pipe)) is not None and (data := read_frame(pipe)) is not None:
        requests.put((header, data))
    os._exit(0)


def _set_alarm(seconds: float) -> None:
    """End the process after so long, even within a C function that never returns; 0 cancels the alarm."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(limit: int) -> None:
    """Let the system limit the memory, and check it regularly as well, since macOS ignores the limit."""
    if resource is None:
        return
    with contextlib.suppress(OSError, ValueError):  # not every system lets a process limit itself
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    threading.Thread(target=_watch_memory, args=(limit,), daemon=True).start()


def _watch_memory(limit: int) -> None:
    while _peak_memory() < limit:
        time.sleep(_MEMORY_CHECK_S)
    os._exit(OUT_OF_MEMORY)


def _peak_memory() -> int:
    """The peak memory of this process, in bytes."""
    with contextlib.suppress(OSError):
        found = _PEAK.search(Path("/proc/self/status").read_bytes())
        if found:
            return int(found[1]) * 1024  # not ru_maxrss, which on Linux starts at the peak of the parent
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT if resource else 0
