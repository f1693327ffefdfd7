"""The PDF files that all processes on one database keep for pictures of their pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog.database import Database
from index.catalog.schema import open_catalog
from index.sources.original_files import OriginalFiles, copy_originals
from index.sources.shared_originals import SharedOriginals
from index.types import Raw, source_id, text_id
from tests.support.clock import Clock

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4
ONE, TWO, THREE = (f"/texts/{name}.pdf" for name in ("one", "two", "three"))
TEXT = text_id("The words of the file.")


@pytest.fixture
def database(postgresql_address: str) -> Iterator[Database]:
    """An empty catalog on a server."""
    opened = open_catalog(postgresql_address)
    yield opened
    opened.close()


def keep(files: SharedOriginals, location: str, data: bytes = PDF) -> None:
    """Keep a file whose text is always the same."""
    files.keep(Raw(location, data, "application/pdf"), TEXT)


def kept(files: SharedOriginals | OriginalFiles) -> list[bool]:
    """Whether each of the three files is kept."""
    return [files.has(source_id(location), TEXT) for location in (ONE, TWO, THREE)]


def test_another_process_reads_the_same_bytes(database: Database, postgresql_address: str) -> None:
    """A replica that did not read the source has its file, and no file of another text."""
    keep(SharedOriginals(database, 5_000), ONE)
    other = open_catalog(postgresql_address)
    files = SharedOriginals(other, 5_000)
    found = [files.load(source_id(ONE), TEXT), files.load(source_id(ONE), text_id("Other words.")), kept(files)]
    other.close()

    assert [PDF, None, [True, False, False]] == found


def test_only_pdf_files_within_the_budget_are_kept(database: Database) -> None:
    """A page and a file that is too large are not, and drive no other out."""
    files = SharedOriginals(database, 2_000)
    keep(files, ONE)
    keep(files, TWO, PDF.ljust(2_001, b"x"))
    files.keep(Raw(THREE, b"<html><body>Words</body></html>", "text/html"), TEXT)
    keep(SharedOriginals(database, 0), THREE)

    assert [True, False, False] == kept(files)


def test_the_file_that_was_not_used_for_the_longest_time_gives_way(database: Database) -> None:
    """The budget has room for two files."""
    clock = Clock()
    files = SharedOriginals(database, 2_500, clock)
    for location in (ONE, TWO):
        keep(files, location)
        clock.now += 100
    files.load(source_id(ONE), TEXT)
    clock.now += 100
    keep(files, THREE)

    assert [True, False, True] == kept(files)


def test_a_sweep_keeps_what_is_needed(database: Database) -> None:
    """Files of removed sources go."""
    files = SharedOriginals(database, 5_000)
    keep(files, ONE)
    keep(files, TWO)
    files.sweep({(source_id(TWO), TEXT)})

    assert [False, True, False] == kept(files)


def test_a_copy_has_every_file_once(database: Database, tmp_path: Path) -> None:
    """What was used last stays so, and a second copy writes nothing."""
    clock = Clock()
    shared, folder = SharedOriginals(database, 2_500, clock), OriginalFiles(tmp_path / "originals", 2_500)
    for location in (TWO, ONE):
        keep(shared, location)
        clock.now += 100

    assert [2, 0] == [copy_originals(shared, folder), copy_originals(shared, folder)]
    assert ([True, True, False], PDF) == (kept(folder), folder.load(source_id(ONE), TEXT))
    assert [source_id(TWO), source_id(ONE)] == [id_ for id_, _ in folder.list_kept()]


def test_a_server_that_is_gone_costs_the_pictures_only(database: Database) -> None:
    """Keeping a file raises nothing."""
    files = SharedOriginals(database, 5_000)
    with database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE original_file RENAME TO lost")
    keep(files, ONE)
