"""The SQLite file: each fault is one sentence, and the file stays unchanged."""

import sqlite3
from pathlib import Path

import pytest

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.errors import StoreError, VersionError


def test_a_new_database_has_the_version_and_is_empty(tmp_path: Path) -> None:
    """Opening creates the folder, the tables and the version mark."""
    path = tmp_path / "new" / "catalog.sqlite"
    database = schema.open_catalog(path)
    assert [] == Catalog(database).list_sources()
    database.check()
    database.close()
    assert (schema.VERSION,) == sqlite3.connect(path).execute("PRAGMA user_version").fetchone()


def test_the_version_before_is_completed(tmp_path: Path) -> None:
    """Opening a file of version 1 keeps its rows, adds the missing tables and updates the version mark."""
    path = tmp_path / "catalog.sqlite"
    schema.open_catalog(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE passage_tokens")
        connection.execute("INSERT INTO text (id, body) VALUES ('kept', 'words')")
        connection.execute("PRAGMA user_version = 1")
    database = schema.open_catalog(path)
    assert "words" == Catalog(database).get_text("kept")
    database.close()
    connection = sqlite3.connect(path)
    assert [] == connection.execute("SELECT * FROM passage_tokens").fetchall()
    assert (schema.VERSION,) == connection.execute("PRAGMA user_version").fetchone()
    connection.close()


def test_another_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    """A file with another layout stays unchanged; the error names both layouts."""
    path = tmp_path / "catalog.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (id)")
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(VersionError, match="layout 99"):
        schema.open_catalog(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize("content", [b"no database at all" * 400, b"\x00" * 4096])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """A file that is no database raises an error that names the next step."""
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"index again|cannot be"):
        schema.open_catalog(path)
    assert content == path.read_bytes()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """The error for a data directory below a file names the setting to change."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="PINCITE_DATA_DIR"):
        schema.open_catalog(tmp_path / "file" / "data" / "catalog.sqlite")
