"""Errors as people see them on the command line: one sentence, and an exit code."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from index.errors import PinciteError


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what may go wrong in a command into a sentence on stderr and exit code 1."""
    try:
        yield
    except PinciteError as error:
        typer.echo(f"pincite: {error}", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except BrokenPipeError as error:
        # Whoever read our output has gone; the interpreter must not complain about it when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from error
