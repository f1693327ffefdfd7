"""Paths that a user typed or set. Questions of ``pathlib`` raise where the system refuses a path; these do not."""

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


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner can read, as every missing one above it; one that is there stays as it is.

    The XDG Base Directory Specification asks for it, and the folder has what users wrote.

    Raises:
        OSError: A folder cannot be made.
    """
    if path.parent != path and not exists(path.parent):
        make_private_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
