"""Texts, answers and users in PostgreSQL, by the commands of ``pincite``."""

from pathlib import Path
from typing import Any

import pytest

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
