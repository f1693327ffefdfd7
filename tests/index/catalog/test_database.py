"""The SQLite file: each fault is one sentence, and the file stays unchanged."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.fetch_records import FetchRecord
from index.errors import StoreError, VersionError
from index.types import Document, Validators


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


def test_a_closed_database_is_one_file(tmp_path: Path) -> None:
    """After the end of a process a copy of the file alone has every row, even if another connection is still open."""
    path, copy = tmp_path / "catalog.sqlite", tmp_path / "copy.sqlite"
    database = schema.open_catalog(path)
    with database.begin() as connection:
        connection.execute(text("INSERT INTO text (id, body) VALUES ('kept', 'words')"))
    other = sqlite3.connect(path)
    other.execute("SELECT count(*) FROM text").fetchone()
    assert path.with_name("catalog.sqlite-wal").stat().st_size > 0
    database.close()
    assert 0 == path.with_name("catalog.sqlite-wal").stat().st_size
    copy.write_bytes(path.read_bytes())
    assert [("words",)] == sqlite3.connect(copy).execute("SELECT body FROM text").fetchall()
    other.close()


def test_a_checkpoint_waits_for_no_reader(tmp_path: Path) -> None:
    """While another program reads an earlier state, a checkpoint does nothing, and a later one succeeds."""
    path = tmp_path / "catalog.sqlite"
    database = schema.open_catalog(path)
    with database.begin() as connection:
        connection.execute(text("INSERT INTO text (id, body) VALUES ('kept', 'words')"))
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM text").fetchone()
    database.checkpoint()
    assert path.with_name("catalog.sqlite-wal").stat().st_size > 0
    reader.close()
    database.checkpoint()
    assert 0 == path.with_name("catalog.sqlite-wal").stat().st_size
    database.close()


@pytest.mark.parametrize(
    ("table", "column", "damage"),
    [
        ("receipt", "links", "'[[\"https://'"),
        ("text", "body", "CAST(x'c3' AS TEXT)"),
        ("text_pages", "starts", "x'00'"),
    ],
)
def test_damaged_bytes_of_a_row_are_one_sentence(tmp_path: Path, table: str, column: str, damage: str) -> None:
    """JSON that ends too early, text that is no UTF-8 and numbers of a wrong length name the file and a remedy."""
    database = schema.open_catalog(tmp_path / "catalog.sqlite")
    catalog = Catalog(database)
    document = Document("Words.", "Title", None, None, "en", pages=(0,))
    record = FetchRecord("parser", "digest", Validators(), ())
    catalog.publish(catalog.begin_version("/a.txt", "document", document, "one"), record)
    with database.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = {damage}"))  # noqa: S608 - of this test
    source = catalog.list_sources()[0]
    with pytest.raises(StoreError, match=r"catalog.sqlite is damaged; `pincite doctor --deep`"):
        catalog.load_document(source)
    database.close()
