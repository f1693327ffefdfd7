"""Backups of a real data folder."""

import io
import json
import os
import signal
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.state.answers import AnswerStore
from bot.state.engine import open_bot_database
from bot.state.upkeep.backup_archive import restored_backup, write_backup
from index.catalog.write_lock import WriteLock
from index.errors import BackupError
from tests.support.killed import call_until, killable_processes
from tests.support.sample_answers import make_citation, make_source, quote_answer
from tests.support.shell import PAGE, Shell

QUESTION = "When was the tower finished?"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A data folder with an indexed page, an upload and an answer that is not yet moved out of the write-ahead log."""
    folder = tmp_path_factory.mktemp("backup")
    (folder / "lamp.html").write_text(PAGE, encoding="utf-8")
    shell = Shell(folder)
    assert 0 == shell("index", folder / "lamp.html").exit_code
    (folder / "data" / "uploads").mkdir()
    (folder / "data" / "uploads" / "notes.txt").write_text("notes")
    (folder / "data" / "originals").mkdir()
    (folder / "data" / "originals" / "report.pdf").write_bytes(b"%PDF")
    return shell


def names_in(file: Path) -> list[str]:
    """Return the names of an archive's members."""
    with tarfile.open(file) as archive:
        return archive.getnames()


def restore(file: Path, data_dir: Path) -> str:
    """Restore a backup to its end."""
    with restored_backup(file, data_dir) as created_at:
        return created_at


def is_killed(step: int, function: Callable[..., object], *arguments: object) -> bool:
    """Call a function in a process that is killed before one of its renames; return whether it came to that one."""
    process = killable_processes().Process(target=call_until, args=("os.rename", step, function, *arguments))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def test_a_backup_of_a_serving_bot_restores_to_the_same_answers(shell: Shell, tmp_path: Path) -> None:
    """Open databases and their write-ahead logs are part of it; the deep check passes."""
    source = make_source(text="The cable broke.")
    answer = quote_answer("What broke?", make_citation(1, source, "The cable broke.", "The cable broke."))
    database = open_bot_database(shell.folder / "data" / "bot.sqlite")
    stored = AnswerStore(database).save_answer(answer, chat_id=1, thread_id=None, user_id=1)
    before = shell.json("ask", QUESTION)
    file = tmp_path / "pincite.tar.gz"
    made = shell("backup", file)
    database.close()
    assert 0 == made.exit_code, made.output
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)

    restored = Shell(tmp_path / "new")
    ran = restored("restore", file)
    assert 0 == ran.exit_code, ran.output
    assert "every check passed" in ran.stdout
    after = restored.json("ask", QUESTION)
    assert [before["text"], before["citations"]] == [after["text"], after["citations"]]
    assert "notes" == (restored.folder / "data" / "uploads" / "notes.txt").read_text()
    assert (restored.folder / "data" / "originals" / "report.pdf").read_bytes() == b"%PDF"
    with closing(sqlite3.connect(restored.folder / "data" / "bot.sqlite")) as copy:
        assert [(stored.keys[1],)] == copy.execute("SELECT key FROM citation").fetchall()
    findings = restored.json("doctor", "--deep")["findings"]
    assert [] == [one for one in findings if one["level"] in {"problem", "repaired"}]


def test_a_backup_waits_for_indexing(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a job indexes, the stores do not agree; nothing is left of the try."""
    monkeypatch.setattr("bot.state.upkeep.backup_archive.LOCK_WAIT_S", 0.1)
    with WriteLock(shell.folder / "data" / "index.lock", 1).hold():
        ran = shell("backup", tmp_path / "b.tar")
    assert 1 == ran.exit_code
    assert "is indexing" in ran.stderr
    assert [] == list(tmp_path.iterdir())


def test_a_backup_overwrites_nothing(shell: Shell, tmp_path: Path) -> None:
    """An existing file, an empty folder and a file among the data are refused."""
    file = tmp_path / "b.tar"
    file.write_text("mine")
    data = shell.folder / "data"
    for folder, name, words in (
        (data, file, "exists already"),
        (tmp_path / "none", tmp_path / "c.tar", "nothing to back up"),
        (data, data / "uploads" / "b.tar", "outside"),
        (data, tmp_path / "no" / "b.tar", "cannot be written"),
    ):
        with pytest.raises(BackupError, match=words):
            write_backup(folder, name)
    with pytest.raises(BackupError, match="has data already"):
        restore(file, data)
    assert "mine" == file.read_text()


def test_a_damaged_backup_is_not_restored(shell: Shell, tmp_path: Path) -> None:
    """A flipped byte, a missing end, another file and a name that leads elsewhere leave the folder empty."""
    whole = tmp_path / "whole.tar"
    write_backup(shell.folder / "data", whole)
    assert {"catalog.sqlite", "chroma/chroma.sqlite3", "uploads/notes.txt", "manifest.json"} <= set(names_in(whole))
    data = whole.read_bytes()
    at = data.index(b"October 1811")
    flipped = data[:at] + b"x" + data[at + 1 :]
    escaping = (escaping_archive("../out.txt"), escaping_archive("a\\b"))
    for content in (flipped, data[: len(data) // 2], b"no archive", *escaping):
        damaged = tmp_path / "damaged.tar"
        damaged.write_bytes(content)
        with pytest.raises(BackupError, match="cannot be restored"):
            restore(damaged, tmp_path / "new")
        assert {"index.lock"} >= {path.name for path in (tmp_path / "new").iterdir()}
    damaged.write_bytes(b"no archive")
    with pytest.raises(BackupError, match=r"cannot be restored \(it is no archive, or a part of one\)"):
        restore(damaged, tmp_path / "new")


def test_a_restore_that_is_killed_is_finished_by_the_next_one(shell: Shell, tmp_path: Path) -> None:
    """Killed before any of its moves, it leaves a folder that other commands refuse, and another backup does too."""
    file, other = tmp_path / "b.tar", tmp_path / "other.tar"
    write_backup(shell.folder / "data", file)
    (shell.folder / "data" / "uploads" / "more.txt").write_text("more")
    write_backup(shell.folder / "data", other)
    (shell.folder / "data" / "uploads" / "more.txt").unlink()
    restore(file, tmp_path / "whole")
    moves = len(list((tmp_path / "whole").iterdir())) - 1  # all but the lock
    for step in range(moves + 1):
        target = Shell(tmp_path / str(step))
        data = target.folder / "data"
        assert is_killed(step, restore, file, data)
        if step:  # the first rename writes the mark
            for command in (["sources"], ["tokens"], ["backup", tmp_path / "c.tar"], ["index", "--new-catalog"]):
                assert "`pincite restore` with the same backup again" in target(*command).stderr
            with pytest.raises(BackupError, match="has a part of the backup of"):
                restore(other, data)
        restore(file, data)
        assert files_in(tmp_path / "whole") == files_in(data)
    assert not is_killed(moves + 1, restore, file, tmp_path / "unbroken")


def test_a_backup_that_is_killed_leaves_nothing_after_the_next_one(shell: Shell, tmp_path: Path) -> None:
    """Copies of databases are in a folder that only the owner can read, and the next backup deletes it."""
    file = tmp_path / "b.tar"
    assert is_killed(0, write_backup, shell.folder / "data", file)
    [left] = tmp_path.iterdir()
    assert 0o700 == stat.S_IMODE(left.stat().st_mode)
    write_backup(shell.folder / "data", file)
    assert [file] == list(tmp_path.iterdir())


def test_a_pipe_is_no_backup(tmp_path: Path) -> None:
    """Reading it would never end."""
    os.mkfifo(tmp_path / "b.tar")
    with pytest.raises(BackupError, match="is no file"):
        restore(tmp_path / "b.tar", tmp_path / "new")


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the content of a folder, without its lock."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("index.lock")}


def escaping_archive(name: str) -> bytes:
    """Make an archive with a file of that name."""
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w") as archive:
        for member, content in ((f"uploads/{name}", b"x"), ("manifest.json", json.dumps({"format": 1}).encode())):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return output.getvalue()
