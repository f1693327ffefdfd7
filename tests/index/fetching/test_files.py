"""``index.fetching.fetcher``: files."""

import os
import sys
from pathlib import Path

import pytest

from index.errors import EmptyError, NotFoundError, RefusedError, TooLargeError, UnreachableError, UnsupportedError
from index.fetching.fetcher import Fetcher
from index.types import Raw


@pytest.fixture
def fetcher() -> Fetcher:
    """A fetcher with small limits."""
    return Fetcher(timeout_s=5.0, max_bytes=1000)


def test_file(fetcher: Fetcher, tmp_path: Path) -> None:
    """A file is its bytes, with a media type from its name."""
    path = tmp_path / "notes.MD"
    path.write_bytes(b"Some words")

    assert Raw(str(path), b"Some words", "text/markdown") == fetcher.fetch(str(path))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "text/plain"),
        ("a.text", "text/plain"),
        ("a.markdown", "text/markdown"),
        ("a.html", "text/html"),
        ("a.htm", "text/html"),
        ("a.xhtml", "application/xhtml+xml"),
        ("a.pdf", "application/pdf"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.xls", "application/octet-stream"),
        ("README", "application/octet-stream"),
    ],
)
def test_media_type(fetcher: Fetcher, tmp_path: Path, name: str, expected: str) -> None:
    """A known suffix gives the type; other files are left to detection."""
    (tmp_path / name).write_bytes(b"Some words")

    assert expected == fetcher.fetch(str(tmp_path / name)).media_type


def test_missing_file(fetcher: Fetcher, tmp_path: Path) -> None:
    """The error names the path of a missing file."""
    with pytest.raises(NotFoundError) as caught:
        fetcher.fetch(str(tmp_path / "a.txt"))

    assert f"There is no file {tmp_path}/a.txt; check its spelling." == str(caught.value)


def test_missing_scheme(fetcher: Fetcher, tmp_path: Path) -> None:
    """A link without its scheme is a missing file, and the error says how to write a link."""
    with pytest.raises(NotFoundError, match="if it is a web page, put https:// before it"):
        fetcher.fetch(str(tmp_path / "example.org"))
    with pytest.raises(NotFoundError, match="if it is a web page, put https:// before it"):
        fetcher.fetch(str(tmp_path / "www.example.org" / "page.html"))
    (tmp_path / "notes.example").mkdir()
    with pytest.raises(NotFoundError, match="check its spelling"):
        fetcher.fetch(str(tmp_path / "notes.example" / "page.html"))


def test_path_through_a_file(fetcher: Fetcher, tmp_path: Path) -> None:
    """A path below a file is a missing file."""
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(NotFoundError):
        fetcher.fetch(str(tmp_path / "a.txt" / "b.txt"))


def test_folder(fetcher: Fetcher, tmp_path: Path) -> None:
    """A folder is refused."""
    with pytest.raises(UnsupportedError, match="is a folder; name the files in it"):
        fetcher.fetch(str(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_pipe(fetcher: Fetcher, tmp_path: Path) -> None:
    """A pipe, which may never end, is refused."""
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(UnsupportedError, match="is a device or pipe"):
        fetcher.fetch(str(tmp_path / "a.txt"))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="this user may read everything")
def test_no_permission(fetcher: Fetcher, tmp_path: Path) -> None:
    """A file without read permission is refused."""
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(RefusedError, match="change the file's permissions"):
        fetcher.fetch(str(tmp_path / "a.txt"))


def test_large_file(fetcher: Fetcher, tmp_path: Path) -> None:
    """A file over the limit is refused; one at the limit is read."""
    (tmp_path / "a.txt").write_bytes(b"x" * 1000)
    (tmp_path / "b.txt").write_bytes(b"x" * 1001)

    assert 1000 == len(fetcher.fetch(str(tmp_path / "a.txt")).data)
    with pytest.raises(TooLargeError, match=r"b\.txt is larger than 0\.001 MB"):
        fetcher.fetch(str(tmp_path / "b.txt"))


def test_empty_file(fetcher: Fetcher, tmp_path: Path) -> None:
    """A file without a byte is empty."""
    (tmp_path / "a.txt").touch()
    with pytest.raises(EmptyError, match=r"a\.txt is empty"):
        fetcher.fetch(str(tmp_path / "a.txt"))


def test_symbolic_link_to_itself(fetcher: Fetcher, tmp_path: Path) -> None:
    """A loop of symbolic links is a ``SourceError``."""
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(UnreachableError, match=r"a\.txt could not be read"):
        fetcher.fetch(str(tmp_path / "a.txt"))
