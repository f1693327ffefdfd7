"""Errors on the command line: one sentence on stderr and an exit code."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.cli.signals import is_interruption
from index.catalog.disk_space import is_disk_full
from index.errors import InvalidSettingError, PinciteError
from index.printable import printable

_SENTENCES = {
    (errno.EACCES, errno.EPERM, errno.EROFS): "cannot be read or written ({reason}); give this user the right to.",
    # The disk of a network, or one that was taken out.
    (errno.EIO, errno.ENODEV, errno.ENOTCONN, errno.ENXIO, errno.EHOSTDOWN, errno.ESTALE): (
        "cannot be reached ({reason}); check its disk, and try again."
    ),
    # A path that was typed or set, or one that another program moves or makes meanwhile.
    (errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.ENOENT, errno.EEXIST): (
        "cannot be used ({reason}); check the path, and try again."
    ),
}


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn an expected error into a sentence on stderr and exit code 1, or 2 for invalid settings, a sentence each."""
    try:
        with _shown_interruption():
            yield
    except InvalidSettingError as error:
        for problem in error.problems:
            typer.echo(f"pincite: {printable(problem)}", err=True)
        raise typer.Exit(2) from error
    except PinciteError as error:
        typer.echo(f"pincite: {error}", err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        _drop_unwritable()
        if isinstance(error, BrokenPipeError):  # the reader of stdout closed it
            raise typer.Exit(1) from error
        words = explain_os_error(error)
        if words is None:
            raise
        typer.echo(f"pincite: {words}", err=True)
        raise typer.Exit(1) from error


def explain_os_error(error: BaseException) -> str | None:
    """Return a sentence for an error of a disk or of rights, with the next step; None for another error."""
    if not isinstance(error, OSError):
        return None
    name = printable(str(error.filename)) if error.filename else None
    if is_disk_full(error):
        return f"The disk is full{f' ({name})' if name else ''}; free some space and try again."
    if error.errno == errno.ENOENT and name is None:  # only the working directory is used without its name
        return f"The working directory cannot be used ({error.strerror}); change to another one, and try again."
    words = next((words for numbers, words in _SENTENCES.items() if error.errno in numbers), None)
    return words and f"{name or 'A file'} {words.format(reason=error.strerror)}"


@contextmanager
def _shown_interruption() -> Iterator[None]:
    """Raise ``KeyboardInterrupt`` in place of an error that a library made of it."""
    try:
        yield
    except Exception as error:
        if is_interruption(error):
            raise KeyboardInterrupt from error
        raise


def _drop_unwritable() -> None:
    """Drop output that stdout does not take: the interpreter flushes at exit, and would report that again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
