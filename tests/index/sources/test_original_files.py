"""The PDF files that are kept for pictures of their pages."""

import os
from pathlib import Path

import pytest

from index.sources.original_files import OriginalFiles
from index.types import Raw, source_id, text_id

PDF = b"%PDF-1.7\n" + b"x" * 991
ONE, TWO, THREE = (f"/texts/{name}.pdf" for name in ("one", "two", "three"))
TEXT = text_id("The words of the file.")


def keep(files: OriginalFiles, location: str, data: bytes = PDF) -> None:
    """Keep a file whose text is always the same."""
    files.keep(Raw(location, data, "application/pdf"), TEXT)


def kept(files: OriginalFiles) -> list[bool]:
    """Whether each of the three files is kept."""
    return [files.has(source_id(location), TEXT) for location in (ONE, TWO, THREE)]


def test_a_kept_file_is_read_back(tmp_path: Path) -> None:
    """The bytes are those of the source, for the user of the bot alone."""
    files = OriginalFiles(tmp_path / "originals", 5_000)
    keep(files, ONE)
    assert PDF == files.load(source_id(ONE), TEXT)
    assert None is files.load(source_id(ONE), text_id("Other words."))
    if os.name == "posix":
        assert {0o600} == {path.stat().st_mode & 0o777 for path in (tmp_path / "originals").iterdir()}


def test_only_pdf_files_are_kept(tmp_path: Path) -> None:
    """Pages and other documents are not."""
    files = OriginalFiles(tmp_path / "originals", 5_000)
    files.keep(Raw("https://example.org/", b"<html><body>Words</body></html>", "text/html"), TEXT)
    assert not (tmp_path / "originals").exists()


def test_the_file_that_was_not_used_for_the_longest_time_gives_way(tmp_path: Path) -> None:
    """The budget has room for two files."""
    files = OriginalFiles(tmp_path / "originals", 2_500)
    for age, location in ((300, ONE), (200, TWO)):
        keep(files, location)
        path = tmp_path / "originals" / f"{source_id(location)}-{TEXT}.pdf"
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    files.load(source_id(ONE), TEXT)
    keep(files, THREE)
    assert [True, False, True] == kept(files)


@pytest.mark.parametrize(("budget", "size"), [(0, 10), (1_000, 1_001)])
def test_a_file_over_the_budget_is_not_kept(tmp_path: Path, budget: int, size: int) -> None:
    """It does not drive the others out."""
    files = OriginalFiles(tmp_path / "originals", budget)
    keep(files, ONE, PDF[:1_000].ljust(size, b"x"))
    assert [False] * 3 == kept(files)


def test_a_sweep_keeps_what_is_needed(tmp_path: Path) -> None:
    """Files of removed sources go, and what a killed process left half written."""
    files = OriginalFiles(tmp_path / "originals", 5_000)
    keep(files, ONE)
    keep(files, TWO)
    (tmp_path / "originals" / "half.pdf.new").write_bytes(b"%PDF")
    files.sweep({(source_id(TWO), TEXT)})
    assert [False, True, False] == kept(files)
    assert 1 == len(list((tmp_path / "originals").iterdir()))


def test_a_folder_that_cannot_be_written_costs_the_pictures_only(tmp_path: Path) -> None:
    """Keeping a file raises nothing."""
    (tmp_path / "originals").write_text("no folder")
    files = OriginalFiles(tmp_path / "originals", 5_000)
    keep(files, ONE)
    assert [False] * 3 == kept(files)
