"""Recognises a full disk, which many libraries report in words of their own."""

import errno
import tempfile
from pathlib import Path

_PROBED_BYTES = 4_000_000
"""A write of the index takes less at a time."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error of the operating system says that a disk or a quota is full."""
    return isinstance(error, OSError) and error.errno in _FULL


def has_no_space(folder: Path) -> bool:
    """Return whether the disk of a folder has no room for a write, by trying one."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_PROBED_BYTES))
    except OSError as error:
        return is_disk_full(error)
    return False


def full_disk_message(path: Path) -> str:
    """Return the sentence about a full disk."""
    return f"The disk of {path} is full; free some space and try again. What was stored is still there."
