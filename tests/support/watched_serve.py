"""Runs ``pincite serve``, and writes down which files the event loop's thread opens once it answers.

Word lists, patterns and messages take up to 200 ms to load; all users wait while the event loop does. How Babel writes
dates and numbers in a language, which takes 5 ms, is not noted.
"""

import os
import sys
import threading
from pathlib import Path
from traceback import walk_stack

from bot.telegram.lifecycle import Lifecycle
from bot.telegram.types import BotApplication


def watch(log: Path) -> None:
    """Write each file that the main thread opens after the start into ``log``, with the call that opens it."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT)  # a file that the hook opened would be noted too
    start = Lifecycle.start
    begun = threading.Event()

    async def start_and_begin(lifecycle: Lifecycle, application: BotApplication) -> None:
        await start(lifecycle, application)
        begun.set()

    def note(event: str, args: tuple[object, ...]) -> None:
        is_loop = begun.is_set() and threading.current_thread() is threading.main_thread()
        if event == "open" and is_loop:
            codes = [frame.f_code for frame, _ in walk_stack(None)]
            calls = [f"{Path(code.co_filename).stem}.{code.co_name}" for code in codes]
            if not any(call.startswith("display_values.") for call in calls):
                os.write(file, f"{args[0]} in {' < '.join(calls)}\n".encode())

    Lifecycle.start = start_and_begin  # type: ignore[assignment, method-assign]  # this process runs one test
    sys.addaudithook(note)


if __name__ == "__main__":
    from bot.cli.main import main

    watch(Path(sys.argv.pop(1)))
    main()
