"""Writes of a file that replace it at once: a reader finds the content before or after, and never a part of it."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from index.file_paths import make_private_folder

UNFINISHED = ".new"
"""The suffix of a file until it is whole; a kill may leave one."""


def write_atomically(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file, in a folder that is made if it is missing; only the owner may read it.

    Two processes may write at the same time; the last one wins. After an error the file before stays, and no part of
    the new one is left to fill the disk.

    Args:
        path: The file.
        content: All of it.
        durable: Whether a power cut after the return may not lose it.

    Raises:
        OSError: The folder or the file cannot be written.
    """
    make_private_folder(path.parent)
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", suffix=UNFINISHED, delete=False) as file:
        new = Path(file.name)
        try:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            new.unlink(missing_ok=True)
            raise
    new.replace(path)
