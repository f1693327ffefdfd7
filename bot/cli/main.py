"""The start of ``pincite …``. It imports little, so that a signal finds its handler from the first moment on."""

from bot.cli.signals import (
    end_process,
    exit_code,
    has_running_threads,
    interrupt_on_signals,
    is_interruption,
    leave_on_signals,
)


def main() -> None:
    """Run the command line; a signal ends it without a traceback, with the exit code of that signal."""
    leave_on_signals()
    try:
        from bot.cli.command_line import run  # noqa: PLC0415 - a tenth of a second in which a signal may come

        interrupt_on_signals()
        run()
    except BaseException as error:
        leave_on_signals()
        if is_interruption(error):
            end_process(exit_code())
        if isinstance(error, SystemExit) and isinstance(error.code, int) and has_running_threads():
            end_process(error.code)
        raise
