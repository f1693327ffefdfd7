"""Isolation of sources: an unexpected exception costs one source, and never the run."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.errors import InternalError, SourceError, StoreError
from index.urls import display_name

_log = logging.getLogger(__name__)


@contextmanager
def isolate(location: str, doing: str, on_error: Callable[[SourceError], None]) -> Iterator[None]:
    """Run a step of one source; whatever it raises becomes an error of that source.

    Args:
        location: The source's.
        doing: The step as a participle: "read", "stored".
        on_error: Receives the error.

    Raises:
        StoreError: The data directory cannot be used, so no other source can be indexed either.
    """
    try:
        yield
    except StoreError:
        raise
    except SourceError as error:
        on_error(error)
    except Exception as error:  # noqa: BLE001 - foreign bytes make libraries fail in their own ways
        on_error(internal_error(location, doing, error))


def internal_error(location: str, doing: str, error: Exception) -> InternalError:
    """Log an unexpected exception with its traceback, and put it into words."""
    name = display_name(location)
    _log.warning("%s could not be %s", name, doing, exc_info=error)
    return InternalError(
        f"{name} could not be {doing} because a program failed ({type(error).__name__}); try again, or save its text "
        "as a plain text file and index that."
    )
