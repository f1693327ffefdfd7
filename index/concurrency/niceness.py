"""Niceness of threads: indexing gives way to the threads that answer questions."""

import os
import sys
import threading

_NICENESS = 5


def lower_priority() -> None:
    """Lower the priority of this thread and of the threads that it starts.

    Does nothing where the system cannot set the niceness of a single thread.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        # Only root may lower a niceness, and every thread has one where the whole process was started with nice.
        os.setpriority(os.PRIO_PROCESS, thread, max(_NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
