"""Errors on the command line: one sentence on stderr and an exit code."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from index.errors import PinciteError


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn an expected error of a command into a sentence on stderr and exit code 1."""
    try:
        yield
    except PinciteError as error:
        typer.echo(f"pincite: {error}", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except BrokenPipeError as error:
        # The reader of stdout closed it. The interpreter flushes at exit and must not report that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from error
