"""What can go wrong between a link or file and ranked passages.

    PinciteError
    ├── SourceError            one source could not be read
    │   ├── NotFoundError      no such file or page
    │   ├── UnreachableError   the network or the server failed (retryable)
    │   │   └── BusyError      the server asks to be asked later
    │   ├── RefusedError       Pincite will not read this
    │   ├── TooLargeError      over a limit on size
    │   ├── UnsupportedError   not a kind of file that is read
    │   └── EmptyError         nothing to read in it
    ├── StoreError             the data directory
    │   ├── LockedError        another process is indexing (retryable)
    │   ├── VersionError       made by another version of Pincite
    │   ├── OutdatedIndexError made with another splitter or embedder
    │   ├── NothingIndexedError there is nothing to search yet
    │   └── UnknownSourceError no source with that id
    ├── EmbedderError          the embedder is missing or failed
    └── RerankerError          the reranker is missing or failed

Every message is one sentence for a person, and says what to do next.
"""

from typing import ClassVar


class PinciteError(Exception):
    """The root of all errors that are shown to people as they are."""

    retryable: ClassVar[bool] = False


class SourceError(PinciteError):
    """One source could not be read; the others are untouched."""


class NotFoundError(SourceError):
    """No such file or page."""


class UnreachableError(SourceError):
    """The network or the server failed; the same call may succeed later."""

    retryable = True


class BusyError(UnreachableError):
    """The server asks to be asked again after ``wait_s`` seconds."""

    def __init__(self, message: str, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class RefusedError(SourceError):
    """Reading this would not be safe or permitted."""


class TooLargeError(SourceError):
    """The source is over a limit on its size."""


class UnsupportedError(SourceError):
    """The source is not a kind of file that Pincite reads."""


class EmptyError(SourceError):
    """The source has no text."""


class StoreError(PinciteError):
    """The data directory cannot be used as it is."""


class LockedError(StoreError):
    """Another process is writing to the index."""

    retryable = True


class VersionError(StoreError):
    """The data directory was made by another version of Pincite."""


class OutdatedIndexError(StoreError):
    """The index was made with another splitter or embedder than the settings name."""


class NothingIndexedError(StoreError):
    """There is nothing to search yet."""


class UnknownSourceError(StoreError):
    """No indexed source has that id."""


class EmbedderError(PinciteError):
    """The embedder is missing or failed."""


class RerankerError(PinciteError):
    """The reranker is missing or failed."""


def first_line(error: Exception) -> str:
    """The first line of an error, short enough for a sentence."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
