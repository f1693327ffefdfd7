"""A data folder whose catalog is gone, emptied, older or another one: a problem with its remedy, and no loss."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.state.answers import AnswerStore
from bot.state.engine import open_bot_database
from tests.support.sample_answers import make_citation, make_source, quote_answer
from tests.support.shell import OIL, PAGE, Shell

pytestmark = pytest.mark.slow

QUESTION = "When was the tower finished?"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an indexed page, a kept PDF file and a stored answer."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "lamp.html").write_text(PAGE, encoding="utf-8")
    assert 0 == Shell(folder)("index", folder / "lamp.html").exit_code
    (folder / "data" / "originals").mkdir()
    (folder / "data" / "originals" / f"{'0' * 12}-{'0' * 64}.pdf").write_bytes(b"%PDF")
    source = make_source(text="The cable broke.")
    answer = quote_answer("What broke?", make_citation(1, source, "The cable broke.", "The cable broke."))
    with closing(open_bot_database(folder / "data" / "bot.sqlite")) as database:
        AnswerStore(database).save_answer(answer, chat_id=1, thread_id=None, user_id=1)
    return folder


@pytest.fixture
def shell(whole: Path, tmp_path: Path) -> Shell:
    """Commands on a copy of it."""
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    return Shell(tmp_path)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files that only a catalog has made; a reader may touch the bookkeeping of SQLite."""
    names = ("chroma", "vectors", "originals")
    found = (path for name in names for path in (folder / name).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def remove(path: Path) -> None:
    """Lose the catalog."""
    path.unlink()


def empty(path: Path) -> None:
    """Empty the catalog, as a disk that was full or a broken copy does."""
    path.write_bytes(b"")


def replace(path: Path) -> None:
    """Put a catalog without sources in its place."""
    fresh = Shell(path.parent / "fresh")
    assert 0 == fresh("sources").exit_code
    shutil.move(fresh.folder / "data" / "catalog.sqlite", path)
    shutil.rmtree(fresh.folder)


def link(path: Path) -> None:
    """Leave a link to a disk that is gone."""
    path.unlink()
    path.symlink_to(path.parent / "gone" / path.name)


LOSSES = pytest.mark.parametrize("lose", [remove, empty, replace, link])


@LOSSES
def test_a_lost_catalog_is_a_problem_and_nothing_is_deleted(shell: Shell, lose: Callable[[Path], None]) -> None:
    """No command begins another catalog beside vectors, files and answers of the lost one."""
    data = shell.folder / "data"
    before = files_of(data)
    lose(data / "catalog.sqlite")
    commands = (
        ["sources"], ["ask", QUESTION], ["index", shell.folder / "lamp.html"], ["reindex", "--all"], ["rebuild"],
        ["remove", "x"], ["chat"], ["doctor", "--fast"], ["doctor"], ["doctor", "--deep"],
    )  # fmt: skip
    for command in commands:
        ran = shell(*command)
        assert (1, 1) == (ran.exit_code, ran.output.count("is missing or empty, but chroma")), ran.output
    served = shell("serve", TELEGRAM_TOKEN="123:abc")  # noqa: S106 - of no bot
    assert (1, True) == (served.exit_code, "`pincite restore`" in served.stderr)
    assert before == files_of(data)


@LOSSES
def test_a_new_catalog_begins_on_request(shell: Shell, lose: Callable[[Path], None]) -> None:
    """The rest of the lost one moves into a folder of its own; users and answers stay."""
    data = shell.folder / "data"
    before = files_of(data)
    lose(data / "catalog.sqlite")
    ran = shell("index", "--new-catalog", shell.folder / "lamp.html")
    assert 0 == ran.exit_code, ran.output
    [aside] = data.glob("lost-catalog-*")
    assert str(aside) in ran.stderr
    assert before.keys() == files_of(aside).keys()
    assert "answered" == shell.json("ask", QUESTION)["status"]
    assert 0 == shell("doctor", "--deep").exit_code
    with closing(sqlite3.connect(data / "bot.sqlite")) as connection:
        assert 1 == connection.execute("SELECT count(*) FROM citation").fetchone()[0]


def test_a_new_catalog_leaves_one_that_is_there(shell: Shell) -> None:
    """The option is for a lost catalog only."""
    assert 0 == shell("index", "--new-catalog", shell.folder / "lamp.html").exit_code
    assert [] == list((shell.folder / "data").glob("lost-catalog-*"))
    assert "answered" == shell.json("ask", QUESTION)["status"]


@pytest.mark.parametrize(
    "left", ["chroma", "vectors", "originals", "bot.sqlite", "pincite.tar.gz", "catalog.sqlite-wal"]
)
def test_each_part_shows_that_a_catalog_is_lost(shell: Shell, left: str, tmp_path: Path) -> None:
    """A part of a folder, as an unfinished copy leaves it, is not taken for a new folder."""
    part = Shell(tmp_path / "part")
    (part.folder / "data").mkdir(parents=True)
    for name in ("pincite.tar.gz", "catalog.sqlite-wal"):
        (shell.folder / "data" / name).write_bytes(b"content")
    shutil.move(shell.folder / "data" / left, part.folder / "data" / left)
    ran = part("sources")
    assert (1, True) == (ran.exit_code, f"but {left} has data of it" in ran.stderr), ran.output


def test_folders_without_data_of_a_catalog_may_get_one(tmp_path: Path) -> None:
    """Models, tokens and locks come before the first source."""
    shell = Shell(tmp_path)
    (tmp_path / "data" / "models").mkdir(parents=True)
    assert 0 == shell("tokens", "create", "a program").exit_code
    assert {"sources": [], "lists": [], "missed": []} == shell.json("sources")


def test_a_catalog_that_came_back_answers_at_once(shell: Shell) -> None:
    """The remedy of the sentence works: nothing was written meanwhile."""
    data = shell.folder / "data"
    shutil.move(data / "catalog.sqlite", shell.folder / "kept")
    assert 1 == shell("ask", QUESTION).exit_code
    shutil.move(shell.folder / "kept", data / "catalog.sqlite")
    assert "answered" == shell.json("ask", QUESTION)["status"]
    assert 0 == shell("doctor", "--deep").exit_code


def test_no_backup_is_made_of_a_lost_catalog(shell: Shell) -> None:
    """An empty backup could push out the last good one."""
    empty(shell.folder / "data" / "catalog.sqlite")
    ran = shell("backup", shell.folder / "new.tar")
    assert (1, True) == (ran.exit_code, "is missing or empty" in ran.stderr)
    assert not (shell.folder / "new.tar").exists()


def test_the_vectors_of_another_catalog_stay(shell: Shell, tmp_path: Path) -> None:
    """A catalog of another folder finds vectors that are not its own: it neither uses nor deletes them."""
    (tmp_path / "oil.html").write_text(OIL, encoding="utf-8")
    other = Shell(tmp_path / "other")
    assert 0 == other("index", tmp_path / "oil.html").exit_code
    data = shell.folder / "data"
    before = files_of(data)
    shutil.copy(other.folder / "data" / "catalog.sqlite", data / "catalog.sqlite")
    (tmp_path / "oil.html").write_text(OIL.replace("Paraffin", "Kerosene"), encoding="utf-8")
    for command in (["doctor"], ["reindex", "--all"], ["rebuild"], ["index", shell.folder / "lamp.html"]):
        ran = shell(*command)
        assert (1, True) == (ran.exit_code, "has the vectors of another catalog" in ran.output), (command, ran.output)
    chroma = {name: body for name, body in before.items() if name.startswith("chroma/")}
    assert chroma.keys() == {name for name in files_of(data) if name.startswith("chroma/")}
    with closing(sqlite3.connect(data / "chroma" / "chroma.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM embeddings").fetchone()[0] > 0


def test_an_older_catalog_beside_newer_vectors_is_a_problem(shell: Shell) -> None:
    """As many passages as vectors do not mean that they belong together; a rebuild brings them together."""
    data, page = shell.folder / "data", shell.folder / "lamp.html"
    assert 0 == shell("index", page).exit_code
    shutil.copy(data / "catalog.sqlite", shell.folder / "older")
    page.write_text(PAGE.replace("granite", "basalt").replace("twelve", "eleven").replace("keepers", "wardens"))
    assert 0 == shell("reindex", "--all").exit_code
    shutil.copy(shell.folder / "older", data / "catalog.sqlite")
    ran = shell("doctor")
    assert (1, True) == (ran.exit_code, "have no vector, and" in ran.output), ran.output
    assert 0 == shell("rebuild").exit_code
    assert 0 == shell("doctor", "--deep").exit_code
    assert "answered" == shell.json("ask", QUESTION)["status"]


def test_a_backup_restores_beside_itself(shell: Shell, tmp_path: Path) -> None:
    """The one volume of a container has the backup, the folder of the file system and the lock of the last start."""
    target = Shell(tmp_path / "volume")
    data = target.folder / "data"
    (data / "lost+found").mkdir(parents=True)
    (data / "serve.lock").touch()
    assert 0 == shell("backup", data / "pincite.tar").exit_code
    assert 0 == target("restore", data / "pincite.tar").exit_code
    assert "answered" == target.json("ask", QUESTION)["status"]


def test_a_catalog_without_its_identity_is_damaged(shell: Shell) -> None:
    """A row that every catalog has is missing, so other rows may be, too."""
    with closing(sqlite3.connect(shell.folder / "data" / "catalog.sqlite")) as connection:
        connection.execute("DELETE FROM identity")
        connection.commit()
    ran = shell("ask", QUESTION)
    assert (1, True) == (ran.exit_code, "is damaged" in ran.stderr), ran.output
