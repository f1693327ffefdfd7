"""The error tree of the index.

    PinciteError
    ├── SourceError            one source could not be read
    │   ├── NotFoundError      no such file or page
    │   ├── UnreachableError   the network or the server failed (may pass)
    │   │   └── BusyError      the server asks for a later retry
    │   ├── RefusedError       reading would be unsafe or is not permitted
    │   ├── TooLargeError      the source exceeds a size limit
    │   ├── UnsupportedError   Pincite cannot read this file format
    │   ├── EmptyError         the source has no text
    │   └── InternalError      Pincite or a library failed on this source
    ├── StoreError             the data directory
    │   ├── LockedError        another process is indexing (may pass)
    │   ├── LostCatalogError   the catalog is gone, and other data of it are there
    │   ├── VersionError       another version of Pincite made the data directory
    │   ├── OutdatedIndexError another splitter or embedder made the index
    │   ├── NothingIndexedError the index is empty
    │   └── UnknownSourceError no source has that id
    ├── BackupError            a backup cannot be written or restored
    ├── EmbedderError          the embedder is missing or failed
    ├── RerankerError          the reranker is missing or failed
    └── InvalidSettingError    a setting is not valid

Every message is one sentence for a person and names the next step. A message is printable, because it can contain a
name that others chose.
"""

from index.printable import printable


class PinciteError(Exception):
    """The root of all errors whose message the user sees unchanged."""

    def __str__(self) -> str:
        return printable(super().__str__())


class SourceError(PinciteError):
    """Pincite could not read one source; other sources are not affected."""


class NotFoundError(SourceError):
    """No such file or page."""


class UnreachableError(SourceError):
    """The network or the server failed; the same call may succeed later."""


class BusyError(UnreachableError):
    """The server asks for a retry after ``wait_s`` seconds."""

    def __init__(self, message: str, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class RefusedError(SourceError):
    """Reading the source would be unsafe or is not permitted."""


class TooLargeError(SourceError):
    """The source exceeds a size limit."""


class UnsupportedError(SourceError):
    """Pincite cannot read this file format."""


class EmptyError(SourceError):
    """The source has no text."""


class InternalError(SourceError):
    """Pincite or a library failed on this source in an unexpected way; the log has the traceback."""


class StoreError(PinciteError):
    """Pincite cannot use the data directory in its present state."""


class LockedError(StoreError):
    """Another process is writing to the index."""


class LostCatalogError(StoreError):
    """The catalog is gone, and other data of it are there."""


class VersionError(StoreError):
    """Another version of Pincite made the data directory."""


class OutdatedIndexError(StoreError):
    """The index was made with another splitter or embedder than the settings name."""


class NothingIndexedError(StoreError):
    """The index is empty."""

    def __init__(self) -> None:
        super().__init__("Nothing is indexed yet; run `pincite index LINK-OR-FILE` first.")


class UnknownSourceError(StoreError):
    """No indexed source has that id."""


class BackupError(PinciteError):
    """A backup cannot be written or restored."""


class EmbedderError(PinciteError):
    """The embedder is missing or failed."""


class RerankerError(PinciteError):
    """The reranker is missing or failed."""


class InvalidSettingError(PinciteError):
    """Settings are not valid, or the file of the settings cannot be read.

    Attributes:
        problems: A sentence for each.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(map(printable, problems))


def first_line(error: BaseException) -> str:
    """The first line of an error, short enough for a sentence."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
