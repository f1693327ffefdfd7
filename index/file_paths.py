"""Paths that a user typed or set. Those of ``pathlib`` raise where the system refuses a path, and these do not."""

import os
from pathlib import Path


def expand_home(path: Path | str) -> Path:
    """Return a path with the home folder in place of ``~``, or as it is if that folder is not known."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - see the module


def exists(path: Path) -> bool:
    """Return whether there is a file or folder at a path that this user may follow."""
    return os.path.exists(path)  # noqa: PTH110 - see the module


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder, also after symbolic links."""
    return os.path.isdir(path)  # noqa: PTH112 - see the module


def is_file(path: Path) -> bool:
    """Return whether a path is a file, also after symbolic links."""
    return os.path.isfile(path)  # noqa: PTH113 - see the module
