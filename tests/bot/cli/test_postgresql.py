"""Texts, answers and users in PostgreSQL, by the commands of ``pincite``."""

from pathlib import Path
from typing import Any

import pytest

from bot.indexing.upload_titles import UPLOADS
from bot.telegram.admin.uploads import save_upload
from index.catalog.schema import open_catalog
from index.sources.original_files import FOLDER
from index.sources.shared_originals import SharedOriginals
from tests.support.pdf_files import Print, pdf
from tests.support.postgresql_server import PostgresqlServer
from tests.support.shell import PAGE, Shell

QUESTION = "When was the tower finished?"


def cited(shell: Shell, **settings: str) -> list[Any]:
    """Return the answer to a question, without ids and times."""
    answer = shell.json("ask", QUESTION, **settings)
    return [answer["status"], answer["text"], answer["sure"], [one["quote"] for one in answer["citations"]]]


def findings(shell: Shell, **settings: str) -> list[str]:
    """Return the problems and repairs of the deep check."""
    found = shell.json("doctor", "--deep", **settings)["findings"]
    return [one["words"] for one in found if one["level"] in {"problem", "repaired"}]


def names(shell: Shell, **settings: str) -> str:
    """Return the name of the one token of the API."""
    return next(name for name in ("local", "remote") if name in shell("tokens", **settings).stdout)


def stored_files(folder: Path) -> dict[str, bytes]:
    """Return the uploads and the kept PDF files of a data folder, by name."""
    paths = [path for name in (UPLOADS, FOLDER) for path in (folder / "data" / name).rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A data folder with an indexed page."""
    (tmp_path / "lamp.html").write_text(PAGE, encoding="utf-8")
    made = Shell(tmp_path)
    assert 0 == made("index", tmp_path / "lamp.html", LINK_DEPTH="0").exit_code
    return made


def test_a_migration_there_and_back_keeps_every_answer(shell: Shell, postgresql_address: str) -> None:
    """After each move the answer is the same and the deep check finds nothing; no vector is embedded or moved."""
    data, expected = shell.folder / "data", cited(shell)

    moved = shell("migrate", DATABASE_URL=postgresql_address)
    for name in ("catalog.sqlite", "bot.sqlite"):
        (data / name).unlink()
    assert (0, expected, []) == (
        moved.exit_code,
        cited(shell, DATABASE_URL=postgresql_address),
        findings(shell, DATABASE_URL=postgresql_address),
    ), moved.output
    assert [] == list(data.glob("*.sqlite"))

    back = shell("migrate", "--back", DATABASE_URL=postgresql_address)
    assert (0, expected, []) == (back.exit_code, cited(shell), findings(shell)), back.output


def test_what_cannot_be_migrated_is_one_sentence(shell: Shell, postgresql_address: str, tmp_path: Path) -> None:
    """No server, no catalog, or a store with other rows: nothing is copied."""
    assert "set PINCITE_CHROMA_URL" in shell("migrate").stderr
    assert "has no catalog to copy" in Shell(tmp_path / "new")("migrate", DATABASE_URL=postgresql_address).stderr

    assert 0 == shell("migrate", DATABASE_URL=postgresql_address).exit_code
    assert 0 == shell("tokens", "create", "remote", DATABASE_URL=postgresql_address).exit_code
    assert 0 == shell("tokens", "create", "local").exit_code
    refused = shell("migrate", "--back", DATABASE_URL=postgresql_address)
    assert (1, True) == (refused.exit_code, "data of its own" in refused.stderr)
    assert ("local", "remote") == (names(shell), names(shell, DATABASE_URL=postgresql_address))


def test_a_backup_restores_into_a_database_and_into_files(
    shell: Shell, postgresql: PostgresqlServer, postgresql_address: str, tmp_path: Path
) -> None:
    """The restored bots give the same answers and have the same tokens, and the deep check finds nothing."""
    expected, file = cited(shell), tmp_path / "pincite.tar"
    assert 0 == shell("migrate", DATABASE_URL=postgresql_address).exit_code
    for name in ("catalog.sqlite", "bot.sqlite"):
        (shell.folder / "data" / name).unlink()
    assert 0 == shell("tokens", "create", "remote", DATABASE_URL=postgresql_address).exit_code
    written = shell("backup", file, DATABASE_URL=postgresql_address)
    assert (0, [], {"pincite.tar", "lamp.html", "data"}) == (
        written.exit_code, list((shell.folder / "data").glob("*.sqlite")), {path.name for path in tmp_path.iterdir()}
    ), written.output  # fmt: skip

    other = postgresql.address(postgresql.new_schema())
    for name, settings in (("server", {"DATABASE_URL": other}), ("files", {})):
        restored = Shell(tmp_path / name)
        ran = restored("restore", file, **settings)
        assert (0, expected, [], "remote") == (
            ran.exit_code, cited(restored, **settings), findings(restored, **settings), names(restored, **settings)
        ), ran.output  # fmt: skip
        assert (name == "files") == (restored.folder / "data" / "catalog.sqlite").exists()


def test_files_come_along_and_reach_every_process(
    shell: Shell, postgresql: PostgresqlServer, postgresql_address: str, tmp_path: Path
) -> None:
    """Kept PDF files and uploads move to the server and back, are in a backup, and need no folder of their own."""
    (tmp_path / "tower.pdf").write_bytes(pdf([[Print("The tower was painted red in 1899.")]]))
    assert 0 == shell("index", tmp_path / "tower.pdf").exit_code
    save_upload(shell.folder / "data" / UPLOADS, "a/lamp.txt", b"A lamp.", "The lamp")
    expected = stored_files(shell.folder)
    assert 3 == len(expected)

    server = {"DATABASE_URL": postgresql_address}
    assert 0 == shell("migrate", **server).exit_code
    elsewhere = Shell(tmp_path / "elsewhere")
    assert 0 == elsewhere("migrate", "--back", **server).exit_code
    assert expected == stored_files(elsewhere.folder)

    other = Shell(tmp_path / "other")
    assert 0 == other("backup", tmp_path / "pincite.tar", **server).exit_code
    assert {} == stored_files(other.folder)
    restored, again = Shell(tmp_path / "restored"), postgresql.address(postgresql.new_schema())
    assert 0 == restored("restore", tmp_path / "pincite.tar").exit_code
    assert expected == stored_files(restored.folder)
    moved = Shell(tmp_path / "moved")
    assert 0 == moved("restore", tmp_path / "pincite.tar", DATABASE_URL=again).exit_code
    assert not (moved.folder / "data" / "originals").exists()
    back = Shell(tmp_path / "back")
    assert 0 == back("migrate", "--back", DATABASE_URL=again).exit_code
    assert expected == stored_files(back.folder)


def test_a_removal_deletes_the_shared_file(postgresql_address: str, tmp_path: Path) -> None:
    """The copy is in the database alone, and goes with its source."""
    shell, server = Shell(tmp_path), {"DATABASE_URL": postgresql_address}
    (tmp_path / "tower.pdf").write_bytes(pdf([[Print("The tower was painted red in 1899.")]]))
    assert 0 == shell("index", tmp_path / "tower.pdf", **server).exit_code
    database = open_catalog(postgresql_address)
    shared = SharedOriginals(database, 10_000_000)
    kept = len(shared.list_kept())
    removed = shell("remove", tmp_path / "tower.pdf", **server)
    left = len(shared.list_kept())
    database.close()

    assert (1, 0, 0, False) == (kept, removed.exit_code, left, (tmp_path / "data" / "originals").exists()), (
        removed.output
    )


def test_an_emptied_database_is_a_problem(shell: Shell, postgresql: PostgresqlServer, postgresql_address: str) -> None:
    """Vectors in the folder show that the database had a catalog; none of them is deleted."""
    assert 0 == shell("migrate", DATABASE_URL=postgresql_address).exit_code
    for name in ("catalog.sqlite", "bot.sqlite"):
        (shell.folder / "data" / name).unlink()
    before = sorted(path for path in (shell.folder / "data").rglob("*") if path.suffix in {".npy", ".bin"})
    empty = postgresql.new_schema()
    try:
        settings = {"DATABASE_URL": postgresql.address(empty)}
        for command in (["doctor"], ["doctor", "--deep"], ["ask", QUESTION], ["index", shell.folder / "lamp.html"]):
            ran = shell(*command, **settings)
            assert (1, True) == (ran.exit_code, "restore the database, or check" in ran.output), ran.output
        assert before == sorted(path for path in (shell.folder / "data").rglob("*") if path in before)
        again = shell("index", "--new-catalog", shell.folder / "lamp.html", **settings)
        assert 0 == again.exit_code, again.output
        assert "answered" == shell.json("ask", QUESTION, **settings)["status"]
    finally:
        postgresql.drop_schema(empty)


def test_a_database_before_its_migration_is_a_problem(shell: Shell, postgresql_address: str) -> None:
    """An operator who names a database too early learns the command that fills it; the folder stays as it is."""
    ran = shell("ask", QUESTION, DATABASE_URL=postgresql_address)
    assert (1, True) == (ran.exit_code, "run `pincite migrate` to copy it" in ran.stderr), ran.output
    assert 0 == shell("migrate", DATABASE_URL=postgresql_address).exit_code
    assert "answered" == shell.json("ask", QUESTION, DATABASE_URL=postgresql_address)["status"]
