"""Giving way: what keeps processors busy is nicer than the thread that answers people."""

import os
import sys
import threading

_NICENESS = 5


def give_way() -> None:
    """Let the threads that were started otherwise go before this one and those that it starts.

    Where the system cannot tell the threads of a process apart, nothing changes.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        # Only root may make a thread less nice than it is, as all are where the whole process was started nice.
        os.setpriority(os.PRIO_PROCESS, thread, max(_NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
