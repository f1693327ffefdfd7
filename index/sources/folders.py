"""Folders: the files in them that Pincite reads."""

import os
from pathlib import Path

from index.errors import EmptyError, TooLargeError, UnreachableError
from index.fetching.fetcher import READ_SUFFIXES, name_problem
from index.printable import printable
from index.types import Link, SourceListing, UnreadEntry

_MAX_FILES = 50_000  # as in a sitemap


def list_folder(folder: Path) -> SourceListing:
    """The files below a folder that Pincite reads, by name; hidden files and links out of the folder are left out.

    Raises:
        EmptyError: There is no such file.
        TooLargeError: There are too many.
        UnreachableError: The folder cannot be read.
    """
    folder = folder.resolve()
    files: list[Path] = []
    unread: list[UnreadEntry] = []

    def on_error(error: OSError) -> None:
        entry = _unread_folder(error)
        if error.filename == str(folder):
            raise UnreachableError(entry.reason) from error
        unread.append(entry)

    for parent, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if name.startswith(".") or path.suffix.lower() not in READ_SUFFIXES or not _is_inside(path, folder):
                continue
            problem = name_problem(str(path))
            if problem:
                unread.append(UnreadEntry(printable(str(path)), problem))
            else:
                files.append(path)
        if len(files) > _MAX_FILES:
            raise TooLargeError(f"{folder.name} has more than {_MAX_FILES:,} files; name the folders in it.")
    if not files and not unread:
        raise EmptyError(f"{folder.name} has no file to read; Pincite reads {', '.join(sorted(READ_SUFFIXES))}.")
    links = tuple(Link(str(path), printable(path.name)) for path in sorted(files))
    return SourceListing(str(folder), printable(folder.name), links, unread=tuple(unread))


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a path is a file in a folder, also after symbolic links."""
    try:
        return path.is_file() and path.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):  # a loop of symbolic links
        return False


def _unread_folder(error: OSError) -> UnreadEntry:
    location = printable(str(error.filename))
    return UnreadEntry(location, f"{location} could not be read ({error.strerror}); check the folder's permissions.")
