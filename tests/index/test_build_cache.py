"""The cache of built files: each is built once, and only unchanged bytes are used again."""

from pathlib import Path

from index.build_cache import map_or_build


def _map(content: bytes, folder: Path | None, *, may_write: bool = True) -> bytes:
    return bytes(map_or_build("x-", lambda: content, folder, ".table", may_write=may_write))


def test_a_file_is_built_once(tmp_path: Path) -> None:
    """A second process maps the file of the first one, also if it may not write."""
    _map(b"first", tmp_path)

    assert b"first" == _map(b"second", tmp_path)
    assert b"first" == _map(b"second", tmp_path, may_write=False)


def test_a_damaged_file_is_built_again(tmp_path: Path) -> None:
    """Its name tells the hash of its content."""
    _map(b"first", tmp_path)
    [path] = tmp_path.iterdir()
    path.write_bytes(b"other")

    assert b"second" == _map(b"second", tmp_path)
    assert b"second" == _map(b"third", tmp_path)


def test_nothing_is_kept_without_leave_or_folder(tmp_path: Path) -> None:
    """A process that may not write, and one that has no folder, build the content for themselves."""
    assert b"first" == _map(b"first", tmp_path, may_write=False)
    assert b"second" == _map(b"second", None)
    assert [] == list(tmp_path.iterdir())
