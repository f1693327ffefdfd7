"""Links and files to bytes, safely.

A page must be at a public address, or in a network that the operator opened; public pages may not lead to the latter.
A linked file must be in or below the folder of the file that links to it. A web page never leads into the file system.
"""

from __future__ import annotations

import re
import stat
import threading
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

from index.errors import EmptyError, NotFoundError, RefusedError, TooLargeError, UnreachableError, UnsupportedError
from index.file_paths import exists
from index.printable import printable
from index.types import UNDECLARED_MEDIA_TYPE, Raw
from index.urls import is_url, normalize_url

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import TracebackType

    import httpx

    from index.fetching.downloader import Downloader
    from index.fetching.ip_ranges import Network
    from index.fetching.ssrf_guard import Resolver
    from index.types import ValidatorLookup, Validators

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_LOOKS_LIKE_A_SITE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ott": "application/vnd.oasis.opendocument.text-template",
    ".fodt": "application/vnd.oasis.opendocument.text-flat-xml",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".fodp": "application/vnd.oasis.opendocument.presentation-flat-xml",
    ".rtf": "application/rtf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ppsx": "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ipynb": "application/x-ipynb+json",
    ".epub": "application/epub+zip",
    ".eml": "message/rfc822",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
}
READ_SUFFIXES = frozenset(_MEDIA_TYPES)
"""The suffixes of the files that Pincite finds in folders, follows in links and accepts as uploads."""


def locate(target: str, base_dir: Path | None = None) -> str:
    """The canonical location of a link or path that a user typed.

    Args:
        target: A link with its scheme, a ``file://`` URL, or a path.
        base_dir: The folder of a relative path; the working directory if None.

    Returns:
        A normalised URL without fragment, or an absolute path with symbolic links resolved.

    Raises:
        SourceError: It is neither. ``Fetcher.fetch`` finds out whether it exists.
    """
    target = target.strip()
    if is_url(target):
        return _locate_url(target)
    scheme = _SCHEME.match(target)
    if scheme and scheme[0].lower() != "file://":
        raise UnsupportedError(f"{target} is no web page; give an http or https link, or a file.")
    path = _path_of_file_url(target) if scheme else target
    if not path or "\0" in path:
        raise NotFoundError("No link or file is named; give an http or https link, or a file.")
    try:
        location = str((base_dir or Path()).joinpath(Path(path).expanduser()).resolve())
    except (OSError, RuntimeError, ValueError) as error:
        raise NotFoundError(f"{target} is no path on this machine; check its spelling.") from error
    _check_name(location)
    return location


def name_problem(path: str) -> str | None:
    """The reason why the name of a file cannot be stored, as a sentence; None if it can.

    Unix allows any bytes in a name, and Pincite stores text.
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        return f"{printable(path)} has a name that is no text; rename it, and index it again."
    return None


class Fetcher:
    """Reads web pages and files. Safe to use from several threads.

    Use one for a whole run: it throttles its requests to each site and remembers robots.txt, back-offs, and the sites
    in opened networks.
    """

    def __init__(  # noqa: PLR0913 - limits and ports, one argument each
        self,
        *,
        timeout_s: float,
        max_bytes: int,
        allow_networks: Collection[Network] = (),
        pause_s: float = 0.5,
        allow_proxy: bool = False,
        transport: httpx.BaseTransport | None = None,
        resolver: Resolver | None = None,
    ) -> None:
        """Set the limits for each page or file.

        Args:
            timeout_s: How long one page may take, from the first connection to its last byte, redirects included.
                Waiting for the throttle is not counted.
            max_bytes: The largest page, after decompression, or file.
            allow_networks: Networks that are read although they are not public.
            pause_s: The pause between two requests to one site, except in those networks.
            allow_proxy: Whether pages may be read through a proxy that the environment names.
            transport: Sends requests instead of the network. It is not closed; only those of its hosts that are
                addresses themselves are recognised as private.
            resolver: Looks names up instead of the system.
        """
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._allow_networks = tuple(allow_networks)
        self._pause_s = pause_s
        self._allow_proxy = allow_proxy
        self._transport = transport
        self._resolver = resolver
        self._lock = threading.Lock()
        self._downloader: Downloader | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the sites; connections end with their page."""
        with self._lock:
            self._downloader = None

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """Read one page or file.

        Args:
            location: Canonical (``locate``).
            referrer: The location of the source that links to it; None if a user named it. robots.txt is obeyed only
                for links.
            validators_of: The validators of pages from their last fetch; an unchanged page is not sent again.

        Raises:
            SourceError: It could not be read; the message says what to do next.
        """
        if is_url(location):
            return self._open_downloader().fetch(location, referrer, validators_of or _no_validators)
        return self._read_file(Path(location), referrer)

    def _open_downloader(self) -> Downloader:
        from index.fetching.downloader import Downloader, Politeness  # noqa: PLC0415 - httpx takes half a second, which files do not need
        from index.fetching.ssrf_guard import resolve_with_system  # noqa: PLC0415 - httpx takes half a second, which files do not need

        with self._lock:
            if self._downloader is None:
                politeness = Politeness(
                    self._timeout_s, self._max_bytes, self._allow_networks, self._pause_s, self._allow_proxy
                )
                self._downloader = Downloader(
                    politeness, self._transport, self._resolver or resolve_with_system, _version()
                )
            return self._downloader

    def _read_file(self, path: Path, referrer: str | None) -> Raw:
        try:
            path = path.resolve()
            _check_name(str(path))
            if referrer is not None:
                _check_linked(path, referrer)
            data = self._read_bytes(path)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise NotFoundError(_not_found(path)) from error
        except PermissionError as error:
            raise RefusedError(f"{path.name} may not be read by this user; change the file's permissions.") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise UnreachableError(f"{path.name} could not be read; check the path and the disk.") from error
        if not data:
            raise EmptyError(f"{path.name} is empty; give a file that has text.")
        return Raw(str(path), data, _MEDIA_TYPES.get(path.suffix.lower(), UNDECLARED_MEDIA_TYPE))

    def _read_bytes(self, path: Path) -> bytes:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnsupportedError(f"{path.name or path} is a folder; name the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise UnsupportedError(f"{path.name} is a device or pipe; name a file.")
        with path.open("rb") as file:
            data = file.read(self._max_bytes + 1)
        if len(data) > self._max_bytes:
            raise TooLargeError(
                f"{path.name} is larger than {self._max_bytes / 1e6:g} MB; split the file, or raise "
                "PINCITE_FETCH_MAX_BYTES."
            )
        return data


def _check_name(path: str) -> None:
    if problem := name_problem(path):
        raise UnsupportedError(problem)


def _no_validators(_url: str) -> Validators | None:
    """No page was fetched before."""
    return None


def _version() -> str | None:
    try:
        return metadata.version("pincite")
    except metadata.PackageNotFoundError:
        return None


def _locate_url(target: str) -> str:
    url = normalize_url(target)
    if url:
        return url
    if "@" in target.partition("://")[2].partition("/")[0]:
        raise RefusedError("The link contains a name or password, which others would see; save the page as a file.")
    raise UnsupportedError(f"{target} is no complete link; give one such as https://example.org/page.")


def _path_of_file_url(target: str) -> str:
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    return url2pathname(parts.path) if parts.netloc in {"", "localhost"} else ""


def _check_linked(path: Path, referrer: str) -> None:
    """Raises ``RefusedError`` if the source at ``referrer`` may not lead to this file."""
    if is_url(referrer):
        raise RefusedError(
            f"{path.name} is a file on this machine, and a web page may not lead to it; name it yourself."
        )
    if not path.is_relative_to(Path(referrer).resolve().parent):
        raise RefusedError(f"{path.name} is outside the folder of the file that links to it; name it yourself.")
    if path.suffix.lower() not in READ_SUFFIXES:
        *kinds, last = sorted(READ_SUFFIXES)
        raise RefusedError(
            f"{path.name} is no {', '.join(kinds)} or {last} file, and only those are followed; name it yourself."
        )


def _not_found(path: Path) -> str:
    """Say that there is no file; a name in it that ends as that of a site, such as .org, was meant as a link."""
    if any(
        _LOOKS_LIKE_A_SITE.fullmatch(part) and not exists(folder) and Path(part).suffix.lower() not in _MEDIA_TYPES
        for part, folder in zip(path.parts, [*reversed(path.parents), path], strict=True)
    ):
        return f"There is no file {path}; if it is a web page, put https:// before it."
    return f"There is no file {path}; check its spelling."
